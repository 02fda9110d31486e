"""`limber sign`"""

from __future__ import annotations

from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.cli.terminal import say
from recommender.config import load_settings
from recommender.errors import UsageError
from recommender.index import SecretKey, current_generation, sign_generation


@click.command("sign")
@click.argument("generation", required=False)
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), help="File of the secret key to sign with.")
@click.option(
    "--new-key", type=click.Path(path_type=Path, dir_okay=False), help="Make a key, in a new file, and sign nothing."
)
@common_options
def command(
    generation: str | None,
    key: Path | None,
    new_key: Path | None,
    index: Path | None,
    config: Path | None,
    debug: bool,
) -> None:
    """Sign a generation of the index, the one in use unless GENERATION names another, after verifying its files.

    Where `verify_key` of limber.toml is the public key, only generations that are signed with it are opened.

    \b
    Examples:  limber sign --new-key limber.key
               limber sign --key limber.key
    """
    if (key is None) == (new_key is None):
        raise UsageError("name a key to sign with, or a file for a new one", remedy="Give --key or --new-key.")
    if new_key is not None:
        made = SecretKey.make()
        public = made.public
        made.write(new_key)
        say(f"The secret key is in {new_key}: keep it where builds are made, and nowhere else. For limber.toml:")
        say(f'verify_key = "{public}"')
        return
    folder = index or Path(load_settings(config).index)
    name = generation or current_generation(folder)
    place = sign_generation(folder, name, SecretKey.read(Path(str(key))))
    say(f"Generation {name} is signed: {place}")
