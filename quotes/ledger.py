"""The ledger: everything found in one source, as a frozen value, as JSON, and under a hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal, Self, get_args

import rfc8785

from quotes.codec import Extensions, LedgerError, decode, encode, json_path
from quotes.model import Article, Attribution, Kind, NotSpeech, Problem, Speaker

__all__ = ["SCHEMA_VERSION", "Counts", "Ledger", "LedgerError", "ModelInfo", "Options", "Run", "Source"]

SCHEMA_VERSION: Final = "1.0.0"

# What the standard library and RFC 8785 write differently, in JSON without white space: numbers of 16 digits, with an
# exponent or ".0", and what is no JSON. Inside a string it means nothing: then the slow way is taken for nothing.
_OTHERWISE: Final = re.compile(rb"[:\[,]-?(?:\d{16}|\d+(?:\.\d+)?e|\d+\.0[,}\]]|[NI])")
# The pattern takes long over each character. These, one of which must be there for it to match, are found at once.
_HINTS: Final = (
    b".0,",
    b".0}",
    b".0]",
    *(b"e" + sign + b"%d" % n for sign in (b"-", b"+") for n in range(4)),
    b"NaN",
    b"Inf",
)
_DIGITS: Final = bytes.maketrans(b"0123456789[,-", b"0" * 10 + b":::")
_ASTRAL: Final = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
_HIGH: Final = (b"\xee", b"\xef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The article that a ledger is about. ``sha256`` is of the text's UTF-8, ``length`` in code points."""

    id: str
    path: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    media_type: str = "text/plain"
    sha256: str
    length: int
    text: str | None = field(default=None, metadata={"omit_none": True})

    @classmethod
    def of(cls, article: Article, *, embed_text: bool = False) -> Self:
        """Return the source that describes ``article``, with its text if ``embed_text``."""
        names = ("id", "path", "url", "title", "published", "outlet", "media_type", "sha256")
        known = {name: getattr(article, name) for name in names}
        return cls(**known, length=len(article.text), text=article.text if embed_text else None)

    def article(self, text: str) -> Article:
        """Return the article that this describes; raise ``ValueError`` if ``text`` is not its text."""
        names = ("id", "path", "url", "title", "published", "outlet", "media_type")
        article = Article(text=text, **{name: getattr(self, name) for name in names})
        if article.sha256 != self.sha256:
            raise ValueError(f"the text's sha256 is {article.sha256}, that of the ledger's {self.sha256}")
        return article


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """The parser's models. ``version`` and ``sha256`` are None where they are not known: the caller's own parse."""

    name: str
    version: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the caller asked for: reported speech only or all acts, and whether the ledger carries the text.

    ``min_confidence``, 0 to 1, is the confidence below which attributions are left out; None leaves none out.
    """

    acts: Literal["speech", "all"] = "speech"
    embed_text: bool = False
    min_confidence: float | None = field(default=None, metadata={"omit_none": True})

    @classmethod
    def of(cls, *, acts: Literal["speech", "all"], embed_text: bool, min_confidence: float) -> Self:
        """Return the options of a call; to leave nothing out is the same however it is said.

        Raises ``ValueError`` if ``min_confidence`` is not between 0 and 1.
        """
        if not 0 <= min_confidence <= 1:
            raise ValueError(f"min_confidence is {min_confidence}, not between 0 and 1")
        return cls(acts=acts, embed_text=embed_text, min_confidence=float(min_confidence) or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What made a ledger. No clock and no machine: the same input gives the same bytes."""

    tool: str = "quotes"
    version: str
    model: ModelInfo
    options: Options = Options()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many attributions of each kind are credited to a speaker."""

    direct: int = 0
    mixed: int = 0
    indirect: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """The key that ``to_dict`` adds to each speaker."""

    counts: Counts


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What a source says that others said. Compared by value; ``extensions`` holds the ``x_`` keys by their place."""

    schema_version: Literal["1.0.0"] = SCHEMA_VERSION
    source: Source
    speakers: tuple[Speaker, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    not_speech: tuple[NotSpeech, ...] = ()
    problems: tuple[Problem, ...] = ()
    run: Run
    extensions: Extensions = field(default_factory=lambda: MappingProxyType({}), metadata={"unwritten": True})

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the ledger that ``to_dict`` made ``record`` of.

        Raises ``LedgerError``, a ``ValueError``, that names the JSON path to the first fault. The integrity hash is
        left to ``quotes.schema.validate``: a ledger that was edited can still be read.
        """
        if not isinstance(record, Mapping):
            raise LedgerError("$", "is not an object")
        body = {key: value for key, value in record.items() if key != "integrity"}
        ledger, extensions = decode(cls, body, derived={Speaker: _Counted})
        return replace(ledger, extensions=extensions)

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as JSON values, in the order of the fields, ``integrity`` last."""
        body = self._body()
        return {**body, "integrity": {"sha256": hashlib.sha256(self._canonical(body)).hexdigest()}}

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the ledger as JSON on one line, or indented; other scripts are left as they are."""
        return json_text(self.to_dict(), indent=indent)

    def canonical_json(self) -> bytes:
        """Return what the hash is of: all but ``integrity`` as canonical JSON (RFC 8785)."""
        return self._canonical(self._body())

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical_json()).hexdigest()

    def speaker(self, speaker_id: str) -> Speaker | None:
        """Return the speaker whose id is ``speaker_id``, or None."""
        return self._by_id.get(speaker_id)

    def speaker_of(self, attribution: Attribution) -> Speaker | None:
        """Return the speaker that ``attribution`` is credited to, or None where the link is not resolved."""
        return None if attribution.speaker.id is None else self.speaker(attribution.speaker.id)

    def at_least(self, confidence: float) -> Self:
        """Return the ledger without the attributions that are less sure, and without the speakers that only those concern."""
        kept = [i for i, a in enumerate(self.attributions) if a.confidence >= confidence]
        left = _concerned(self.attributions[i] for i in kept)
        gone = _concerned(a for a in self.attributions if a.confidence < confidence) - left
        speakers = [i for i, s in enumerate(self.speakers) if s.id not in gone]
        indices: dict[object, Sequence[int]] = {"attributions": kept, "speakers": speakers}
        return replace(
            self,
            attributions=tuple(self.attributions[i] for i in kept),
            speakers=tuple(self.speakers[i] for i in speakers),
            extensions=_moved(self.extensions, indices),
        )

    @cached_property
    def _by_id(self) -> dict[str, Speaker]:
        return {speaker.id: speaker for speaker in self.speakers}

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = encode(self)
        counted: Counter[tuple[str | None, str]] = Counter((a.speaker.id, a.kind) for a in self.attributions)
        for speaker in body["speakers"]:
            speaker["counts"] = {kind: counted[speaker["id"], kind] for kind in get_args(Kind)}
        for steps, value in self.extensions.items():
            _put(body, steps, value)
        return body

    def _canonical(self, body: Mapping[str, Any]) -> bytes:
        """Return the canonical JSON of ``_body``, the quick way unless there are extensions, which may hold anything."""
        quick = b"" if self.extensions else _sorted_json(body)
        return quick if quick and _is_canonical(quick) else rfc8785.dumps(body)


def json_text(record: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Return JSON values as a ledger is written: on one line without white space, or indented."""
    separators = (",", ":") if indent is None else None
    return json.dumps(record, ensure_ascii=False, indent=indent, separators=separators)


def content_hash(record: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON (RFC 8785) of ``record`` without its ``integrity``."""
    body = {key: value for key, value in record.items() if key != "integrity"}
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()


def is_intact(record: Mapping[str, Any]) -> bool:
    """Return whether the ``integrity`` of a ledger is the hash of the rest of it.

    Raises ``ValueError`` where there is no canonical form.
    """
    body = {key: value for key, value in record.items() if key != "integrity"}
    quick = _sorted_json(body)
    found = record.get("integrity")
    if isinstance(found, Mapping) and found.get("sha256") == hashlib.sha256(quick).hexdigest() and _is_canonical(quick):
        return True
    return isinstance(found, Mapping) and found.get("sha256") == content_hash(body)


def _sorted_json(body: Mapping[str, Any]) -> bytes:
    """Return the standard library's sorted JSON without white space.

    It is most often canonical already, and made seven times as fast as the canonical form itself, which is made only
    where it is not.
    """
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


def _is_canonical(quick: bytes) -> bool:
    """Return whether sorted JSON without white space is canonical for sure.

    Keys are sorted by their UTF-16, which is another order than that of their code points only where characters beyond
    the basic plane meet those at its end.
    """
    if any(byte in quick for byte in _ASTRAL) and any(byte in quick for byte in _HIGH):
        return False
    hinted = any(hint in quick for hint in _HINTS) or b":" + b"0" * 16 in quick.translate(_DIGITS)
    return not hinted or not _OTHERWISE.search(quick)


def _put(body: dict[str, Any], steps: tuple[str | int, ...], value: object) -> None:
    place: Any = body
    try:
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = value
    except (LookupError, TypeError) as error:
        raise LedgerError(json_path(steps), "is an extension of something that is not in the ledger") from error


def _concerned(attributions: Iterable[Attribution]) -> set[str | None]:
    """Return the ids of the speakers that attributions credit or have as candidates."""
    return {ident for a in attributions for ident in (a.speaker.id, *a.speaker.candidates)}


def _moved(extensions: Extensions, indices: Mapping[object, Sequence[int]]) -> Extensions:
    """Return the extensions of lists of which only some entries, by their indices, are kept: at the places those have then."""
    moved: dict[tuple[str | int, ...], object] = {}
    for steps, value in extensions.items():
        kept = indices.get(steps[0])
        if kept is None:
            moved[steps] = value
        elif steps[1] in kept:
            moved[steps[0], kept.index(int(steps[1])), *steps[2:]] = value
    return moved
