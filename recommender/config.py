"""Settings: `limber.toml`, then `LIMBER_…` variables, then what the command line says. Every key has a default."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from recommender.article import KINDS, MOVEMENTS
from recommender.build import ARTICLE_URL, BuildSettings
from recommender.datafile import BIGGEST
from recommender.errors import SettingsError, nearest
from recommender.extract import LONGEST_PAGE
from recommender.hosts import Site, origin
from recommender.index import PublicKey
from recommender.index.storage import KEPT_GENERATIONS
from recommender.links import site_address, web_address
from recommender.ranking import Policy, load_cautions
from recommender.ranking.policy import DEFAULT_KINDS, DEFAULT_LIMIT, DIVERSITY, FLOOR, HIGHEST_LIMIT, REVIEW_YEARS
from recommender.readers import bundled_path
from recommender.regular import read_regular
from recommender.selector import check_selector
from recommender.vocabulary import load_vocabulary

DEFAULT_FILE = "limber.toml"
DEFAULT_INDEX = "limber-index"

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Mode = Literal["withhold", "notice", "off"]
LogLevel = Literal["debug", "info", "warning", "error"]

_RATE = re.compile(r"[1-9]\d*/(second|minute|hour|day)")


def _known(value: str, known: Sequence[str], what: str) -> None:
    if value not in known:
        raise ValueError(f"{value!r} is no {what}. {nearest(value, known)}")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BuildSection(_Section):
    """[build]: what shapes an index."""

    sources: tuple[str, ...] = Field(default=(), description="Folders and files to read where the command names none")
    url: str = Field(default=ARTICLE_URL, description="Address of an article whose source gives none; {id} is its id")
    vocabulary: str | None = Field(default=None, description="Vocabulary file; default: the bundled one")
    cautions: str | None = Field(default=None, description="Caution rules file; default: the bundled one")
    kinds: dict[str, str] = Field(default={}, description="Kind of articles that name none, by selector")
    movements: dict[str, tuple[str, ...]] = Field(default={}, description="Movements likewise")
    keep: int = Field(default=KEPT_GENERATIONS, ge=0, description="Old generations that stay on disk")

    @field_validator("kinds")
    @classmethod
    def _kinds_exist(cls, kinds: dict[str, str]) -> dict[str, str]:
        for selector, kind in kinds.items():
            check_selector(selector)
            _known(kind, KINDS, "kind")
        return kinds

    @field_validator("movements")
    @classmethod
    def _movements_exist(cls, rules: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for selector, movements in rules.items():
            check_selector(selector)
            for each in movements:
                _known(each, MOVEMENTS, "movement")
        return rules

    @field_validator("url")
    @classmethod
    def _names_the_id(cls, url: str) -> str:
        if "{id}" not in url:
            raise ValueError(f"{url!r} must hold {{id}}")
        try:
            web_address(url.replace("{id}", "id"))
        except ValueError as error:
            raise ValueError(f"{url!r} {error}") from None
        return url


class RelatedSection(_Section):
    """[related]: what is shown by default."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=HIGHEST_LIMIT, description="Items of an answer")
    kinds: tuple[str, ...] = Field(default=DEFAULT_KINDS, description="Kinds shown where a request names none")
    floor: Share = Field(default=FLOOR, description="Least score shown")
    diversity: Share = Field(default=DIVERSITY, description="Weight of variety against relevance")
    exclude: tuple[str, ...] = Field(default=(), description="Selectors of articles that are never listed")
    pin: tuple[str, ...] = Field(default=(), description="Ids of articles that lead every list they may stand in")
    review_years: int = Field(default=REVIEW_YEARS, ge=1, description="Years for which a review holds")

    @field_validator("kinds")
    @classmethod
    def _kinds_exist(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        for kind in kinds:
            _known(kind, KINDS, "kind")
        return kinds

    @field_validator("exclude")
    @classmethod
    def _selectors(cls, selectors: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(check_selector(each) for each in selectors)


class CautionsSection(_Section):
    """[cautions]: what each level does, and the line for a reader in a crisis."""

    emergency: Mode = Field(default="withhold", description="What emergencies do: withhold, notice or off")
    urgent: Mode = Field(default="withhold", description="What urgent signs do")
    caution: Mode = Field(default="withhold", description="What conditions that some exercises do not suit do")
    crisis_message: str = Field(default="", description="Line shown on wording of self-harm; default: the rule's")
    country: str = Field(default="", description="Key of `help` that is added to that line")
    help: dict[str, str] = Field(default={}, description="Help lines by country")


class PagesSection(_Section):
    """[pages]: pages that the service may fetch where they are named by address alone."""

    fetch: tuple[str, ...] = Field(
        default=(), description='Sites whose pages may be fetched: "example.org", "*.example.org" for all below it'
    )

    @field_validator("fetch")
    @classmethod
    def _sites(cls, sites: tuple[str, ...]) -> tuple[str, ...]:
        for each in sites:
            Site.parse(each)
        return sites


class ServeSection(_Section):
    """[serve]: the service."""

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 lets the system choose")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that answer")
    origins: tuple[str, ...] = Field(
        default=("*",), description='Sites whose pages may ask, as "https://example.org"; "*" for any'
    )
    body_limit: int = Field(default=6_500_000, ge=1_000, description="Bytes of a request's body at most")
    text_limit: int = Field(
        default=LONGEST_PAGE, ge=1_000, le=LONGEST_PAGE, description="Characters of a posted text or HTML at most"
    )
    items_limit: int = Field(
        default=HIGHEST_LIMIT, ge=1, le=HIGHEST_LIMIT, description="Items that a request may ask for at most"
    )
    max_age: int = Field(default=300, ge=0, description="Seconds that a browser or a cache may keep an answer")
    demo: bool = Field(default=True, description="Whether the demo blog is served at /")
    rate_limit: str = Field(default="", description='Requests of one client at most, as "60/minute"; default: no limit')
    proxies: int = Field(default=0, ge=0, le=9, description="Proxies before the service that name the client")
    log_level: LogLevel = Field(default="info", description="Least level that is logged")

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each if each == "*" else origin(each) for each in origins)

    @field_validator("rate_limit")
    @classmethod
    def _is_a_rate(cls, rate: str) -> str:
        if rate and not _RATE.fullmatch(rate):
            raise ValueError(f"{rate!r} is no rate. One is a number per second, minute, hour or day, as '60/minute'")
        return rate


