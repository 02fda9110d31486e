"""Disks that are full, an index that goes, workers that are killed, more work than can be done: the rest goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
import requests
from samples import TINY, TODAY, build_settings
from senders import PATIENCE, ask, post, probe
from servers import Server, serving, wait_for

from recommender.build import build
from recommender.index import current_generation
from recommender.index.storage import GENERATIONS

pytestmark = pytest.mark.attack

HEAVY = ("My hips are tight from sitting at a desk all day, and sciatica runs down my leg. " * 3000)[:50_000]


def _fill(folder: Path) -> None:
    with suppress(OSError), (folder / "filler").open("wb") as file:
        file.write(b"x" * 1_000_000)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk")
def test_full_disk_costs_no_answer(index: Path, tmp_path: Path, small_disk: Path) -> None:
    with serving(index, tmp_path, workers=2, environment={"TMPDIR": str(small_disk)}) as server:
        _lose_temporary_files(server, lambda: _fill(small_disk))


def test_folder_of_temporary_files_that_goes_costs_no_answer(index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    with serving(index, tmp_path, workers=2, environment={"TMPDIR": str(folder)}) as server:
        _lose_temporary_files(server, lambda: shutil.rmtree(folder))


def _lose_temporary_files(server: Server, lose: Callable[[], None]) -> None:
    assert probe(server.address, 4) == 1.0
    lose()
    assert probe(server.address) == 1.0
    _kill(server, server.workers()[0])
    wait_for(lambda: server.output.read_text().count('"message": "started"') == 3)
    assert probe(server.address) == 1.0
    assert server.metric('limber_requests_total{method="GET",route="/healthz",status="200"}') >= 42


def test_shared_memory_that_cannot_be_had_costs_no_answer(index: Path, tmp_path: Path) -> None:
    gone = {"_LIMBER_SHARED": str(tmp_path / "gone" / "memory")}
    code = (
        "from service import create_app; client = create_app().test_client();"
        "print([client.get(path).status_code for path in ('/healthz', '/v1/related?id=hamstring-stretch', '/metrics')])"
    )
    environment = {**os.environ, **gone, "LIMBER_INDEX": str(index), "LIMBER_SERVE_RATE_LIMIT": "9/hour"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[200, 200, 200]\n"


def _kill(server: Server, worker: int) -> None:
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: worker not in server.workers())


def _said(server: Server, count: int, path: str) -> set[int]:
    """The statuses of so many answers, each on a connection of its own, so that every worker gives some."""
    request = f"GET {path} HTTP/1.1\r\nHost: limber\r\nConnection: close\r\n\r\n".encode()
    return {ask(server.address, request) for _ in range(count)} - {0}


KNOWN = "/v1/related?id=hamstring-stretch"


def test_index_that_is_removed_is_missed_by_new_workers_alone_until_there_is_another(pair: Server, index: Path) -> None:
    shutil.rmtree(index)
    assert _said(pair, 20, KNOWN) == {200}
    _kill(pair, pair.workers()[0])
    wait_for(lambda: _said(pair, 20, KNOWN) == {200, 503})
    wait_for(lambda: _said(pair, 20, "/readyz") == {200, 503})
    assert _said(pair, 20, "/healthz") == {200}
    refusals = [answer for _ in range(40) if (answer := pair.get("/readyz")).status_code == 503]
    assert {each.headers["Content-Type"] for each in refusals} == {"application/problem+json"}
    assert {each.json()["detail"] for each in refusals} == {"there is no index here"}
    assert {"limber build" in each.json()["remedy"] for each in refusals} == {True}
    assert all(int(each.headers["Retry-After"]) > 0 for each in refusals)
    build(TINY, index, build_settings(keep=0), today=TODAY + timedelta(1))
    name = current_generation(index)
    wait_for(lambda: pair.metric(f'limber_index_workers{{generation="{name}"}}') == 2)
    assert _said(pair, 20, KNOWN) == {200}
    assert _said(pair, 20, "/readyz") == {200}


def test_index_that_is_cut_short_in_place_ends_no_server(pair: Server, index: Path) -> None:
    for file in (index / GENERATIONS / current_generation(index)).glob("*.npy"):
        os.truncate(file, 100)
    wait_for(lambda: _said(pair, 10, "/readyz") == {503})
    wait_for(lambda: _said(pair, 10, KNOWN) == {503})
    _kill(pair, pair.workers()[0])
    wait_for(lambda: len(pair.workers()) == 2)
    assert _said(pair, 10, "/healthz") == {200}
    assert "cut short" in pair.output.read_text() or "damaged" in pair.output.read_text()
    build(TINY, index, build_settings(keep=0), today=TODAY + timedelta(1))
    wait_for(lambda: _said(pair, 10, KNOWN) == {200})
    assert _said(pair, 10, "/readyz") == {200}


def test_older_generation_answers_where_the_one_in_use_is_cut_short(index: Path, tmp_path: Path) -> None:
    old = current_generation(index)
    build(TINY, index, build_settings(keep=1), today=TODAY + timedelta(1))
    with serving(index, tmp_path) as server:
        for file in (index / GENERATIONS / current_generation(index)).glob("*.npy"):
            os.truncate(file, 100)
        wait_for(lambda: server.metric(f'limber_index_workers{{generation="{old}"}}') == 1)
        assert (server.get("/readyz").json()["status"], server.get(KNOWN).status_code) == ("stale", 200)


def test_workers_killed_over_and_over_are_started_again(pair: Server) -> None:
    for _ in range(3):
        for worker in pair.workers():
            _kill(pair, worker)
        wait_for(lambda: len(pair.workers()) == 2)
    wait_for(lambda: probe(pair.address, 4) == 1.0)


def test_counts_of_a_killed_worker_still_count(pair: Server) -> None:
    line = 'limber_requests_total{method="GET",route="/v1/related",status="200"}'
    assert _said(pair, 20, KNOWN) == {200}
    assert pair.metric(line) == 20
    for worker in pair.workers():
        _kill(pair, worker)
    wait_for(lambda: pair.output.read_text().count('"message": "started"') == 4)
    assert pair.metric(line) == 20
    assert _said(pair, 20, KNOWN) == {200}
    assert pair.metric(line) == 40


def test_more_than_can_be_done_is_refused_and_those_who_watch_are_answered(limber_index: Path, tmp_path: Path) -> None:
    with serving(limber_index, tmp_path) as server, ThreadPoolExecutor(300) as pool:
        asked = [pool.submit(server.post, HEAVY) for _ in range(300)]
        assert {requests.get(f"{server.address}/healthz", timeout=PATIENCE).status_code for _ in range(20)} == {200}
        answers = [each.result() for each in asked]
        refused = [each for each in answers if each.status_code == HTTPStatus.SERVICE_UNAVAILABLE]
        assert {each.status_code for each in answers} == {200, 503}
        assert {each.headers["Retry-After"] for each in refused} == {"1"}
        assert {each.headers["Content-Type"] for each in refused} == {"application/problem+json"}
        assert server.metric('limber_requests_total{method="POST",route="none",status="503"}') == len(refused)
        assert ask(server.address, post()) == 200
