"""The service as it runs: several workers, new generations, signals; nothing that a reader sends is kept."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import sleep

import pytest
import requests
from samples import TINY, TODAY, build_settings, write
from servers import Server, serving, wait_for

from recommender.build import build
from recommender.config import Settings
from recommender.index import current_generation
from recommender.index.storage import GENERATIONS

KNOWN = "/v1/related?id=hamstring-stretch"
SECRET = "zanzibarfever"
LONG = ("My hips are tight from sitting at a desk all day, and sciatica runs down my leg. " * 3000)[:190_000]


def _build_on(index: Path, day: int) -> str:
    return build(TINY, index, build_settings(keep=0), today=TODAY + timedelta(day)).generation


def _in_use(server: Server, generation: str) -> float:
    return server.metric(f'limber_index_workers{{generation="{generation}"}}')


def test_metrics_count_the_requests_of_all_workers(pair: Server, index: Path) -> None:
    for _ in range(30):  # each on a connection of its own, so that both workers get some
        assert pair.get(KNOWN).status_code == 200
    pair.get("/v1/related?colour=red")
    pair.post("Der Rücken tut weh, und das Sitzen im Büro macht es nicht besser, sagt die Ärztin.")
    counted = pair.get("/metrics").text
    assert pair.metric('limber_request_seconds_count{method="GET",route="/v1/related"}') == 31
    assert pair.metric('limber_requests_total{method="GET",route="/v1/related",status="400"}') == 1
    assert pair.metric('limber_requests_total{method="POST",route="/v1/related",status="200"}') == 1
    assert sum(float(line.split()[1]) for line in counted.splitlines() if line.startswith("limber_empty")) == 1
    assert _in_use(pair, current_generation(index)) == 2
    assert pair.metric("limber_index_age_seconds") > 0


def test_twenty_reloads_drop_no_request(pair: Server, index: Path) -> None:
    stop, generations = Event(), {current_generation(index)}

    def ask(number: int) -> list[tuple[int, str]]:
        seen = []
        while not stop.wait(0.01):
            answer = pair.get(KNOWN) if number % 2 else pair.post("Hip flexors and sitting.")
            seen.append((answer.status_code, answer.json()["generation"]))
        return seen

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask, number) for number in range(4)]
        try:
            for day in range(1, 21):
                name = _build_on(index, day)
                generations.add(name)
                wait_for(lambda name=name: _in_use(pair, name) == 2)  # type: ignore[misc]
        finally:
            stop.set()
    answers = [each for future in asking for each in future.result()]
    assert {status for status, _ in answers} == {200}
    assert {generation for _, generation in answers} <= generations
    assert len({generation for _, generation in answers}) > 10
    assert pair.metric('limber_reload_failures_total{reason="broken"}') == 0


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [("df.npy", b"damaged", "broken"), ("manifest.json", b'{"format": 999, "files": {}}', "version")],
)
def test_unsound_generation_is_refused_and_the_old_one_answers(
    pair: Server, index: Path, tmp_path: Path, file: str, content: bytes, reason: str
) -> None:
    old = current_generation(index)
    assert pair.get("/readyz").json()["status"] == "ready"
    other = tmp_path / "other"
    bad = _build_on(other, 1)
    write(other / GENERATIONS / bad / file, content)
    shutil.copytree(other / GENERATIONS / bad, index / GENERATIONS / bad)
    write(index / "CURRENT", bad)
    wait_for(lambda: pair.metric(f'limber_reload_failures_total{{reason="{reason}"}}') == 2)
    ready = pair.get("/readyz")
    assert (ready.status_code, ready.json()["status"], ready.json()["generation"]) == (200, "stale", old)
    assert (ready.json()["refused"]["generation"], ready.json()["refused"]["reason"]) == (bad, reason)
    assert ready.json()["age_seconds"] > 0
    assert (pair.metric("limber_index_refused"), _in_use(pair, old)) == (1, 2)

    victim = pair.workers()[0]
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: victim not in pair.workers() and len(pair.workers()) == 2)
    wait_for(lambda: pair.output.read_text().count('"message": "started"') == 3)
    assert {pair.post("Hip flexors and sitting.").json()["generation"] for _ in range(10)} == {old}

    sound = _build_on(index, 2)
    wait_for(lambda: _in_use(pair, sound) == 2)
    assert (pair.get("/readyz").json()["status"], pair.metric("limber_index_refused")) == ("ready", 0)


def test_requests_in_flight_are_answered_when_the_server_is_told_to_stop(limber_index: Path, tmp_path: Path) -> None:
    with serving(limber_index, tmp_path, workers=2) as server, ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(server.post, LONG) for _ in range(8)]
        sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        assert [each.result().status_code for each in asking] == [200] * 8
    with pytest.raises(requests.ConnectionError):
        server.get("/healthz")


def test_nothing_that_a_reader_sends_is_logged_counted_or_stored(
    limber_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = shutil.copytree(limber_index, tmp_path / "index")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    spied = "Referer", "Origin", "User-Agent", "X-Request-Id", "Cookie", "X-Forwarded-For", "Forwarded"
    headers = dict.fromkeys(spied, f"https://{SECRET}.example/{SECRET}")
    text = f"My hips are tight from {SECRET} and sitting, and my hamstring hurts."
    url = f"https://{SECRET}.example/{SECRET}?q={SECRET}"
    with serving(index, tmp_path, log_level="debug", rate_limit="40/minute", text_limit=100_000) as server:

        def send(method: str, path: str, **options: object) -> requests.Response:
            return requests.request(method, server.address + path, headers=headers, timeout=20, **options)  # type: ignore[arg-type]

        def send_all() -> Iterator[requests.Response]:
            for query in (f"url={url}", f"id={SECRET}", f"{SECRET}=1", f"id=cat-cow&kind={SECRET}", "id=cat-cow"):
                yield send("GET", f"/v1/related?{query}")
            for body in (
                {"url": url, "title": SECRET, "text": text},
                {"html": f"<article><h1>{SECRET}</h1><p>{text}</p></article>"},
                {"text": text * 5000},
                {"text": text, "lang": SECRET},
                {SECRET: SECRET},
            ):
                yield send("POST", "/v1/related", json=body)
            yield send("POST", "/v1/related", data=f'{{"{SECRET}"', verify=True)
            yield send(SECRET.upper(), f"/v1/related?{SECRET}")
            yield send("GET", f"/v1/articles/{SECRET}")
            yield send("GET", f"/articles/{SECRET}")

        answers = list(send_all())
        cards = next((index / GENERATIONS).glob("*/cards.jsonl"))
        with cards.open("r+b") as file:  # an index that its disk damages while it is in use
            file.write(b"?" * cards.stat().st_size)
        answers += send_all()
        answers += [each for _ in range(3) for each in send_all()]
        answers.append(server.get("/metrics"))
        kept = [path for folder in (index, scratch) for path in folder.rglob("*") if path.is_file()]
        contents = b"".join(path.read_bytes() for path in kept)
        shared = server.shared_memory()
    assert {200, 400, 404, 405, 413, 415, 429, 500} <= {each.status_code for each in answers}
    assert [each for each in answers if "Set-Cookie" in each.headers] == []
    assert list(scratch.iterdir()) == []
    assert b"/v1/related" in shared
    assert b"127.0.0.1" not in shared
    said = server.output.read_text()
    assert '"request_id"' in said
    assert [SECRET in each.lower() for each in (said, answers[-1].text, (contents + shared).decode("latin-1"))] == [
        False
    ] * 3


def test_worker_has_one_thread_of_blas(index: Path) -> None:
    settings = Settings(index=str(index))
    code = (
        "from threadpoolctl import threadpool_info; from service.server import make_app; make_app();"
        "print([each['num_threads'] for each in threadpool_info() if each['user_api'] == 'blas'])"
    )
    environment = {**os.environ, "_LIMBER_SETTINGS": settings.model_dump_json()}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)) == {1}