class Settings(_Section):
    """All settings. An unknown key is an error that names the nearest known one."""

    index: str = Field(default=DEFAULT_INDEX, description="Folder of the index")
    verify_key: str = Field(default="", description="Public key that generations must be signed with; default: none")
    site: str = Field(default="", description="Address of the site, which articles' paths are joined to; default: none")
    build: BuildSection = BuildSection()
    related: RelatedSection = RelatedSection()
    cautions: CautionsSection = CautionsSection()
    pages: PagesSection = PagesSection()
    serve: ServeSection = ServeSection()

    @field_validator("verify_key")
    @classmethod
    def _is_a_key(cls, key: str) -> str:
        try:
            return key and str(PublicKey.parse(key))
        except ValueError as error:
            raise ValueError(f"{key!r:.80} {error}") from None

    @field_validator("site")
    @classmethod
    def _is_a_site(cls, site: str) -> str:
        try:
            return site and site_address(site)
        except ValueError as error:
            raise ValueError(f"{site!r} {error}") from None

    def policy(self) -> Policy:
        """The policy that [related] and [cautions] describe."""
        cautions = self.cautions.model_dump(exclude={"country", "help"})
        return Policy(**self.related.model_dump(), **cautions, help=self.cautions.help.get(self.cautions.country, ""))

    def build_settings(self, *, jobs: int, fresh: bool = False) -> BuildSettings:
        """What [build] describes, with its files read. Raises VocabularyError or CautionsError."""
        vocabulary = Path(self.build.vocabulary or bundled_path("vocabulary.yml"))
        cautions = Path(self.build.cautions or bundled_path("cautions.yml"))
        return BuildSettings(
            vocabulary=load_vocabulary(vocabulary),
            cautions=load_cautions(cautions),
            url=self.build.url,
            site=self.site,
            kinds=self.build.kinds,
            movements=self.build.movements,
            # the bundled rules name bundled articles, which a publisher's own corpus need not have
            strict_cautions=self.build.cautions is not None,
            keep=self.build.keep,
            jobs=jobs,
            fresh=fresh,
        )


