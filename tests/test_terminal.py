"""What commands print does nothing to a terminal, whatever articles are called."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from samples import TINY, build_index, write

from recommender.cli import cli
from recommender.cli.terminal import harmless, open_console, say_json

PAGE = f"{TINY[0].id}\x1b]0;renamed\x07"
EVIL = (
    "\x1b]0;renamed\x07", "\x1b[2J", "\x9b31m", "\x1b]52;c;cm0gLXJm\x1b\\", "\x1b]8;;https://evil.test\x1b\\",
    "\x08\x08\x08", "\r", "\x7f", "\u202egnp.exe", "\u2066", "\x1bP0;1|17/17\x1b\\", "\x00",
)  # fmt: skip
OBEYED = {*map(chr, [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])} - {*"\n\t"}
"""Unicode's control characters but for lines and tabs, and those that turn the writing round."""


def _obeyed(text: str) -> set[str]:
    return OBEYED & {*text}


@given(st.text())
def test_harmless_text_keeps_its_length_and_all_else(text: str) -> None:
    assert _obeyed(harmless(text)) == set()
    assert len(harmless(text)) == len(text)
    harmless(text).encode()
    assert harmless("Ärger über Rücken: 👩‍⚕️ שלום\tx\ny") == "Ärger über Rücken: 👩‍⚕️ שלום\tx\ny"


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_for_programs_says_the_same(record: object) -> None:
    @cli.command("print-json")
    def _print() -> None:
        say_json(record)

    done = CliRunner().invoke(_print)
    assert json.loads(done.stdout) == record
    assert _obeyed(done.stdout) == set()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of articles with such titles, and an index of them."""
    monkeypatch.chdir(tmp_path)
    lines = [
        {"id": f"{each.id}{evil}", "title": f"{each.title} {evil} end", "text": f"{evil}{each.text}", "kind": each.kind}
        for each, evil in zip(TINY, EVIL, strict=False)
    ]
    write(tmp_path / "a.jsonl", "".join(f"{json.dumps(line)}\n" for line in [*lines, {"id": "\x1b[2J", "text": 5}]))
    done = CliRunner().invoke(cli, ["build", "a.jsonl", "--jobs", "1"])
    assert (done.exit_code, _obeyed(done.output)) == (0, set())
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["related", "--id", PAGE, "--limit", "12"],
        ["related", "--id", PAGE, "--limit", "12", "--json"],
        ["related", "--batch", "pages.jsonl"],
        ["related", "--id", "\x1b[2J"],
        ["explain", PAGE, f"{TINY[1].id}{EVIL[1]}"],
        ["check", "a.jsonl"],
        ["compare", "limber-index", "other"],
        ["use", "\x1b[2J"],
        ["use", "--list"],
        ["build", "\x1b[2J"],
    ],
    ids=lambda arguments: ascii(" ".join(arguments)),
)
def test_command_prints_nothing_that_a_terminal_obeys(folder: Path, arguments: list[str]) -> None:
    write(folder / "pages.jsonl", json.dumps({"id": "\x9b2J", "text": "Hips and sitting."}))
    build_index(folder / "other", TINY)
    done = CliRunner().invoke(cli, arguments, env={"COLUMNS": "200"})
    assert done.output
    assert _obeyed(done.output) == set()


@pytest.mark.usefixtures("folder")
def test_table_shows_a_sign_for_each_code() -> None:
    done = CliRunner().invoke(cli, ["related", "--id", PAGE, "--limit", "12"], env={"COLUMNS": "200"})
    assert "psoas-stretch␛[2J" in done.stdout


def test_console_prints_through_the_same_signs(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.text import Text

    console = open_console()
    with console.capture() as captured:
        console.print(Text("a\x1b[2Jb", style="bold red"))
    assert captured.get() == "a␛[2Jb\n"
    assert capsys.readouterr().out == ""


def test_name_of_a_file_that_is_not_utf_8_is_printed(tmp_path: Path) -> None:
    write(tmp_path / "posts" / "a.md", "Hips ache.")
    (tmp_path / "posts" / b"odd\xff\x1b[2J.md".decode("utf-8", "surrogateescape")).symlink_to("/etc/passwd")
    done = CliRunner().invoke(cli, ["build", str(tmp_path / "posts"), "--out", str(tmp_path / "i"), "--jobs", "1"])
    assert (done.exit_code, "odd\ufffd␛[2J.md: a link that leads out of the folder" in done.stdout) == (0, True)
