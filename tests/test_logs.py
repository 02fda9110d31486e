"""A log line is JSON and holds nothing of a request."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest
from flask import Flask, request

from service import problems
from service.logs import WITHHELD, JsonFormatter


def _line(record: logging.LogRecord) -> dict[str, object]:
    text = JsonFormatter().format(record)
    assert "\n" not in text
    found: dict[str, object] = json.loads(text)
    return found


def test_record_of_the_service_is_written_with_its_facts() -> None:
    record = logging.makeLogRecord(
        {"name": "limber.service", "levelname": "INFO", "msg": "a %s", "args": ("line\nbreak",), "facts": {"worker": 7}}
    )
    line = _line(record)
    assert (line["level"], line["message"], line["worker"]) == ("info", "a line\nbreak", 7)
    assert str(line["time"]).endswith("+00:00")


def test_message_of_another_library_is_withheld() -> None:
    record = logging.makeLogRecord({"name": "urllib3", "msg": "GET /zanzibarfever", "pathname": "/x/y.py", "lineno": 3})
    line = _line(record)
    assert (line["message"], line["place"]) == (WITHHELD, "y.py:3")
    assert "zanzibarfever" not in str(line)


def test_internal_error_is_named_by_type_and_place_with_the_id_that_the_client_got(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = Flask(__name__)
    problems.init_app(app)

    @app.get("/fail")
    def fail() -> str:
        raise KeyError(request.args["q"])

    response = app.test_client().get("/fail?q=zanzibarfever")
    assert response.status_code == 500
    (record,) = (each for each in caplog.records if each.getMessage() == "unexpected error")
    line = _line(record)
    assert (line["error"], line["request_id"]) == ("KeyError", response.get_json()["request_id"])
    assert "test_logs.py" in str(line["trace"])
    assert "zanzibarfever" not in str(line) + caplog.text + response.text


def test_uncaught_errors_and_warnings_say_nothing_of_their_cause() -> None:
    code = (
        "import threading, warnings; from service.logs import configure; configure('info')\n"
        "warnings.warn('zanzibarfever')\n"
        "def fail(): raise ValueError('zanzibarfever')\n"
        "thread = threading.Thread(target=fail); thread.start(); thread.join(); fail()"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert [line["error"] for line in lines] == ["ValueError", "ValueError"]
    assert "zanzibarfever" not in result.stderr
