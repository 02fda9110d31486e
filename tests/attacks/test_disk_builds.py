"""Builds that share a folder: one at a time, whatever numbers their processes have, and however they end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples import TINY, TODAY, build_index, build_settings, write

from recommender.build import build
from recommender.errors import IndexUnwritable
from recommender.index import building, current_generation, open_index, use_generation
from recommender.index.storage import BUILDING, GENERATIONS

HOLD = """
import sys, time
from pathlib import Path
from recommender.index import building
with building(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

FORK = """
import os, sys, time
from pathlib import Path
from recommender.index import building
with building(Path(sys.argv[1])):
    if not os.fork():
        print("held", flush=True)
        sys.stdin.read()  # as a process that analyses waits for work, also when nobody is left to give it
        os._exit(0)
    time.sleep(60)
"""


def _hold(folder: Path, script: str = HOLD) -> "subprocess.Popen[str]":
    """Another process that builds in a folder, and holds its lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def test_second_build_says_that_it_waits_and_follows_when_the_first_has_ended(tmp_path: Path) -> None:
    source = write(tmp_path / "posts" / "a.md", "Hips ache.").parent
    folder = tmp_path / "index"
    first = _hold(folder)
    command = [sys.executable, "-m", "recommender", "build", str(source), "--out", str(folder), "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as second:
        assert second.stderr is not None
        assert second.stderr.readline() == f"Another build is writing to {folder}: waiting for its end.\n"
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1)
        assert not (folder / "CURRENT").exists()
        _end(first)
        assert second.wait(30) == 0
    assert len(open_index(folder, verify=True)[0]) == 1


def test_folder_of_a_build_that_holds_the_lock_is_never_swept(tmp_path: Path) -> None:
    build_index(tmp_path, TINY)
    left = write(tmp_path / GENERATIONS / f"{BUILDING}-1-of-another-namespace" / "df.npy", b"half").parent
    first, waited = _hold(tmp_path), []

    def end_the_first() -> None:
        waited.append(left.exists())
        _end(first)

    build(TINY[:3], tmp_path, build_settings(), today=TODAY, waits=end_the_first)
    assert (waited, left.exists(), len(open_index(tmp_path)[0])) == ([True], False, 3)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_lock_of_a_build_that_is_ended_is_free(tmp_path: Path, number: int) -> None:
    first = _hold(tmp_path)
    first.send_signal(number)
    first.wait()
    first.communicate()
    build(TINY, tmp_path, build_settings(), today=TODAY, waits=lambda: pytest.fail("it waited"))


def test_lock_does_not_outlive_its_process_in_the_processes_that_it_started(tmp_path: Path) -> None:
    killed = _hold(tmp_path, FORK)
    killed.kill()
    killed.wait()
    build(TINY, tmp_path, build_settings(), today=TODAY, waits=lambda: pytest.fail("it waited"))
    killed.communicate("")  # the child ends


def test_older_generation_is_gone_back_to_while_a_build_runs(tmp_path: Path) -> None:
    old = build_index(tmp_path, TINY).generation
    build_index(tmp_path, TINY[:3])
    first = _hold(tmp_path)
    start = time.monotonic()
    assert use_generation(tmp_path, old)
    assert time.monotonic() - start < 5
    _end(first)
    assert current_generation(tmp_path) == old


@pytest.mark.parametrize("name", [BUILDING, ".switching", ".CURRENT.new", "CURRENT"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
def test_what_stands_in_the_place_of_a_file_of_the_build_never_holds_it_up(
    tmp_path: Path, name: str, kind: str
) -> None:
    if kind == "pipe":
        os.mkfifo(tmp_path / name)
    elif kind == "folder":
        write(tmp_path / name / "file", "x")
    else:
        (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    script = "import sys; sys.path.insert(0, sys.argv[2]); from samples import *; build_index(Path(sys.argv[1]), TINY)"
    tests = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), tests], capture_output=True, timeout=30, check=False
    )
    refused = b"IndexUnwritable" in done.stderr.splitlines()[-1] if done.stderr else False
    assert (done.returncode == 0) != refused
    assert not (tmp_path / "elsewhere").exists()


def test_folder_without_locks_is_refused_with_what_the_system_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(IndexUnwritable, match="No locks available"), building(tmp_path):
        pass
