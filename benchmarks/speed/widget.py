"""The widget in a real Chromium, at the end of a long page: how much moves, and how long it keeps the main thread."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

WORDS = 2_000
SCRIPT = "widget.js"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
RUNS = ("EvaluateScript", "FunctionCall", "v8.compileModule", "v8.evaluateModule", "v8.produceCache")
TRACED = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]

WATCH = """window.shift = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value })
    .observe({type: 'layout-shift', buffered: true});
window.shown = new Promise((done) => addEventListener('related-articles-loaded', done));"""

Figures = dict[str, float]


def measure(port: int, text: str, runs: int) -> Figures | None:
    """Medians over runs: cumulative layout shift, and the longest task (ms) of the main thread that the widget is in.

    None without Chromium or Playwright.
    """
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not (executable and find_spec("playwright")):
        return None
    from playwright.sync_api import sync_playwright

    words = " ".join((text.split() * WORDS)[:WORDS])
    post = f"<article><h1>A post</h1><p>{words}</p></article><related-articles></related-articles><p>After it</p>"
    html = f'<!doctype html><title>A post</title><script type="module" src="http://127.0.0.1:{port}/{SCRIPT}"></script>'
    with sync_playwright() as playwright, TemporaryDirectory() as folder, _site(Path(folder)) as address:
        (Path(folder) / "index.html").write_text(html + post, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        found = [_visit(browser, address) for _ in range(runs)]
        browser.close()
    return {name: median(each[name] for each in found) for name in found[0]}


def _visit(browser: Any, address: str) -> Figures:
    """One visit that scrolls to the end of the page and stays until the list is there."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(WATCH)
    browser.start_tracing(page=page, categories=TRACED)
    page.goto(address)
    page.mouse.wheel(0, 100_000)
    page.evaluate("window.shown")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shift = page.evaluate("window.shift")
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    context.close()
    return {"shift": shift, "task": _longest_task(trace)}


def _longest_task(events: list[dict[str, Any]]) -> float:
    """Milliseconds of the longest task that runs the widget's code, on the main thread of the page's renderer."""
    ran = [each for each in events if each["name"] in RUNS and SCRIPT in json.dumps(each.get("args", {}))]
    thread = ran[0]["pid"], ran[0]["tid"]  # a spare renderer runs none of it
    here = [each for each in events if (each["pid"], each["tid"]) == thread]
    own = [each["ts"] for each in ran if (each["pid"], each["tid"]) == thread]
    tasks = [(each["ts"], each.get("dur", 0)) for each in here if each["name"] == "RunTask"]
    return max(length for start, length in tasks if any(start <= at < start + length for at in own)) / 1000


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass
