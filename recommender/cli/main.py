"""`limber`: the group of commands, its common options, and what happens to errors."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from recommender.cli.terminal import say
from recommender.errors import LimberError
from recommender.version import VERSION

COMMANDS = {
    "build": "Read articles and write a new index generation.",
    "related": "Related articles for a page.",
    "explain": "Why an article is related to a page, term by term.",
    "export": "Write all related lists as files for a static site.",
    "check": "Every problem in articles, vocabulary and cautions.",
    "evaluate": "Measure relevance and safety against pinned floors.",
    "compare": "Which answers change between two indexes.",
    "serve": "Answer over HTTP.",
    "use": "Go back to an older generation of the index.",
    "sign": "Sign a generation, for where it travels to.",
}
"""Commands with their short help. A command's module is imported when it is called, so `--help` is quick."""


class Commands(click.Group):
    """Finds the module of a command by its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order a new user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"recommender.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error that is meant for a person is printed, not thrown."""
        try:
            return super().invoke(ctx)
        except LimberError as error:
            if "--debug" in sys.argv:
                raise
            say(f"limber: {error}", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of our output has gone, as `head` does
            ctx.exit(0)
        except OSError as error:  # a name that is too long, a disk that fails: nobody's mistake in Limber
            if "--debug" in sys.argv:
                raise
            say(f"limber: {error.filename or 'the system'}: {error.strerror or error}. Check the path.", err=True)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="limber")
def cli() -> None:
    """Related stretching and self-care articles for any page about back pain."""


def main() -> None:
    """The entry point."""
    cli(prog_name="limber")


def common_options(command: Any) -> Any:
    """--index, --config and --debug, which every command takes."""
    for option in reversed(
        (
            click.option(
                "--index",
                "index",
                type=click.Path(path_type=Path, file_okay=False),
                help="Folder of the index [default: $LIMBER_INDEX, else ./limber-index].",
            ),
            click.option(
                "--config",
                "config",
                type=click.Path(path_type=Path, dir_okay=False),
                help="Settings file [default: ./limber.toml where it exists].",
            ),
            click.option("--debug", is_flag=True, help="Show the traceback of an error."),
        )
    ):
        command = option(command)
    return command