def load_settings(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `file` (default: ./limber.toml where it exists) and the environment.

    LIMBER_INDEX sets `index`, LIMBER_SERVE_PORT sets `serve.port`, and so on; lists are separated by commas, and
    what goes by key is written as in TOML: LIMBER_CAUTIONS_HELP='{GB = "Samaritans: 116 123"}'.
    Raises SettingsError that names the key, the value and the nearest known key.
    """
    if file is None:
        file = Path(DEFAULT_FILE)
        record = _read(file) if file.exists() else {}
    else:
        record = _read(file)
    from_environment: dict[str, str] = {}
    for name, value in environ.items():
        if name.startswith("LIMBER_"):
            from_environment[_set(record, name, value)] = name
    try:
        return Settings.model_validate(record)
    except ValidationError as error:
        raise _explain(error, str(file), from_environment) from error


def setting_names() -> dict[str, Any]:
    """Every setting as `section.key` with its field: what the documentation must list."""
    names: dict[str, Any] = {}
    for key, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, _Section):
            names |= {f"{key}.{inner}": each for inner, each in section.model_fields.items()}
        else:
            names[key] = field
    return names


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_regular(file, BIGGEST).decode())
    except OSError as error:
        raise SettingsError(
            f"the settings cannot be read: {error.strerror}", place=str(file), remedy="Check --config."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"not valid TOML: {error}", place=str(file), remedy="Correct the file.") from error


def _set(record: dict[str, Any], variable: str, value: str) -> str:
    key = variable.removeprefix("LIMBER_").lower()
    section, _, rest = key.partition("_")
    name = (
        f"{section}.{rest}" if rest and section in Settings.model_fields and key not in Settings.model_fields else key
    )
    field = setting_names().get(name)
    parsed: Any = value
    if field is not None and str(field.annotation).startswith("tuple"):
        parsed = [part.strip() for part in value.split(",") if part.strip()]
    elif field is not None and str(field.annotation).startswith("dict"):
        parsed = _table(value, variable)
    if "." in name:
        inner = record.setdefault(section, {})
        if isinstance(inner, dict):  # else the file is wrong, and validation says so
            inner[rest] = parsed
    else:
        record[name] = parsed
    return name


def _table(value: str, variable: str) -> Any:
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        raise SettingsError(
            f"{value!r:.80} is no table", place=variable, remedy='Write it as in TOML: {key = "value"}.'
        ) from None


def _explain(error: ValidationError, place: str, from_environment: Mapping[str, str]) -> SettingsError:
    first = error.errors()[0]
    loc = [str(part) for part in first["loc"] if not isinstance(part, int)]
    name = ".".join(loc)
    where = from_environment.get(name, place)
    if first["type"] == "extra_forbidden":
        return SettingsError(f"unknown setting {name!r}", place=where, remedy=nearest(name, list(setting_names())))
    if first["type"] == "value_error":
        return SettingsError(f"{name}: {first['ctx']['error']}".rstrip("."), place=where, remedy="Correct it.")
    return SettingsError(f"{name}: {first['msg']}, got {first['input']!r:.80}", place=where, remedy="Correct it.")
