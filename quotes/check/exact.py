"""Finds a claim's words in a quotation where they stand in a row, letting it skip what the claim marks as left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotes.check.passage import Passage
from quotes.check.wanted import Pieces, Wanted

MOST = 50  # places in one quotation that are looked at: one of a hundred alike is as good as the others


class Alphabet:
    """Gives each form a character, so that rows of words are strings, which are found and compared by the machine."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def write(self, forms: Sequence[str]) -> str:
        """Return ``forms`` as a string of as many characters."""
        return "".join([self._codes.get(form) or self._new(form) for form in forms])

    def _new(self, form: str) -> str:
        code = len(self._codes) + 1
        return self._codes.setdefault(form, chr(code + 0x800 if code >= 0xD800 else code))  # no surrogates


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The words of a passage, by index, that the pieces of a claim are; a run for each piece, ends excluded."""

    view: Pieces
    runs: tuple[tuple[int, int], ...]
    indices: tuple[int, ...]

    @property
    def first(self) -> int:
        """The index of the first word."""
        return self.indices[0]

    @property
    def last(self) -> int:
        """The index of the last word."""
        return self.indices[-1]


def matches(wanted: Wanted, passage: Passage, alphabet: Alphabet, *, quoted: bool) -> Iterator[Match]:
    """Yield the places where all of a claim stands in a passage, only ``quoted`` words or any.

    What the reporter inserted in brackets may be there in the claim or not.
    """
    whole = range(len(passage.forms))
    readings = [whole]
    if any(passage.inserted):
        readings.append([i for i in whole if not passage.inserted[i]])  # type: ignore[arg-type]  # both are indexed alike
    for reading in readings:
        forms = [passage.forms[i] if passage.quoted[i] or not quoted else "" for i in reading]
        text = alphabet.write(forms)
        for view in wanted.views:
            yield from _chains(
                view, [alphabet.write([wanted.words.forms[i] for i in p]) for p in view.pieces], text, reading
            )


def _chains(view: Pieces, pieces: Sequence[str], text: str, reading: Sequence[int]) -> Iterator[Match]:
    start, count = text.find(pieces[0]), 0
    while start >= 0 and count < MOST:
        runs = _chain(view, pieces, text, start)
        if runs:
            indices = tuple(reading[i] for a, b in runs for i in range(a, b))
            yield Match(view=view, runs=tuple((reading[a], reading[b - 1] + 1) for a, b in runs), indices=indices)
        start, count = text.find(pieces[0], start + 1), count + 1


def _chain(view: Pieces, pieces: Sequence[str], text: str, start: int) -> list[tuple[int, int]]:
    """Return where the pieces stand, one behind the other from ``start``; nothing if they do not."""
    runs = [(start, start + len(pieces[0]))]
    for piece, reach in zip(pieces[1:], view.reach[1:], strict=True):
        end = runs[-1][1]
        at = text.find(piece, end) if reach is None else text.find(piece, end, end + reach + len(piece))
        if at < 0:
            return []
        runs.append((at, at + len(piece)))
    return runs
