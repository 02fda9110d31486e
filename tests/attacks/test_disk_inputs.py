"""What stands where articles, pages and settings are looked for and is no file: refused by name, never waited for."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from samples import TINY, build_index, write
from users import no_root, public_folder
from waiting import at_once

from recommender.cli import cli
from recommender.errors import ArticleError, LimberError
from recommender.readers import Skipped, read_sources
from recommender.readers.files import BIGGEST_FILE

LIMBER = [sys.executable, "-m", "recommender"]
GIGABYTE, LONG_LINE = 1_000_000_000, 300_000_000


def _run(folder: Path, *arguments: str, memory: int = 0) -> "subprocess.CompletedProcess[str]":
    """`limber` in a folder, ended after 30 seconds; with a limit in bytes of its data, where one is given."""

    def limit() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))

    return subprocess.run(
        [*LIMBER, *arguments], cwd=folder, capture_output=True, text=True, timeout=30, check=False, preexec_fn=limit
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an index, an article, a pipe that nobody writes to, and links to it."""
    build_index(tmp_path / "limber-index", TINY)
    write(tmp_path / "posts" / "hips.md", "---\ntitle: Hips\n---\nHips ache.\n")
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "posts" / "pipe.md")
    for suffix in ("jsonl", "md", "toml", "html"):
        (tmp_path / f"pipe.{suffix}").symlink_to("pipe")
        (tmp_path / f"zero.{suffix}").symlink_to("/dev/zero")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        *(["related", name] for name in ("pipe", "zero.html", "pipe.md")),
        ["related", "--batch", "pipe"],
        *(["build", f"{name}.{suffix}", "--out", "new"] for name in ("zero", "pipe") for suffix in ("md", "jsonl")),
        *(["related", "--id", "sleep", "--config", name] for name in ("zero.toml", "pipe.toml")),
        ["evaluate", "--judgments", "pipe"],
        ["evaluate", "--against", "pipe"],
        ["compare", "limber-index", "limber-index", "--pages", "pipe"],
        ["explain", "pipe", "sleep"],
        ["sign", "--key", "pipe"],
        ["sign", "--key", "zero.toml"],
    ],
    ids=" ".join,
)
def test_what_is_no_file_is_refused_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(folder)
    with at_once():
        done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert "it is a pipe, not a file" in done.stderr or "it is a device, not a file" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["related", "/dev/zero"],
        ["related", "--batch", "/dev/zero"],
        ["build", "zero.jsonl", "--out", "new"],
        ["evaluate", "--judgments", "/dev/zero"],
    ],
    ids=" ".join,
)
def test_device_without_end_is_refused_in_little_memory(folder: Path, arguments: list[str]) -> None:
    done = _run(folder, *arguments, memory=GIGABYTE)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "it is a device, not a file" in done.stderr


def test_pipe_in_a_folder_of_articles_is_named(folder: Path) -> None:
    found = list(read_sources([folder / "posts"]))
    assert [getattr(each, "title", None) for each in found] == ["Hips", None]
    assert isinstance(found[1], LimberError)
    assert (found[1].place, found[1].what) == (
        str(folder / "posts" / "pipe.md"),
        "the file cannot be read: it is a pipe, not a file",
    )


def _no_line_end(file: Path) -> None:
    os.truncate(write(file, '{"id": "a", "text": "'), LONG_LINE)


def _good_lines_round_it(file: Path) -> None:
    with file.open("wb") as lines:
        lines.write(b'{"id": "first", "text": "Hips ache."}\n')
        lines.seek(LONG_LINE)
        lines.write(b'"}\n{"id": "last", "text": "Knees ache."}\n')


@pytest.mark.parametrize(
    ("make", "said", "articles"), [(_no_line_end, 1, []), (_good_lines_round_it, 2, ["first", "last"])]
)
def test_very_long_line_is_named_and_left_out(
    tmp_path: Path, make: Callable[[Path], None], said: int, articles: list[str]
) -> None:
    make(tmp_path / "a.jsonl")
    found = list(read_sources([tmp_path / "a.jsonl"]))
    faults = [each for each in found if isinstance(each, LimberError)]
    assert [(each.place, each.what) for each in faults] == [
        (f"{tmp_path / 'a.jsonl'}:{said}", "this is more than the 10 MB that one article or page may have")
    ]
    assert [each.id for each in found if not isinstance(each, LimberError | Skipped)] == articles


def test_build_goes_on_behind_a_very_long_line_in_less_memory_than_the_line_has(tmp_path: Path) -> None:
    _good_lines_round_it(tmp_path / "a.jsonl")
    options = ["--out", "new", "--jobs", "1"]
    done = _run(tmp_path, "build", "a.jsonl", *options, memory=LONG_LINE)
    assert done.returncode == 0, done.stderr
    assert "a.jsonl:2: this is more than the 10 MB" in done.stdout
    assert "2 articles read" in done.stdout


