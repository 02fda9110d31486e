"""A Flask route that sends bytes ready-made, on the server and with the settings of `limber serve`: the most there is.

usage: ready_made.py FILE PORT WORKERS
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import Flask, Response

from service.intake import Intake, Limits
from service.metrics import Metrics
from service.server import make_server

VARIABLE = "_READY_MADE"


def make_app() -> Intake:
    app, body = Flask(__name__), Path(os.environ[VARIABLE]).read_bytes()

    @app.get("/v1/related")
    def get() -> Response:
        return Response(body, mimetype="application/json")

    return Intake(app, Limits(body=1_000_000), Metrics())


if __name__ == "__main__":
    os.environ[VARIABLE] = sys.argv[1]
    make_server("ready_made:make_app", host="127.0.0.1", port=int(sys.argv[2]), workers=int(sys.argv[3])).serve()
