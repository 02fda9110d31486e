import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from samples import write

from recommender import __version__
from recommender.cli import cli
from recommender.cli.main import COMMANDS
from recommender.evaluation.floors import Floors, digest_corpus, load_floors, save_floors
from recommender.index import current_generation
from recommender.ranking.policy import HIGHEST_LIMIT
from recommender.readers import bundled_corpus

SITTING = "My hamstrings are tight from sitting at a desk all day, and the front of my hip aches when I stand up."
POSTS = {
    "hamstrings.md": "---\ntitle: Hamstrings\nkind: stretching\n---\nStretch the hamstrings after sitting at the desk.",
    "hips.md": "---\ntitle: Hips\nkind: stretching\n---\nSitting at the desk shortens the front of the hip.",
    "desk.md": "---\ntitle: Desk\nkind: self-care\n---\nStand up from the desk; hamstrings and hips will thank you.",
    "garden.md": "---\ntitle: Garden\nkind: recovery\n---\nRake and prune, and let a neighbour carry the sacks.",
    "sleep.md": "---\ntitle: Sleep\nkind: self-care\n---\nA pillow between the knees steadies side sleepers.",
}
VOCABULARY, CAUTIONS = "version: 1\n", "version: 1\nrules: []\n"


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder one is in: posts/, a limber.toml, and the index of the posts."""
    monkeypatch.chdir(tmp_path)
    for name, content in POSTS.items():
        write(tmp_path / "posts" / name, content)
    write(tmp_path / "vocabulary.yml", VOCABULARY)
    write(tmp_path / "cautions.yml", CAUTIONS)
    write(tmp_path / "limber.toml", '[build]\nvocabulary = "vocabulary.yml"\ncautions = "cautions.yml"\n')
    assert _run("build", "posts", "--jobs", "1").exit_code == 0
    return tmp_path


def _run(*arguments: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=stdin, env=env)


def _json(*arguments: str, stdin: str | None = None) -> Any:
    done = _run(*arguments, stdin=stdin)
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def _process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "recommender", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


def test_help_lists_every_command() -> None:
    done = _run("--help")
    assert done.exit_code == 0
    assert [name for name in COMMANDS if name not in done.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_has_an_example_and_the_common_options(name: str) -> None:
    done = _run(name, "--help")
    assert done.exit_code == 0
    assert [said for said in ("Example", "--index", "--config", "--debug") if said not in done.stdout] == []


def test_version_is_told() -> None:
    assert _run("--version").stdout == f"limber, version {__version__}\n"


def test_build_tells_what_it_did(blog: Path) -> None:
    write(blog / "posts" / "draft.md", "---\ntitle: Draft\ndraft: true\n---\nText.")
    done = _run("build", "posts", "--out", "other", "--jobs", "1")
    assert done.exit_code == 0
    assert "5 articles read, 1 skipped" in done.stdout
    assert "draft.md: not published" in done.stdout
    assert current_generation(blog / "other") in done.stdout


def test_build_reads_the_sources_of_the_settings(blog: Path) -> None:
    with (blog / "limber.toml").open("a", encoding="utf-8") as file:
        file.write('sources = ["posts"]\n')
    assert "5 articles read" in _run("build", "--index", "other", "--jobs", "1").stdout


def test_build_leaves_out_a_broken_article_and_names_it(blog: Path) -> None:
    write(blog / "posts" / "broken.md", "---\nkind: streching\n---\nText.")
    done = _run("build", "posts", "--out", "other", "--jobs", "1")
    assert done.exit_code == 0
    assert "5 articles read, 1 skipped" in done.stdout
    assert "broken.md: kind: 'streching' is no kind" in done.stdout


def test_build_groups_its_warnings_and_check_names_them_all(blog: Path) -> None:
    for number in range(30):
        write(blog / "posts" / f"w{number:02}.md", f"---\ntitle: W\nreviewed: somebody {number}\n---\nText.")
    built = _run("build", "posts", "--out", "other", "--jobs", "1").stdout
    assert [line for line in built.splitlines() if line.startswith("warning")] == [
        "warning posts/w00.md: reviewed: 'somebody 0' is no day; left out (30 in all)"
    ]
    checked = _run("check", "posts")
    assert checked.exit_code == 1
    assert sum("is no day; left out" in line for line in checked.stdout.splitlines()) == 30


def test_check_of_drafts_alone_finds_no_problem(blog: Path) -> None:
    write(blog / "posts" / "draft.md", "---\ndraft: true\n---\nText.")
    done = _run("check", "posts")
    assert (done.exit_code, "No problem found, 1 left out as meant" in done.stdout) == (0, True)


def test_article_with_a_title_and_no_text_is_found_and_asked_for_by_its_id(blog: Path) -> None:
    write(blog / "posts" / "video.md", "---\ntitle: A hip flexor stretch at the desk\n---\n{{< video a.mp4 >}}")
    assert _run("build", "posts", "--jobs", "1").exit_code == 0
    assert _json("related", "--id", "video", "--json")["page"]["known"] is True
    assert "video" in {item["id"] for item in _json("related", "--id", "hips", "--json")["items"]}


def test_page_that_begins_with_a_rule_is_read_whole(blog: Path) -> None:
    write(blog / "page.md", f"---\n\nMy week: {SITTING}\n\n---\n\nThe rest.")
    ruled = _json("related", "page.md", "--json")
    write(blog / "page.md", f"My week: {SITTING}\n\nThe rest.")
    assert ruled == _json("related", "page.md", "--json")


@pytest.mark.usefixtures("blog")
def test_related_prints_a_table() -> None:
    done = _run("related", "--id", "hamstrings")
    assert done.exit_code == 0
    assert [
        said for said in ("Score", "Kind", "Article", "Both about", "desk", "self-care") if said not in done.stdout
    ] == []


@pytest.mark.usefixtures("blog")
def test_related_says_why_there_is_nothing() -> None:
    done = _run("related", "-", stdin="Zyzzyva qwerty uiop.")
    assert (done.exit_code, "No related article." in done.stdout) == (0, True)


def test_related_in_json_is_the_answer_of_the_service(blog: Path) -> None:
    answer = _json("related", "--id", "hamstrings", "--json")
    assert answer["generation"] == current_generation(blog / "limber-index")
    assert answer["page"] == {"known": True, "language": "en", "coverage": 1.0}
    assert {item["id"] for item in answer["items"]} == {"desk", "hips"}


def test_related_takes_a_file_standard_input_and_html_alike(blog: Path) -> None:
    write(blog / "page.txt", SITTING)
    write(blog / "page.md", f"# Desk\n\n{SITTING}")
    write(blog / "page.html", f"<html><head><title>Desk | Blog</title></head><body><p>{SITTING}</p></body></html>")
    text, piped = _json("related", "page.txt", "--json"), _json("related", "-", "--json", stdin=SITTING)
    assert text == piped
    html = (blog / "page.html").read_text(encoding="utf-8")
    assert _json("related", "page.html", "--json") == _json("related", "-", "--json", stdin=html)
    found = [text, _json("related", "page.md", "--json"), _json("related", "page.html", "--json")]
    assert [{item["id"] for item in answer["items"]} for answer in found] == [{"hamstrings", "hips", "desk"}] * 3


@pytest.mark.usefixtures("blog")
def test_related_takes_an_address_of_the_index() -> None:
    by_url = _json("related", "--url", "/articles/hamstrings/?utm_source=x", "--json")
    assert by_url == _json("related", "--id", "hamstrings", "--json")


@pytest.mark.usefixtures("blog")
def test_related_keeps_to_kind_and_limit() -> None:
    arguments = ("related", "--id", "hamstrings", "--json")
    assert [item["kind"] for item in _json(*arguments, "--kind", "self-care")["items"]] == ["self-care"]
    assert len(_json(*arguments, "--limit", "1")["items"]) == 1


def test_related_batch_answers_a_line_each(blog: Path) -> None:
    lines = [{"id": "q1", "text": SITTING}, {"id": 2, "article": "hamstrings"}, {"id": "q3", "text": "", "title": "x"}]
    write(blog / "pages.jsonl", "\n\n".join(map(json.dumps, lines)))
    done = _run("related", "--batch", "pages.jsonl")
    assert done.exit_code == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["id"] for each in answers] == ["q1", "2", "q3"]
    assert answers[1]["items"] == _json("related", "--id", "hamstrings", "--json")["items"]


def test_related_batch_keeps_to_its_kinds(blog: Path) -> None:
    write(blog / "pages.jsonl", json.dumps({"id": "q", "article": "hamstrings"}))
    done = _run("related", "--batch", "pages.jsonl", "--kind", "self-care", "--kind", "anatomy")
    asked = ("related", "--id", "hamstrings", "--json", "--kind", "self-care", "--kind", "anatomy")
    assert json.loads(done.stdout)["items"] == _json(*asked)["items"]
    assert {item["kind"] for item in json.loads(done.stdout)["items"]} <= {"self-care", "anatomy"}


def test_related_batch_raw_gives_relevance_alone(blog: Path) -> None:
    write(blog / "pages.jsonl", json.dumps({"id": "q", "text": SITTING + " A pillow, a rake and a neighbour."}))
    (answer,) = map(json.loads, _run("related", "--batch", "pages.jsonl", "--raw", "--limit", "9").stdout.splitlines())
    assert set(answer) == {"id", "items"}
    assert {item["id"] for item in answer["items"]} == {"hamstrings", "hips", "desk", "garden", "sleep"}
    assert [set(item) for item in answer["items"]] == [{"id", "score"}] * 5


def test_index_may_be_named_by_the_environment(blog: Path) -> None:
    (blog / "limber-index").rename(blog / "moved")
    assert _run("related", "--id", "desk").exit_code == 2
    assert _run("related", "--id", "desk", env={"LIMBER_INDEX": "moved"}).exit_code == 0
    assert _run("related", "--id", "desk", "--index", "moved", env={"LIMBER_INDEX": "nowhere"}).exit_code == 0


def test_settings_file_may_be_named(blog: Path) -> None:
    write(blog / "other.toml", "[related]\nlimit = 1\n")
    assert len(_json("related", "--id", "hamstrings", "--json", "--config", "other.toml")["items"]) == 1


@pytest.mark.parametrize("page", ["hamstrings", "page.txt", "/articles/hamstrings", "-"])
def test_explain_prints_terms_steps_and_score(blog: Path, page: str) -> None:
    write(blog / "page.txt", SITTING)
    done = _run("explain", page, "desk", stdin=SITTING)
    assert done.exit_code == 0
    assert [said for said in ("hamstr", "Score", "Page:", "Floor:", "Place:") if said not in done.stdout] == []


@pytest.mark.usefixtures("blog")
def test_check_of_sound_articles_finds_no_problem() -> None:
    done = _run("check", "posts")
    assert (done.exit_code, done.stdout) == (0, "No problem found\n")


def test_check_exits_with_1_for_a_problem(blog: Path) -> None:
    write(blog / "posts" / "broken.md", "---\nkind: streching\n---\nText.")
    done = _run("check", "posts")
    assert done.exit_code == 1
    assert "broken.md: kind: 'streching' is no kind. Did you mean 'stretching'?" in done.stdout
    assert done.stdout.endswith("1 problems\n")


def test_evaluate_prints_figures_of_judgments(blog: Path) -> None:
    write(blog / "judged.tsv", "hamstrings\thips\t2\n")
    done = _run("evaluate", "--judgments", "judged.tsv", "--verbose")
    assert done.exit_code == 0
    assert [said for said in ("ndcg@10", "p@5", "recall@10", "coverage", "hubness") if said not in done.stdout] == []
    record = _json("evaluate", "--judgments", "judged.tsv", "--json")
    assert record["figures"]["judgments: recall@10"] == 1.0


def test_evaluate_of_the_bundled_corpus_holds_its_floors(limber_index: Path) -> None:
    done = _run("evaluate", "--index", str(limber_index))
    assert (done.exit_code, done.stderr) == (0, "")


def test_evaluate_exits_with_1_below_a_floor(limber_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    floors = Floors(digest_corpus(bundled_corpus()), {"judgments: ndcg@10": 1.1})
    monkeypatch.setattr("recommender.cli.evaluate.load_floors", lambda _: floors)
    done = _run("evaluate", "--index", str(limber_index))
    assert done.exit_code == 1
    assert "FLOOR judgments: ndcg@10" in done.stderr


@pytest.mark.usefixtures("blog")
def test_evaluate_of_another_index_does_not_pass_the_floors() -> None:
    assert _run("evaluate").exit_code == 2


def test_evaluate_exits_with_1_where_the_floors_are_of_another_corpus(
    limber_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.cli.evaluate.load_floors", lambda _: Floors("0123", {}))
    done = _run("evaluate", "--index", str(limber_index))
    assert done.exit_code == 1
    assert "FLOOR the floors belong to another corpus (0123, " in done.stderr
    assert "`limber evaluate --pin`" in done.stderr


def test_evaluate_of_any_corpus_is_compared_with_a_stored_run(blog: Path) -> None:
    write(blog / "qrels.txt", "q1 0 hips 2\nq2 0 desk 1\n")
    queries = [{"id": "q1", "article": "hamstrings"}, {"id": "q2", "text": SITTING}]
    write(blog / "queries.jsonl", "".join(json.dumps(query) + "\n" for query in queries))
    asked = ("evaluate", "--judgments", "qrels.txt", "--queries", "queries.jsonl")
    assert _run(*asked, "--save", "run.json").exit_code == 0
    stored = json.loads((blog / "run.json").read_text())
    assert set(stored["by_query"]["judgments: ndcg@10"]) == {"q1", "q2"}
    assert set(stored["intervals"]) == {"judgments: ndcg@10", "judgments: p@5", "judgments: recall@10"}
    for query in stored["by_query"]["judgments: ndcg@10"]:
        stored["by_query"]["judgments: ndcg@10"][query] = 0.0
    write(blog / "run.json", json.dumps(stored))
    done = _run(*asked, "--against", "run.json")
    assert f"Against {stored['generation']}:" in done.stdout
    assert "2 better: " in done.stdout
    against = _json(*asked, "--against", "run.json", "--json")["against"]
    assert {row[0] for row in against["figures"]["judgments: ndcg@10"]["better"]} == {"q1", "q2"}
    assert against["figures"]["judgments: p@5"]["better"] == []


def test_evaluate_pins_floors_and_lowers_none_unasked(
    limber_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(bundled_corpus(), corpus)
    monkeypatch.setattr("recommender.cli.evaluate.bundled_path", corpus.joinpath)
    save_floors(corpus / "floors.yml", Floors("0123", {"judgments: ndcg@10": 0.1}))
    assert _run("evaluate", "--index", str(limber_index), "--pin").exit_code == 0
    pinned = load_floors(corpus / "floors.yml")
    assert pinned.corpus == digest_corpus(bundled_corpus())
    assert 0.7 < pinned.floors["judgments: ndcg@10"] < 1.0
    save_floors(corpus / "floors.yml", Floors("0123", {"judgments: ndcg@10": 1.0}))
    refused = _run("evaluate", "--index", str(limber_index), "--pin")
    assert (refused.exit_code, "--lower" in refused.stderr) == (2, True)
    assert load_floors(corpus / "floors.yml").floors == {"judgments: ndcg@10": 1.0}
    assert _run("evaluate", "--index", str(limber_index), "--pin", "--lower").exit_code == 0
    assert load_floors(corpus / "floors.yml") == pinned


def test_compare_of_generations_and_folders_shows_what_changes(blog: Path) -> None:
    first = current_generation(blog / "limber-index")
    (blog / "posts" / "desk.md").unlink()
    assert _run("build", "posts", "--jobs", "1").exit_code == 0
    second = current_generation(blog / "limber-index")
    done = _run("compare", first, second)
    assert (done.exit_code, "disappeared (1): desk" in done.stdout) == (0, True)
    assert _run("build", "posts", "--jobs", "1", "--out", "next").exit_code == 0
    record = _json("compare", "limber-index", "next", "--json")
    assert (record["unchanged"], record["overlap"], record["changes"]) == (1.0, 1.0, [])


def test_compare_exits_with_1_where_a_page_loses_its_notice(blog: Path) -> None:
    rules = "levels: {urgent: {message: See a doctor.}}\nrules:\n- {id: numb, level: urgent, phrases: [numb saddle]}\n"
    write(blog / "cautions.yml", rules)
    assert _run("build", "posts", "--jobs", "1", "--out", "before").exit_code == 0
    write(blog / "pages.jsonl", json.dumps({"id": "q", "text": SITTING + " I have a numb saddle."}))
    done = _run("compare", "before", "limber-index", "--pages", "pages.jsonl")
    assert done.exit_code == 1
    assert "NOTICE q: urgent (numb, without its article) to none (warns less)" in done.stdout


def test_check_of_the_bundled_corpus_finds_no_problem() -> None:
    done = _run("check")
    assert (done.exit_code, done.stdout) == (0, "No problem found\n")


WRONG_USE: list[tuple[list[str], str]] = [
    (["related"], "name one page"),
    (["related", "--id", "a", "--url", "b"], "got 2"),
    (["related", "--id", "no-such"], "'no-such' is not in the index"),
    (["related", "--url", "https://x.org/"], "Give its text instead"),
    (["related", "nowhere.txt"], "nowhere.txt"),
    (["related", "posts"], "it is a folder, not a file"),
    (["related", "nul.txt"], "NUL"),
    (["related", "latin.txt"], "0xe9"),
    (["related", "--id", "desk", "--kind", "streching"], "stretching"),
    (["related", "--id", "desk", "--limit", "0"], "0"),
    (["related", "--id", "desk", "--limit", str(HIGHEST_LIMIT + 1)], str(HIGHEST_LIMIT)),
    (["related", "--id", "desk", "--raw"], "--batch"),
    (["related", "--id", "desk", "--batch", "bad.jsonl"], "--batch"),
    (["related", "--batch", "bad.jsonl", "--raw", "--kind", "anatomy"], "Leave --kind or --raw out"),
    (["related", "--batch", "nowhere.jsonl"], "nowhere.jsonl"),
    (["related", "--batch", "bad.jsonl"], "bad.jsonl:2"),
    (["related", "--id", "desk", "--index", "nowhere"], "limber build"),
    (["related", "--id", "desk", "--config", "nowhere.toml"], "nowhere.toml"),
    (["related", "--id", "desk", "--config", "typo.toml"], "Did you mean 'related.floor'?"),
    (["explain", "desk", "no-such"], "no article has the id 'no-such'"),
    (["explain", "no-such", "desk"], "no-such"),
    (["build", "nowhere"], "nowhere"),
    (["build", "empty"], "no article"),
    (["build", "posts", "--jobs", "0"], "0"),
    (["check", "nowhere"], "nowhere"),
    (["evaluate", "--judgments", "nowhere.tsv"], "nowhere.tsv"),
    (["evaluate", "--judgments", "nul.txt"], "nul.txt"),
    (["evaluate", "--queries", "bad.jsonl"], "--judgments"),
    (["evaluate", "--judgments", "nul.txt", "--pin"], "--pin"),
    (["evaluate", "--lower"], "--pin"),
    (["compare", "limber-index", "limber-index", "--pages", "twice.jsonl"], "twice.jsonl:2"),
    (["compare", "nowhere", "limber-index"], "neither a folder nor a generation"),
    (["compare", "limber-index", "posts"], "posts"),
    (["evaluate", "--against", "nowhere.json"], "nowhere.json"),
    (["serve", "--port", "99999"], "99999"),
    (["relatd"], "relatd"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG_USE, ids=[" ".join(row[0]) for row in WRONG_USE])
def test_wrong_use_exits_with_2_and_a_sentence(blog: Path, arguments: list[str], said: str) -> None:
    write(blog / "nul.txt", b"Te\0xt")
    write(blog / "latin.txt", "Café".encode("latin-1"))
    write(blog / "bad.jsonl", '{"id": "q", "text": "hip"}\n{"id": "q"}\n')
    write(blog / "twice.jsonl", '{"id": "q", "text": "hip"}\n' * 2)
    write(blog / "typo.toml", "[related]\nflor = 1\n")
    (blog / "empty").mkdir()
    done = _run(*arguments)
    assert (done.exit_code, said in done.stderr) == (2, True), done.output
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not valid JSON"),
        ("[]", "no id"),
        ('{"text": "x"}', "no id"),
        ('{"id": 1}', "one of text and article"),
        ('{"id": 1, "text": "x", "article": "y"}', "one of text and article"),
        ('{"id": 1, "text": 5}', "text: a string is wanted"),
        ('{"id": 1, "article": "no-such"}', "no-such"),
        ("[" * 100_000, "not valid JSON"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_wrong_line_of_a_batch_is_named(blog: Path, line: str, said: str) -> None:
    write(blog / "pages.jsonl", line.encode(errors="surrogateescape"))
    done = _run("related", "--batch", "pages.jsonl")
    assert (done.exit_code, said in done.stderr) == (2, True), done.output
    assert "pages.jsonl:1" in done.stderr


def test_process_exits_with_0_1_and_2(blog: Path) -> None:
    write(blog / "posts" / "broken.md", "---\nkind: x\n---\nText.")
    done = [_process(*each, cwd=blog) for each in (["related", "--id", "desk"], ["check", "posts"], ["build", "x"])]
    assert [each.returncode for each in done] == [0, 1, 2]
    assert [bool(each.stderr) for each in done] == [False, False, True]


def test_error_is_one_sentence_on_standard_error_and_a_traceback_with_debug(blog: Path) -> None:
    plain = _process("related", "--id", "no-such", cwd=blog)
    assert (plain.returncode, plain.stdout) == (2, "")
    assert plain.stderr.startswith("limber: the page 'no-such' is not in the index.")
    assert "Traceback" not in plain.stderr
    debug = _process("related", "--id", "no-such", "--debug", cwd=blog)
    assert (debug.returncode != 0, "Traceback" in debug.stderr) == (True, True)


def test_reader_of_the_output_may_go_away(blog: Path) -> None:
    write(blog / "pages.jsonl", "\n".join(json.dumps({"id": n, "text": SITTING}) for n in range(3000)))
    command = [sys.executable, "-m", "recommender", "related", "--batch", "pages.jsonl"]
    with subprocess.Popen(command, cwd=blog, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
