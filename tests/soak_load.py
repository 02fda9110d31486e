"""Load whose every answer is checked: the questions, the answers that are right, and two kinds of clients."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from threading import Event, Lock
from time import time
from typing import Any

import requests

from recommender import Page, Recommender
from recommender.readers import bundled_path, read_front_matter
from service.problems import make_json

CLIENTS = 2
"""Threads of Python that ask, each on a connection of its own; enough to date a failure and to say what it was."""

CONNECTIONS = 4
"""Of wrk, each with a thread of its own: they keep two cores busy."""

PATIENCE = 10.0
"""Seconds after which a request has failed."""


@dataclass(frozen=True)
class Question:
    """A request, and the bodies of the answers that are right: one for each live generation and each day."""

    page: Page
    right: frozenset[bytes]

    @property
    def method(self) -> str:
        return "GET" if self.page.id else "POST"

    @property
    def path(self) -> str:
        return f"/v1/related?id={self.page.id}" if self.page.id else "/v1/related"

    @property
    def body(self) -> bytes | None:
        return None if self.page.id else json.dumps({"title": self.page.title, "text": self.page.text}).encode()

    @property
    def headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json"} if self.body else {}


@dataclass
class Tally:
    """What came of the load. `failed` holds moments, in seconds since the epoch, and what was seen."""

    answers: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    lost: list[tuple[float, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def count(self, client: str, answers: int = 1) -> None:
        with self.lock:
            self.answers[client] = self.answers.get(client, 0) + answers


def make_questions(live: Iterable[Recommender], days: Iterable[int]) -> list[Question]:
    """GET and POST in turn, for pages that every one of `live` knows and texts; `days` are offsets from today."""
    live, today = list(live), date.today()
    dates = [today + timedelta(each) for each in days]
    articles = [path.stem for path in sorted(bundled_path("articles").glob("*.md"))]
    known = [each for each in articles if all(limber.index.row_of_id(each) is not None for limber in live)]
    posts = [read_front_matter(path) for path in sorted(bundled_path("pages").glob("tuning/*.md"))]
    pages = [
        page
        for identity, post in zip(known[::5], posts[::2], strict=False)
        for page in (Page(id=identity), Page(title=post.fields["title"], text=post.body))
    ]
    return [
        Question(
            page,
            frozenset(make_json(limber.related(page, today=day).to_json()).data for limber in live for day in dates),
        )
        for page in pages
    ]


def ask(address: str, questions: list[Question], first: int, tally: Tally, stop: Event) -> None:
    """Ask one question after another, on a connection that is kept, until told to stop."""
    with requests.Session() as session:
        session.trust_env = False
        for place in cycle([*range(first, len(questions)), *range(first)]):
            if stop.is_set():
                return
            _ask(session, address, questions[place], tally)


def _ask(session: requests.Session, address: str, question: Question, tally: Tally) -> None:
    said = f"{question.method} {question.path}"
    try:
        answer = session.request(
            question.method,
            address + question.path,
            data=question.body,
            headers=question.headers,
            timeout=PATIENCE,
        )
    except requests.Timeout as error:
        tally.failed.append(f"{said}: {error!r}")
        return
    except requests.RequestException as error:
        tally.lost.append((time(), f"{said}: {error!r}"))
        return
    tally.count("Python")
    if answer.status_code != 200:
        tally.failed.append(f"{said}: status {answer.status_code}, {answer.text[:300]}")
    elif answer.content not in question.right:
        tally.wrong.append(f"{said}: {answer.text[:300]}")


class Wrk:
    """The same questions asked by wrk for `seconds`; nothing where it is not installed."""

    def __init__(self, address: str, questions: list[Question], folder: Path, seconds: float) -> None:
        self._process: subprocess.Popen[str] | None = None
        if shutil.which("wrk") is None:
            return
        file = folder / "questions.lua"
        file.write_text("return {\n" + "\n".join(_lua_question(each) for each in questions) + "\n}\n", encoding="ascii")
        script = Path(__file__).with_name("soak.lua")
        options = f"-t{CONNECTIONS} -c{CONNECTIONS} -d{max(1, round(seconds))}s --timeout {PATIENCE:.0f}s".split()
        command = ["wrk", *options, "-s", str(script), address, "--", str(file)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def finish(self, tally: Tally) -> None:
        """Wait until it ends, and add what it found."""
        if self._process is None:
            return
        output, _ = self._process.communicate(timeout=60)
        lines = [line.split()[1:] for line in output.splitlines() if line.startswith("soak ")]
        if self._process.returncode or not lines:
            tally.failed.append(f"wrk ended with {self._process.returncode}: {output[-500:]}")
        for what, value in lines:
            match what:
                case "answers":
                    tally.count("wrk", int(value))
                case "lost":
                    tally.lost.append((float(value), "wrk: the connection was lost"))
                case "wrong":
                    tally.wrong.append(f"wrk: question {value}")
                case "status":
                    tally.failed.append(f"wrk: status {value}")
                case _:
                    tally.failed.extend([f"wrk: {what}"] * int(value))


def _lua_question(question: Question) -> str:
    right = ", ".join(f"[{_lua(each)}] = true" for each in sorted(question.right))
    headers = ", ".join(f"[{_lua(name)}] = {_lua(value)}" for name, value in question.headers.items())
    body = "nil" if question.body is None else _lua(question.body)
    return (
        f"{{method = {_lua(question.method)}, path = {_lua(question.path)}, headers = {{{headers}}}, body = {body}, "
        f"right = {{{right}}}}},"
    )


def _lua(content: Any) -> str:
    raw = content if isinstance(content, bytes) else str(content).encode()
    return '"' + "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03}" for byte in raw) + '"'
