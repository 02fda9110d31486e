"""Errors as `application/problem+json` (RFC 9457): what is wrong, with which value, and what to do next."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response
from werkzeug.exceptions import HTTPException

from recommender.errors import IndexError_, LimberError
from service.logs import describe, request_id

_log = logging.getLogger("limber.service")


class Problem(Exception):
    """An answer that is an error. `members` are added to the problem, as `field` and `value`."""

    def __init__(self, status: HTTPStatus, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.members = members


def make_response(status: HTTPStatus, detail: str, **members: Any) -> Response:
    """The response of a problem."""
    record = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **members}
    response = make_json(record, status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def make_json(
    record: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK, mimetype: str = "application/json"
) -> Response:
    """A record as a response. Half an emoji, which UTF-8 cannot hold, is written as JSON's own escape."""
    content = json.dumps(record, ensure_ascii=False).encode(errors="backslashreplace")
    return Response(content, status.value, mimetype=mimetype)


def init_app(app: Flask | Blueprint) -> None:
    """Answer every error of an application or of a blueprint with a problem."""
    app.register_error_handler(Problem, lambda error: make_response(error.status, error.detail, **error.members))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(IndexError_, _no_index)
    app.register_error_handler(LimberError, lambda error: make_response(HTTPStatus.BAD_REQUEST, str(error)))
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    response = make_response(HTTPStatus(error.code or 500), error.description or "")
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _no_index(error: IndexError_) -> Response:
    response = make_response(HTTPStatus.SERVICE_UNAVAILABLE, error.what, remedy=error.remedy)
    response.headers["Retry-After"] = "10"
    return response


def _unexpected(error: Exception) -> Response:
    # The kind of the fault and its place, and nothing of the request: a page's text is its reader's own affair.
    name = request_id()
    _log.error("unexpected error", extra={"facts": {"request_id": name, **describe(error)}})
    return make_response(
        HTTPStatus.INTERNAL_SERVER_ERROR, "The service failed. The fault is in its log.", request_id=name
    )
