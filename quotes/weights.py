"""Model files and the manifest that vouches for them: every file is checked before it is loaded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path("en") / "manifest.json"
EMBEDDED = Path(__file__).parent / "models"
REINSTALL = "reinstall the package, or name another model with --model"


class ModelError(ValueError):
    """A model that cannot be used: the message names the file, what is wrong with it and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which model parsed: its name, its version and a hash that changes when any of its files does."""

    name: str
    version: str
    sha256: str


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(folder: Path, *, mend: str = REINSTALL) -> Identity:
    """Return the identity of the models in `folder` after comparing each file with the manifest.

    Raises ModelError, naming the file, for a manifest or file that is missing, unreadable or altered.
    """
    identity, expected = _manifest(folder, mend)
    for place, digest in expected.items():
        _check_file(place, digest, mend)
    return identity


def check_parts(folder: Path, *parts: Path, mend: str = REINSTALL) -> None:
    """Compare the files of some parts of `folder`, given by their folders or names in it, with the manifest.

    Raises ModelError as `check` does.
    """
    _, expected = _manifest(folder, mend)
    wanted = [folder / part for part in parts]
    for place, digest in expected.items():
        if any(place.is_relative_to(part) for part in wanted):
            _check_file(place, digest, mend)


def _manifest(folder: Path, mend: str) -> tuple[Identity, dict[Path, str]]:
    """Return the identity that a manifest states, and the hash of each file."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
        manifest = json.loads(data)
        name, version, files = str(manifest["name"]), str(manifest["version"]), dict(manifest["files"])
        expected = {folder / place: str(entry["sha256"]) for place, entry in files.items()}
    except OSError as error:
        raise ModelError(f"{path}: the model's manifest cannot be read ({error.strerror}); {mend}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{path}: this is not a model's manifest ({error!r}); {mend}") from error
    return Identity(name=name, version=version, sha256=hashlib.sha256(data).hexdigest()), expected


def identity_of(folder: Path, name: str) -> Identity:
    """Return the identity of a model without a manifest: its hash is made from the names and hashes of its files."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix == ".pt" or p.parent.name == "tokens"):
        whole.update(f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n".encode())
    return Identity(name=name, version="unversioned", sha256=whole.hexdigest())


def _check_file(path: Path, digest: str, mend: str) -> None:
    try:
        found = file_sha256(path)
    except OSError as error:
        raise ModelError(f"{path}: the model file cannot be read ({error.strerror}); {mend}") from error
    if found != digest:
        raise ModelError(
            f"{path}: the model file is not the one in the manifest (sha256 {found[:12]}..., expected {digest[:12]}...); {mend}"
        )
