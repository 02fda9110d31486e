"""`limber export`"""

from __future__ import annotations

from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.cli.terminal import say
from recommender.config import load_settings
from recommender.export import FORMATS, export
from recommender.recommend import Recommender


@click.command("export")
@click.option("--format", "form", type=click.Choice([*FORMATS]), required=True, help="What reads the files.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to [default: related; _data for jekyll, data for hugo].",
)
@click.option("--heading", default="Related articles", help="Heading of the lists in HTML [default: Related articles].")
@common_options
def command(form: str, out: Path | None, heading: str, index: Path | None, config: Path | None, debug: bool) -> None:
    """Write the related lists of all articles as files, to bake into a static site.

    \b
    Examples:  limber export --format hugo
               limber export --format html --out public/related
    """
    settings = load_settings(config)
    limber = Recommender.open(index or Path(settings.index), settings.policy(), key=settings.verify_key)
    place = out or Path(FORMATS[form])
    count = export(limber, form, place, heading=heading)
    say(f"{count} lists in {place}, of generation {limber.index.generation}.")
