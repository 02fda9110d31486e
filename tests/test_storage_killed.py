"""A build that is killed, at every step of its writing and at moments of a real command, leaves the old index."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples import TINY, build_index, write

from recommender.index import current_generation, open_index

KILL_AT_EACH_STEP = """
import json, os, signal, sys, warnings
from pathlib import Path
sys.path.insert(0, {tests!r})
from samples import TINY, build_index
from recommender.index import open_index
warnings.simplefilter("ignore")
folder, step, seen = Path(sys.argv[1]), 0, []
build_index(folder / "other", TINY)  # imports once, not in every child

def kill_before(number):
    count = 0
    def stepped(call):
        def run(*arguments, **options):
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)
        return run
    os.fsync = stepped(lambda _: None)  # a killed process loses nothing that the system has taken
    os.rename, os.replace = stepped(os.rename), stepped(os.replace)

while True:
    step += 1
    child = os.fork()
    if not child:
        kill_before(step)
        build_index(folder, TINY[:3])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    seen.append([os.WIFSIGNALED(status), len(open_index(folder, verify=True)[0])])
    if not os.WIFSIGNALED(status):
        break
print(json.dumps(seen))
"""


def test_build_killed_before_any_step_leaves_the_old_generation_or_the_new(tmp_path: Path) -> None:
    build_index(tmp_path, TINY)
    script = KILL_AT_EACH_STEP.format(tests=str(Path(__file__).parent))
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=True, timeout=60)
    *killed, last = json.loads(done.stdout)
    assert len(killed) > 20
    # the old one until CURRENT is replaced, which is the last step but one: the folder is flushed after it
    assert killed == [[True, len(TINY)]] * (len(killed) - 1) + [[True, 3]]
    assert last == [False, 3]
    left = [path.name for path in (tmp_path / "generations").iterdir() if path.name.startswith(".")]
    assert left == []


def _source(folder: Path) -> Path:
    for number in range(300):
        write(folder / f"a{number}.md", f"---\ntitle: Article {number}\n---\nThe hip and word{number} ache.")
    return folder


def test_command_killed_at_any_moment_leaves_the_old_generation(tmp_path: Path) -> None:
    source = _source(tmp_path / "posts")
    folder = tmp_path / "index"
    old = build_index(folder, TINY).generation
    command = [sys.executable, "-m", "recommender", "build", str(source), "--out", str(folder), "--jobs", "1"]
    started = time.monotonic()
    scratch = [*command[:-3], str(tmp_path / "scratch"), *command[-2:]]
    subprocess.run(scratch, check=True, capture_output=True, timeout=60)
    whole = time.monotonic() - started
    # four moments, most of them in the second half, where the index is written
    for share in (0.5, 0.8, 0.9, 0.95):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(share * whole)
            process.kill()
        name = current_generation(folder)
        index, _ = open_index(folder, verify=True)
        assert (name, len(index)) in {(old, len(TINY)), (name, 300)}
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert len(open_index(folder, verify=True)[0]) == 300


LIMITED = """
import resource, sys
from recommender.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
sys.argv[1:] = {arguments!r}
main()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="the system has no limit of file sizes")
def test_command_on_a_full_disk_says_so_and_leaves_the_old_generation(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    old = build_index(folder, TINY).generation
    arguments = ["build", str(_source(tmp_path / "posts")), "--out", str(folder), "--jobs", "1"]
    script = LIMITED.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert open_index(folder, verify=True)[0].generation == old
