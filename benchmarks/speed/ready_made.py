"""A Flask route that sends bytes ready-made, on the server and with the settings of `limber serve`: the most there is.

usage: ready_made.py FILE PORT WORKERS
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from service.server import BLOCKING_THREADS

VARIABLE = "_READY_MADE"


def make_app() -> Flask:
    app, body = Flask(__name__), Path(os.environ[VARIABLE]).read_bytes()

    @app.get("/v1/related")
    def get() -> Response:
        return Response(body, mimetype="application/json")

    return app


if __name__ == "__main__":
    os.environ[VARIABLE] = sys.argv[1]
    Granian(
        "ready_made:make_app",
        factory=True,
        interface=Interfaces.WSGI,
        port=int(sys.argv[2]),
        workers=int(sys.argv[3]),
        blocking_threads=BLOCKING_THREADS,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()
