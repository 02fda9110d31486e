from pathlib import Path

import pytest
from samples import write

from recommender.article import KINDS
from recommender.config import DEFAULT_INDEX, Settings, load_settings, setting_names
from recommender.errors import CautionsError, SettingsError, VocabularyError


def _load(folder: Path, toml: str, environ: dict[str, str] | None = None) -> Settings:
    return load_settings(write(folder / "my.toml", toml), environ or {})


def test_settings_have_a_default_for_every_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environ={}) == Settings()
    assert Settings().index == DEFAULT_INDEX


def test_settings_are_read_from_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "limber.toml", 'index = "here"')
    assert load_settings(environ={}).index == "here"


def test_settings_of_all_sections_are_read(tmp_path: Path) -> None:
    settings = _load(
        tmp_path,
        '[build]\nsources = ["a", "b"]\nurl = "https://x.org/{id}"\n[related]\nlimit = 3\nkinds = ["anatomy"]\n'
        "floor = 0.2\ndiversity = 0\n[serve]\nport = 0\ndemo = false\n",
    )
    assert (settings.build.sources, settings.build.url) == (("a", "b"), "https://x.org/{id}")
    assert (settings.serve.port, settings.serve.demo) == (0, False)
    policy = settings.policy()
    assert (policy.limit, policy.kinds, policy.floor, policy.diversity) == (3, ("anatomy",), 0.2, 0.0)


def test_origins_are_what_browsers_send(tmp_path: Path) -> None:
    settings = _load(tmp_path, '[serve]\norigins = ["https://Example.org:443/", "http://localhost:3000", "*"]')
    assert settings.serve.origins == ("https://example.org", "http://localhost:3000", "*")


def test_settings_of_the_environment_go_before_those_of_the_file(tmp_path: Path) -> None:
    environ = {
        "LIMBER_INDEX": "there",
        "LIMBER_SERVE_PORT": "9000",
        "LIMBER_SERVE_MAX_AGE": "5",
        "LIMBER_RELATED_KINDS": "stretching, anatomy",
        "LIMBER_SERVE_DEMO": "false",
        "LIMBER_CAUTIONS_HELP": '{GB = "Samaritans: 116 123", "US" = "988"}',
        "LIMBER_BUILD_MOVEMENTS": '{"tag:yoga" = ["kneeling"]}',
        "HOME": "/root",
    }
    settings = _load(tmp_path, 'index = "here"\n[serve]\nport = 1\n', environ)
    assert (settings.index, settings.serve.port, settings.serve.max_age) == ("there", 9000, 5)
    assert (settings.related.kinds, settings.serve.demo) == (("stretching", "anatomy"), False)
    assert settings.cautions.help == {"GB": "Samaritans: 116 123", "US": "988"}
    assert settings.build.movements == {"tag:yoga": ("kneeling",)}


def test_every_setting_has_a_variable(tmp_path: Path) -> None:
    environ = {
        "LIMBER_" + name.upper().replace(".", "_"): ",".join(field.default)
        if isinstance(field.default, tuple)
        else str(field.default)
        for name, field in setting_names().items()
        if field.default is not None
    }
    assert len(environ) > 20
    assert _load(tmp_path, "", environ) == Settings()


WRONG = [
    ("indx = 'x'", "unknown setting 'indx'", "Did you mean 'index'?"),
    ("[related]\nflor = 0.1", "unknown setting 'related.flor'", "Did you mean 'related.floor'?"),
    ("[relatd]\nfloor = 0.1", "unknown setting 'relatd'", "related"),
    ("[related]\nfloor = 'high'", "related.floor", "'high'"),
    ("[related]\nfloor = 2", "related.floor", "2"),
    ("[related]\nlimit = 0", "related.limit", "0"),
    ("[related]\nkinds = ['streching']", "'streching' is no kind", "Did you mean 'stretching'?"),
    ("[build]\nurl = '/articles/'", "build.url", "{id}"),
    ("[serve]\nport = 99999", "serve.port", "99999"),
    ("[serve]\norigins = ['https://x.org/a']", "serve.origins", "Write 'https://x.org'"),
    ("[serve]\nrate_limit = '60'", "serve.rate_limit", "'60/minute'"),
    ("[serve\n", "not valid TOML", "line 1"),
]


@pytest.mark.parametrize(("toml", "what", "more"), WRONG)
def test_wrong_setting_is_named_with_its_value_and_place(tmp_path: Path, toml: str, what: str, more: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, toml)
    assert caught.value.place == str(tmp_path / "my.toml")
    assert caught.value.remedy
    assert [said in str(caught.value) for said in (what, more)] == [True, True]


@pytest.mark.parametrize(
    ("name", "value", "more"),
    [
        ("LIMBER_SERVE_PORT", "high", "'high'"),
        ("LIMBER_SERVE_PROT", "1", "serve.port"),
        ("LIMBER_RELATED_KINDS", "x", "'x' is no kind"),
        ("LIMBER_RELATED", "x", "'x'"),
        ("LIMBER_CAUTIONS_HELP", "988", "cautions.help"),
        ("LIMBER_CAUTIONS_HELP", "GB=988", "'GB=988' is no table"),
    ],
)
def test_wrong_variable_is_named(tmp_path: Path, name: str, value: str, more: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, "", {name: value})
    assert caught.value.place == name
    assert more in str(caught.value)


def test_variable_of_a_section_that_the_file_breaks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        _load(tmp_path, "serve = 5", {"LIMBER_SERVE_PORT": "1"})


def test_missing_settings_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read") as caught:
        load_settings(tmp_path / "none.toml", {})
    assert "--config" in caught.value.remedy


def test_setting_names_are_all_there_with_a_description() -> None:
    names = setting_names()
    assert {"index", "build.sources", "related.floor", "serve.port"} <= names.keys()
    assert [name for name, field in names.items() if not field.description] == []


@pytest.mark.parametrize(("key", "error"), [("vocabulary", VocabularyError), ("cautions", CautionsError)])
@pytest.mark.parametrize("content", [None, "version: 9", "sets: [", "no: such", b"\xff"])
def test_broken_vocabulary_or_cautions_stop_the_build(
    tmp_path: Path, key: str, error: type[Exception], content: str | bytes | None
) -> None:
    file = tmp_path / "rules.yml"
    write(tmp_path / "nothing", "") if content is None else write(file, content)
    settings = _load(tmp_path, f'[build]\n{key} = "{file}"')
    with pytest.raises(error, match="rules"):
        settings.build_settings(jobs=1)


@pytest.mark.parametrize("content", ["", "# nothing but a comment\n", "---\n", b"\xff\xfe"])
def test_cautions_file_without_content_stops_the_build(tmp_path: Path, content: str | bytes) -> None:
    file = write(tmp_path / "rules.yml", content)
    with pytest.raises(CautionsError, match="rules"):
        _load(tmp_path, f'[build]\ncautions = "{file}"').build_settings(jobs=1)


def test_kinds_of_the_bundled_policy_exist() -> None:
    assert set(Settings().related.kinds) <= set(KINDS)
