"""Signed generations: Ed25519 over the manifest, which has a sha256 of every other file. For those that travel.

The format is minisign's (https://jedisct1.github.io/minisign/), with the manifest hashed first, as it does by default.
So its tools make keys, sign and verify here, and Limber's signatures there. The signature of `manifest.json` is beside
it, in `manifest.json.minisig`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recommender.errors import IndexUnsigned, InputError, OutputError, UsageError
from recommender.regular import read_regular

SIGNATURE = "manifest.json.minisig"

_PLAIN, _HASHED = b"Ed", b"ED"
_COMMENT, _TRUSTED = "untrusted comment: ", "trusted comment: "
_REMEDY = "Get one that is signed with it: `limber sign` where it was built."
_BIGGEST_KEY = 10_000
_UNLOCKED, _NO_PASSWORD, _NO_CHECKSUM = b"\0\0", b"B2" + bytes(48), bytes(32)
"""In the file of a secret key without a password: that it has none, the salt and limits of one, and its checksum."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signatures are checked with: its number (8 bytes) and itself (32)."""

    number: bytes
    point: bytes

    @classmethod
    def parse(cls, written: str) -> PublicKey:
        """A key as `limber sign --new-key` and minisign write it. Raises ValueError that says what one is like."""
        content = _decode(written.strip())
        if len(content) != 42 or not content.startswith(_PLAIN):
            raise ValueError("is no public key. One is 56 characters that begin with RW, as `limber sign` prints it")
        return cls(content[2:10], content[10:])

    def __str__(self) -> str:
        return base64.b64encode(_PLAIN + self.number + self.point).decode()


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A key to sign with: its number (8 bytes) and the seed (32) that it is made of."""

    number: bytes
    seed: bytes = field(repr=False)

    @classmethod
    def make(cls) -> SecretKey:
        """A new one, of the system's randomness."""
        return cls(os.urandom(8), os.urandom(32))

    @classmethod
    def read(cls, path: Path) -> SecretKey:
        """The key in a file. Raises InputError, and UsageError without the extra `sign`."""
        try:
            lines = read_regular(path, _BIGGEST_KEY).decode().splitlines()
        except (OSError, UnicodeDecodeError) as error:
            said = error.strerror if isinstance(error, OSError) else "it is no text"
            raise InputError(f"the key cannot be read: {said}", place=str(path), remedy="Check the path.") from error
        content = _decode(lines[1] if len(lines) > 1 else "")
        if len(content) != 158 or not content.startswith(_PLAIN):
            raise InputError("this is no secret key", place=str(path), remedy="Make one: `limber sign --new-key FILE`.")
        if content[2:4] != _UNLOCKED:
            what, remedy = "the key has a password", "Take it off a copy of the key: `minisign -C -W -s FILE`."
            raise InputError(what, place=str(path), remedy=remedy)
        key = cls(content[54:62], content[62:94])
        if key.public.point != content[94:126]:
            raise InputError("the key is damaged", place=str(path), remedy="Take it from a copy.")
        return key

    def write(self, path: Path) -> None:
        """Write it to a new file that its owner alone can read. Raises OutputError, also where the file is there."""
        content = _PLAIN + _UNLOCKED + _NO_PASSWORD + self.number + self.seed + self.public.point + _NO_CHECKSUM
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(f"{_COMMENT}secret key of Limber\n{base64.b64encode(content).decode()}\n")
        except OSError as error:
            raise OutputError(
                f"the key cannot be written: {error.strerror}", place=str(path), remedy="Name a new file."
            ) from error

    @property
    def public(self) -> PublicKey:
        """The key that its signatures are checked with. Raises UsageError without the extra `sign`."""
        return PublicKey(self.number, self._private.public_key().public_bytes_raw())

    def sign(self, content: bytes, comment: str) -> bytes:
        """The file of a signature of `content`; `comment` is one line and signed too. The same each time."""
        private = self._private
        signature = private.sign(hashlib.blake2b(content).digest())
        whole = private.sign(signature + comment.encode())
        lines = (
            f"{_COMMENT}signature of Limber",
            base64.b64encode(_HASHED + self.number + signature).decode(),
            f"{_TRUSTED}{comment}",
            base64.b64encode(whole).decode(),
        )
        return "".join(f"{line}\n" for line in lines).encode()

    @property
    def _private(self) -> Any:
        return _ed25519().Ed25519PrivateKey.from_private_bytes(self.seed)


def check_signature(content: bytes, signature: bytes | None, key: str, *, place: str) -> None:
    """Check that `content` is signed with a key. Raises IndexUnsigned, and UsageError for what is no key."""
    try:
        public = PublicKey.parse(key)
    except ValueError as error:
        raise UsageError(f"{key!r:.80} {error}", remedy="Correct it.") from None
    if signature is None:
        raise IndexUnsigned("the generation is not signed", place=place, remedy=_REMEDY)
    lines = [line.rstrip("\r") for line in signature.decode("utf-8", "replace").split("\n")]
    parts = [_decode(lines[number]) for number in (1, 3)] if len(lines) > 3 else [b"", b""]
    if len(parts[0]) != 74 or len(parts[1]) != 64 or not lines[2].startswith(_TRUSTED):
        raise IndexUnsigned("the signature is damaged", place=place, remedy=_REMEDY)
    if parts[0][:2] != _HASHED:
        what = "the signature is in minisign's old form, without a hash"
        raise IndexUnsigned(what, place=place, remedy="Sign it again, without -l.")
    if parts[0][2:10] != public.number:
        raise IndexUnsigned("the generation is signed with another key", place=place, remedy=_REMEDY)
    ed25519 = _ed25519()
    from cryptography.exceptions import InvalidSignature

    try:
        point = ed25519.Ed25519PublicKey.from_public_bytes(public.point)
        point.verify(parts[0][10:], hashlib.blake2b(content).digest())
        point.verify(parts[1], parts[0][10:] + lines[2].removeprefix(_TRUSTED).encode())
    except (InvalidSignature, ValueError) as error:
        what = "the signature is not of this manifest, or not made with this key"
        raise IndexUnsigned(what, place=place, remedy=_REMEDY) from error


def _decode(line: str) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _ed25519() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise UsageError(
            "signatures need the package cryptography", remedy="Install it: pip install 'limber[sign]'."
        ) from error
    return ed25519
