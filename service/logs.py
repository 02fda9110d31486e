"""Logs as JSON, one record a line, on standard error; never an address, a query, a body or a header of a request."""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

from flask import g

NAME = "limber"
"""Logger whose records are written as they are. Its records say nothing of requests; `facts` of `extra` are members."""

WITHHELD = "a message of a library, withheld because it may quote a page"
_FRAMES = 12


class JsonFormatter(logging.Formatter):
    """A record as one line: time (UTC), level, logger, message, and facts.

    Of other loggers' records the place alone is told, of exceptions their type and places: messages may hold the
    text or the address of a page, and an address on a health site is health data.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record, without its line end."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.partition(".")[0] == NAME:
            entry |= {"message": record.getMessage(), **getattr(record, "facts", {})}
        else:
            entry |= {"message": WITHHELD, "place": f"{Path(record.pathname).name}:{record.lineno}"}
        if record.exc_info and record.exc_info[1]:
            entry |= describe(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False)


def configure(level: str) -> None:
    """Write the records of this process, from `level` on, as JSON; of other libraries errors alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.ERROR)
    logging.getLogger(NAME).setLevel(level.upper())
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda hook: _log_uncaught(hook.exc_type, hook.exc_value, hook.exc_traceback)


def describe(error: BaseException) -> Mapping[str, Any]:
    """The type of an error and where it went through, innermost last: nothing of what it says."""
    frames = [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in _frames(error)]
    return {"error": type(error).__name__, "trace": frames[-_FRAMES:]}


def request_id() -> str:
    """A name for the request at hand, made here: one that a client sends could say anything."""
    return str(g.setdefault("request_id", uuid4().hex))


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)


def _log_uncaught(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        logging.getLogger(f"{NAME}.service").critical("uncaught error", extra={"facts": describe(error)})
