"""Clocks that are set, and zones where it is another day: the generation built last stays the newest."""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from samples import TINY, TODAY, build_index, build_settings, write

from recommender.article import Page
from recommender.build import build
from recommender.cli import cli
from recommender.config import Settings
from recommender.index import built_at, current_generation, list_generations, use_generation
from recommender.index.storage import GENERATIONS, KEPT_GENERATIONS
from recommender.recommend import Recommender
from service.settings import Service

YEARS = 10 * 365 * 86_400


def _set_time(folder: Path, name: str, when: float) -> None:
    os.utime(folder / GENERATIONS / name, (when, when))


def test_build_after_the_clock_was_set_back_is_the_newest_and_not_held(tmp_path: Path) -> None:
    ahead = build_index(tmp_path, TINY).generation
    _set_time(tmp_path, ahead, time.time() + YEARS)
    behind = build_index(tmp_path, TINY[:4]).generation
    assert [each.name for each in list_generations(tmp_path)] == [behind, ahead]
    assert not use_generation(tmp_path, behind)
    assert use_generation(tmp_path, ahead)


def test_old_generations_are_forgotten_in_the_order_of_their_builds_whatever_the_clock_said(tmp_path: Path) -> None:
    names = []
    for number in range(KEPT_GENERATIONS + 3):
        names.append(build(TINY, tmp_path, build_settings(), today=TODAY - timedelta(number)).generation)
        if number == 1:
            _set_time(tmp_path, names[-1], time.time() + YEARS)
    assert {each.name for each in list_generations(tmp_path)} == {*names[-KEPT_GENERATIONS - 1 :]}


@pytest.mark.parametrize("when", [-1e9, 0.0, 4e9, 1e10])
def test_generation_of_any_time_is_listed_and_has_an_age(tmp_path: Path, when: float) -> None:
    name = build_index(tmp_path, TINY).generation
    _set_time(tmp_path, name, when)
    done = CliRunner().invoke(cli, ["use", "--list", "--index", str(tmp_path)])
    assert (done.exit_code, done.stdout.startswith(name)) == (0, True)
    service = Service.open(Settings(index=str(tmp_path)))
    assert service.age >= 0.0
    assert service.readiness()["generation"] == name


ZONES = ("AAA-14", "BBB+12", "CCC-5:45", "UTC0")
"""As POSIX writes them: fourteen hours ahead, twelve behind, Nepal."""


def test_builds_in_zones_a_day_apart_follow_each_other(tmp_path: Path) -> None:
    folder, names = tmp_path / "index", []
    for number, zone in enumerate(ZONES):
        write(tmp_path / "posts" / f"a{number}.md", f"---\nupdated: 2026-01-02\n---\nHips ache, {number}.")
        command = [
            sys.executable,
            "-m",
            "recommender",
            "build",
            str(tmp_path / "posts"),
            "--out",
            str(folder),
            "--jobs",
            "1",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60, env={**os.environ, "TZ": zone})
        names.append(current_generation(folder))
    assert [each.name for each in list_generations(folder)] == names[::-1]
    days = [date.fromisoformat(name[:8]) for name in names]
    assert timedelta(days=1) <= days[0] - days[1] <= timedelta(days=2)
    assert built_at(folder, names[-1]) > built_at(folder, names[0])


ANSWER = """
import json, sys
from recommender import Page, Recommender
answer = Recommender.open(sys.argv[1], verify=True).related(Page(id="hamstring-stretch"))
print(json.dumps(answer.to_json(), sort_keys=True))
"""


def test_answer_is_the_same_in_every_zone(tmp_path: Path) -> None:
    build_index(tmp_path, TINY)
    answers = {
        subprocess.run(
            [sys.executable, "-c", ANSWER, str(tmp_path)],
            check=True, capture_output=True, timeout=60, env={**os.environ, "TZ": zone},
        ).stdout
        for zone in ZONES
    }  # fmt: skip
    assert len(answers) == 1
    assert b'"items": [{' in answers.pop()


@pytest.mark.parametrize("today", [date.min, date(1970, 1, 1), date(2038, 1, 20), date.max])
def test_any_day_may_be_today(tiny: Recommender, today: date) -> None:
    assert tiny.related(Page(id="hamstring-stretch"), today=today).items
