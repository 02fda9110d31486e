"""Signed generations: what is signed answers, what was changed after it or signed by another does not."""

import base64
import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from forging import forge
from samples import TINY, build_index, write

from recommender import Page, Recommender
from recommender.cli import cli
from recommender.config import Settings
from recommender.errors import IndexUnsigned, InputError, OutputError, UsageError
from recommender.index import PublicKey, SecretKey, current_generation, open_index, sign_generation, use_generation
from recommender.index.signature import SIGNATURE, check_signature
from recommender.index.storage import GENERATIONS
from service.settings import Service

# made with minisign 0.11, of a file that says "hello": minisign -G -W; minisign -S -W -m hello -t "hello by minisign"
MINISIGN_KEY = "RWTltdzIAaj7RjMdRZTuRSStFKX4xJKpDmUww95mns4D9kiU+LhPInUN"
MINISIGN_SIGNATURE = b"""untrusted comment: signature from minisign secret key
RUTltdzIAaj7RhVBDSQQt0SsxpZRaeVdBiNte4LAm49CD641eovBkh7JVLQrRrCe3zSjNWyGE5DFd1Itx+PN2aTz0mYC3wWJ6gI=
trusted comment: hello by minisign
B101w1ymJ06++j4Wi121WtyWL2+HvA7zcZiGs/hAIVVo4jzS42Wvh010MVWyh8iPY3OiXjs99MuhZZ+/z2nOCg==
"""


