"""The documentation names every command, option, route, setting, movement, kind and widget attribute; and no other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from recommender.article import KINDS, MOVEMENTS
from recommender.cli.main import COMMANDS, cli
from recommender.config import Settings, setting_names
from service import create_app
from service.widget import SCRIPT

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_command_and_its_options_are_documented(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    section = re.split(r"\n## ", text_of("commands.md"))
    here = next(part for part in section if part.startswith(f"`limber {name}"))
    common = section[0]
    for option in command.params:
        for flag in option.opts if isinstance(option, click.Option) else ():
            assert f"`{flag}" in here or f"`{flag}" in common or f", `{flag}" in here, flag


def test_documented_commands_exist() -> None:
    assert set(re.findall(r"^## `limber (\w+)", text_of("commands.md"), re.MULTILINE)) == set(COMMANDS)


def test_every_route_is_documented(limber_index: Path) -> None:
    app = create_app(Settings(index=str(limber_index)))
    documented = text_of("http.md")
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", "{…}", rule.rule)
        if path.startswith("/static/"):
            continue
        assert path in re.sub(r"\{\w+\}", "{…}", documented), rule.rule


def test_every_setting_is_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| (.*?) \|", text_of("settings.md"), re.MULTILINE))
    assert set(rows) == set(setting_names())
    for name, field in setting_names().items():
        if not field.default:  # none, empty: said in words
            continue
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        assert rows[name] == f"`{json.dumps(default, ensure_ascii=False)}`", name


def test_kinds_and_movements_are_documented() -> None:
    documented = text_of("articles.md")
    for name in (*KINDS, *MOVEMENTS):
        assert name in documented, name


def test_widget_attributes_properties_parts_and_events_are_documented() -> None:
    source = SCRIPT
    documented = text_of("embed.md")
    rows = set(re.findall(r"^\| `([a-z][a-z-]+)` \|", documented, re.MULTILINE))
    events = {f"related-articles-{name}" for name in ("loaded", "empty", "error")}
    attributes = re.search(r"observedAttributes = (\[.*\])", source)
    assert attributes is not None
    assert rows == {*json.loads(attributes[1]), "layout", *events}
    parts = set(re.findall(r"make\(\s*\"\w+\",\s*\"(\w+)\"", source))
    assert {"section", "card", "image", "reason"} <= parts
    for name in {*parts, *re.findall(r"var\((--related-[a-z-]+)", source)}:
        assert f"`{name}`" in documented, name


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted(DOCS.glob("*.md"))], ids=str)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_readme_commands_work_in_the_order_they_are_printed(limber_index: Path, tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text.partition("## Use it")[2], re.DOTALL)
    lines = [line for block in blocks if "curl" not in block for line in block.splitlines()]
    run = [line for line in lines if "activate" not in line and "limber serve" not in line]
    assert len(run) == len(lines) - 2 >= 6
    (tmp_path / "limber-index").symlink_to(limber_index)
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shown = subprocess.run(
        ["sh", "-euc", "\n".join(run)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (shown.returncode, shown.stderr.count("skipped")) == (0, 0), shown.stderr
    assert "hip-flexor-stretch" in shown.stdout