@pytest.mark.parametrize("longer", [0, 1])
def test_line_of_exactly_the_limit_is_read(tmp_path: Path, longer: int) -> None:
    start, end = b'{"id": "a", "text": "', b'"}'
    line = start + b"x" * (BIGGEST_FILE + longer - len(start) - len(end) - 1) + end + b"\n"
    write(tmp_path / "a.jsonl", line + b'{"id": "b", "text": "y"}')
    found = list(read_sources([tmp_path / "a.jsonl"]))
    assert [isinstance(each, ArticleError) for each in found] == [bool(longer), False]


def test_file_that_grows_beyond_the_limit_is_refused(folder: Path) -> None:
    os.truncate(write(folder / "big.md", "Hips."), 40 * GIGABYTE)  # a hole, as a log that was cut has
    done = _run(folder, "related", "big.md", memory=GIGABYTE)
    assert (done.returncode, "more than the 10 MB" in done.stderr) == (2, True), done.stderr


def test_links_out_of_a_folder_are_named_and_left_out(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "secret.md", "Root's own.")
    write(tmp_path / "posts" / "hips.md", "Hips ache.")
    posts = tmp_path / "posts"
    (posts / "passwd.md").symlink_to("/etc/passwd")
    (posts / "secret.md").symlink_to("../outside/secret.md")
    (posts / "twice.md").symlink_to(posts / "secret.md")
    (posts / "nowhere.md").symlink_to("gone.md")
    (posts / "circle.md").symlink_to("circle.md")
    (posts / "folder").symlink_to("../outside")
    (posts / "same.md").symlink_to("hips.md")
    found = list(read_sources([posts]))
    assert {Path(each.place).name: each.reason for each in found if isinstance(each, Skipped)} == {
        **dict.fromkeys(("passwd.md", "secret.md", "twice.md"), "a link that leads out of the folder"),
        **dict.fromkeys(("nowhere.md", "circle.md"), "a link that leads nowhere"),
    }
    assert [each.id for each in found if not isinstance(each, Skipped | LimberError)] == ["hips", "same"]


def test_folder_that_is_a_link_itself_is_read(tmp_path: Path) -> None:
    write(tmp_path / "content" / "hips.md", "Hips ache.")
    (tmp_path / "posts").symlink_to("content")
    assert [getattr(each, "id", None) for each in read_sources([tmp_path / "posts"])] == ["hips"]


def test_what_a_user_may_not_read_is_named() -> None:
    with public_folder() as folder:
        write(folder / "posts" / "hips.md", "Hips ache.")
        for name, mode in (("file.md", 0), ("closed/a.md", 0o644), ("listed/a.md", 0o644)):
            write(folder / "posts" / name, "Mine.").chmod(mode)
        (folder / "posts" / "closed").chmod(0)
        (folder / "posts" / "listed").chmod(0o444)
        with no_root():
            found = list(read_sources([folder / "posts"]))
        for each in ("closed", "listed"):
            (folder / "posts" / each).chmod(0o755)
    faults = {each.place.removeprefix(f"{folder}/posts/"): each.what for each in found if isinstance(each, LimberError)}
    assert faults == dict.fromkeys(("file.md", "closed", "listed/a.md"), "the file cannot be read: Permission denied")
    assert [each.id for each in found if not isinstance(each, LimberError | Skipped)] == ["hips"]


LONG = "x" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", LONG],
        ["build", "--out", LONG],
        ["check", LONG],
        ["compare", LONG, "b"],
        ["use", LONG],
        ["use", "../../etc"],
        ["sign", "--key", "k", LONG],
        ["related", LONG],
        ["related", "--id", LONG],
        ["related", "--url", LONG],
        ["related", "--id", "sleep", "--index", LONG],
        ["explain", LONG, "sleep"],
        ["export", "--format", "json", "--out", LONG],
    ],
    ids=lambda arguments: " ".join(arguments).replace(LONG, "LONG"),
)
def test_name_that_no_file_can_have_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    build_index(tmp_path / "limber-index", TINY)
    done = CliRunner().invoke(cli, arguments)
    assert (done.exit_code, done.stderr.startswith("limber: ")) == (2, True), done.output
    assert json.dumps(done.stderr)


@pytest.mark.parametrize("name", [LONG, "a/" * 2_000, "\0", "\ud800", "../../../etc", "", "20261122-b6887e5e326c\n"])
def test_generation_of_an_odd_name_is_refused(tmp_path: Path, name: str) -> None:
    from recommender.errors import IndexBroken
    from recommender.index import built_at, open_index

    build_index(tmp_path, TINY)
    for call in (lambda: open_index(tmp_path, generation=name), lambda: built_at(tmp_path, name)):
        with pytest.raises(IndexBroken, match="is no name of a generation"):
            call()
