import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "speed"))

from made import pages, read_texts, write_articles
from plot import draw
from tables import END, START, between_markers

SPEED = Path(__file__).parents[1] / "benchmarks" / "speed"


def test_small_run_measures_every_part(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    printed = subprocess.run([sys.executable, SPEED, "--small", "--json", out], check=True, stdout=subprocess.PIPE)
    results = json.loads(out.read_text())
    found = results["sizes"]["200"]
    assert sum("Limber" in name for name in found["build"]) == 4
    assert all(each["seconds"] > 0 and each["memory"] > 1 for each in (*found["build"].values(), found["rebuild"]))
    assert all(each["p50"] <= each["p95"] <= each["p99"] for each in found["related"].values())
    assert found["memory"]["pss"] < found["memory"]["resident"]
    assert found["http"]["errors"] == 0
    assert len(results["cautions"]["hostile"]) >= 10
    assert 0 < results["start"]["help"] < results["start"]["serve"]
    assert 1000 < results["start"]["widget"]["bytes"] < 12 * 1024
    assert "scikit-learn `TfidfVectorizer.fit_transform`" in printed.stdout.decode()


def test_articles_are_the_same_every_time_and_no_page_is_one_of_them(tmp_path: Path) -> None:
    few, more = tmp_path / "few.jsonl", tmp_path / "more.jsonl"
    write_articles(few, 20)
    write_articles(more, 40)
    assert more.read_text().startswith(few.read_text())
    assert [400 <= len(text.split()) < 480 for text in read_texts(few)] == [True] * 20
    assert not {text.partition("\n")[2] for text in read_texts(more)} & set(pages(20))


def test_tables_go_between_the_markers_only() -> None:
    page = f"before\n\n{START}\nold\n{END}\n\nafter\n"
    assert between_markers(page, "new\n") == f"before\n\n{START}\n\nnew\n\n{END}\n\nafter\n"
    with pytest.raises(ValueError, match="the page has no lines"):
        between_markers("no markers", "new\n")


def test_plot_places_values_by_powers_of_ten() -> None:
    drawing = draw("Title", "s", {"a & b": [(10, 1.0), (100, 10.0), (1000, 100.0)]})
    assert 'points="60.0,260.0 245.0,148.0 430.0,36.0"' in drawing
    assert "a &amp; b" in drawing
