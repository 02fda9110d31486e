"""`limber use`"""

from __future__ import annotations

from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.cli.terminal import say
from recommender.config import load_settings
from recommender.index import Generation, list_generations, use_generation


@click.command("use")
@click.argument("generation", required=False)
@click.option("--list", "listed", is_flag=True, help="List the generations on disk, the newest first.")
@common_options
def command(generation: str | None, listed: bool, index: Path | None, config: Path | None, debug: bool) -> None:
    """Switch to another generation of the index, as to go back to the one before.

    An older generation is held: builds write theirs and leave it in use, until the newest is used again.

    \b
    Example:  limber use --list
              limber use 20261121-1fd16c1cd23a
    """
    settings = load_settings(config)
    folder = index or Path(settings.index)
    if generation and not listed:
        held = use_generation(folder, generation, settings.verify_key)
        say(f"Generation {generation} is in use in {folder}")
        if held:
            newest = list_generations(folder)[0].name
            say(f"It is held: builds leave it in use. To end that: limber use {newest}")
        return
    for each in list_generations(folder):
        say(_line(each))


def _line(each: Generation) -> str:
    articles = "broken" if each.articles is None else f"{each.articles} articles"
    state = "held" if each.held else "in use" if each.in_use else ""
    return f"{each.name}  {each.built:%Y-%m-%d %H:%M}  {articles}  {state}".rstrip()