def _run(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["sign", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def key() -> SecretKey:
    return SecretKey.make()


@pytest.fixture
def signed(tmp_path: Path, key: SecretKey) -> Path:
    """The folder of an index whose generation is signed."""
    folder = tmp_path / "index"
    build_index(folder, TINY)
    sign_generation(folder, current_generation(folder), key)
    return folder


def _home(folder: Path) -> Path:
    return next((folder / GENERATIONS).iterdir())


def test_signed_generation_opens_with_its_key_and_without_any(signed: Path, key: SecretKey) -> None:
    assert len(open_index(signed, key=str(key.public))[0]) == len(TINY)
    assert len(open_index(signed)[0]) == len(TINY)


def test_signature_of_minisign_holds_for_what_it_signed_and_for_nothing_else() -> None:
    check_signature(b"hello\n", MINISIGN_SIGNATURE, MINISIGN_KEY, place="")
    check_signature(b"hello\n", MINISIGN_SIGNATURE.replace(b"\n", b"\r\n"), MINISIGN_KEY, place="")
    with pytest.raises(IndexUnsigned, match="not of this manifest"):
        check_signature(b"hullo\n", MINISIGN_SIGNATURE, MINISIGN_KEY, place="")


def test_signature_without_a_hash_is_refused() -> None:
    old = MINISIGN_SIGNATURE.replace(b"RUTl", b"RWTl")
    with pytest.raises(IndexUnsigned, match="old form"):
        check_signature(b"hello\n", old, MINISIGN_KEY, place="")


def _alter_array(folder: Path) -> None:
    file = _home(folder) / "rows.values.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    write(file, bytes(content))


def _alter_manifest(folder: Path) -> None:
    forge(folder, {}, limber="9.9")


def _remove_signature(folder: Path) -> None:
    (_home(folder) / SIGNATURE).unlink()


def _sign_by_another(folder: Path) -> None:
    sign_generation(folder, current_generation(folder), SecretKey.make())


def _sign_by_another_of_the_same_number(folder: Path) -> None:
    lines = (_home(folder) / SIGNATURE).read_text().splitlines()
    number = base64.b64decode(lines[1])[2:10]
    sign_generation(folder, current_generation(folder), SecretKey(number, os.urandom(32)))


def _alter_comment(folder: Path) -> None:
    file = _home(folder) / SIGNATURE
    write(file, file.read_bytes().replace(b"trusted comment: generation 2", b"trusted comment: generation 3"))


def _truncate_signature(folder: Path) -> None:
    file = _home(folder) / SIGNATURE
    write(file, file.read_bytes()[:90])


def _fifo_as_signature(folder: Path) -> None:
    _remove_signature(folder)
    os.mkfifo(_home(folder) / SIGNATURE)


TAMPERINGS = [
    (_alter_array, "altered content"),
    (_alter_manifest, "not of this manifest"),
    (_remove_signature, "not signed"),
    (_sign_by_another, "another key"),
    (_sign_by_another_of_the_same_number, "not made with this key"),
    (_alter_comment, "not made with this key"),
    (_truncate_signature, "signature is damaged"),
    (_fifo_as_signature, "not signed"),
]


@pytest.mark.parametrize(("tamper", "said"), TAMPERINGS)
def test_changed_generation_is_refused_and_the_old_one_goes_on_answering(
    signed: Path, key: SecretKey, tamper: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    served = tmp_path / "served"
    shutil.copytree(signed, served)
    settings = Settings(index=str(served), verify_key=str(key.public))
    service = Service.open(settings)
    old = service.recommender.index.generation
    build_index(tmp_path / "next", TINY[:4])
    sign_generation(tmp_path / "next", current_generation(tmp_path / "next"), key)
    tamper(tmp_path / "next")
    new = current_generation(tmp_path / "next")
    shutil.move(_home(tmp_path / "next"), served / GENERATIONS / new)
    write(served / "CURRENT", f"{new}\n")
    service.look()
    assert service.refusal is not None
    assert service.readiness()["refused"]["generation"] == new
    assert said in service.readiness()["refused"]["detail"]
    answer = service.recommender.related(Page(id="hamstring-stretch"))
    assert (answer.generation, len(answer.items) > 0) == (old, True)
    with pytest.raises(IndexUnsigned if "altered" not in said else Exception, match=said):
        Recommender.open(served, key=str(key.public))


def test_service_takes_up_a_generation_that_is_signed(signed: Path, key: SecretKey) -> None:
    service = Service.open(Settings(index=str(signed), verify_key=str(key.public)))
    build_index(signed, TINY[:4])
    sign_generation(signed, current_generation(signed), key)
    service.look()
    assert (service.refusal, len(service.recommender.index)) == (None, 4)


def test_unsigned_generation_cannot_be_switched_to(signed: Path, key: SecretKey) -> None:
    build_index(signed, TINY[:4])
    with pytest.raises(IndexUnsigned, match="not signed"):
        use_generation(signed, current_generation(signed), str(key.public))


def test_same_generation_built_again_keeps_its_signature(signed: Path, key: SecretKey) -> None:
    build_index(signed, TINY)
    assert len(open_index(signed, key=str(key.public))[0]) == len(TINY)


def test_damaged_generation_is_not_signed(signed: Path, key: SecretKey) -> None:
    _alter_array(signed)
    with pytest.raises(Exception, match="altered content"):
        sign_generation(signed, current_generation(signed), key)


def test_command_makes_a_key_signs_and_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build_index(tmp_path / "limber-index", TINY)
    code, said, _ = _run("--new-key", "limber.key")
    assert code == 0
    assert stat.S_IMODE((tmp_path / "limber.key").stat().st_mode) == 0o600
    write(tmp_path / "limber.toml", said.splitlines()[-1])
    asked = ["related", "--id", "hamstring-stretch", "--json"]
    before = CliRunner().invoke(cli, asked)
    assert (before.exit_code, "the generation is not signed" in before.stderr) == (2, True)
    assert _run("--key", "limber.key")[0] == 0
    after = CliRunner().invoke(cli, asked)
    assert after.exit_code == 0
    assert json.loads(after.stdout)["generation"] == current_generation(tmp_path / "limber-index")


def test_command_needs_one_of_its_two_options() -> None:
    assert _run()[0] == 2
    assert "Give --key or --new-key" in _run("--key", "a", "--new-key", "b")[2]


def test_new_key_never_replaces_a_file(tmp_path: Path, key: SecretKey) -> None:
    place = write(tmp_path / "key", "mine")
    with pytest.raises(OutputError, match="File exists"):
        key.write(place)
    assert place.read_text() == "mine"


def test_key_comes_back_as_it_was_written(tmp_path: Path, key: SecretKey) -> None:
    assert str(key.seed) not in repr(key)
    key.write(tmp_path / "key")
    assert SecretKey.read(tmp_path / "key") == key
    assert PublicKey.parse(str(key.public)) == key.public


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:1], "no secret key"),
        (lambda lines: [lines[0], lines[1][:50]], "no secret key"),
        (lambda lines: [lines[0], "RWRTY0Iy" + lines[1][8:]], "has a password"),
        (lambda lines: [lines[0], lines[1][:100] + ("A" if lines[1][100] != "A" else "B") + lines[1][101:]], "damaged"),
    ],
)
def test_what_is_no_key_is_refused(
    tmp_path: Path, key: SecretKey, change: Callable[[list[str]], list[str]], said: str
) -> None:
    key.write(tmp_path / "key")
    write(tmp_path / "key", "\n".join(change((tmp_path / "key").read_text().splitlines())))
    with pytest.raises(InputError, match=said):
        SecretKey.read(tmp_path / "key")


@pytest.mark.parametrize("written", ["x", "RW", "RWQ" + "A" * 50, "é" * 56])
def test_what_is_no_public_key_is_refused(signed: Path, written: str) -> None:
    with pytest.raises(UsageError, match="no public key"):
        open_index(signed, key=written)
