"""`limber serve`"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.config import load_settings


@click.command("serve")
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on [default: 8000].")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer [default: 1].")
@common_options
def command(
    host: str | None,
    port: int | None,
    workers: int | None,
    index: Path | None,
    config: Path | None,
    debug: bool,
) -> None:
    """Answer over HTTP, on a production server: the endpoint, the widget and the demo blog.

    \b
    Example:  limber serve --port 8000
    """
    settings = load_settings(config)
    serve = settings.serve.model_copy(
        update={k: v for k, v in (("host", host), ("port", port), ("workers", workers)) if v is not None}
    )
    settings = settings.model_copy(update={"index": str(index or settings.index), "serve": serve})
    # The service stands on the recommender, never the other way: it is named here, not imported.
    import_module("service.server").run(settings)
