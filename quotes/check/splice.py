"""Finds the pieces of which a claim is joined: rows of its words that are quoted, but not in one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice

from quotes.check.finding import Place
from quotes.check.judge import Inquiry
from quotes.check.passage import Passage
from quotes.differences import weight

ROW = 3  # words: fewer in a row are everywhere
HEAVY = 1.6  # what a piece must weigh: a word that is no function word, and two that are
MOST = 100  # rows of one quotation, and places of one row in the claim: a text that repeats itself has no end of them
COVERED = 0.85  # of a claim's weight that the pieces must hold; between them may stand what joins them


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The words ``start`` to ``end`` of a claim, which are the words ``at`` to ``until`` of a passage."""

    start: int
    end: int
    passage: int
    at: int
    until: int


def spliced(asked: Inquiry, passages: Sequence[Passage]) -> tuple[Place, ...]:
    """Return the pieces that a claim is joined of, in its order; nothing if it is not.

    They are of several quotations, or of one in another order or with a whole sentence between them.
    """
    pieces = _apart(_cover(asked, _rows(asked, passages), passages), passages)
    covered = sum(weight(form) for piece in pieces for form in asked.wanted.words.forms[piece.start : piece.end])
    if len(pieces) < 2 or covered < COVERED * asked.wanted.weight:
        return ()
    return tuple(_place(asked, passages[piece.passage], piece) for piece in pieces)


def _rows(asked: Inquiry, passages: Sequence[Passage]) -> list[Piece]:
    """Return the longest rows of words that a claim has in common with what is quoted."""
    forms = asked.wanted.words.forms
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(forms) - ROW + 1):
        if len(held := starts[forms[i : i + ROW]]) < MOST:
            held.append(i)
    return [piece for n, passage in enumerate(passages) for piece in islice(_shared(forms, starts, passage, n), MOST)]


def _shared(
    forms: Sequence[str], starts: dict[tuple[str, ...], list[int]], passage: Passage, n: int
) -> Iterator[Piece]:
    words = passage.forms
    for at in range(len(words) - ROW + 1):
        for start in starts.get(words[at : at + ROW], ()):
            if start and at and forms[start - 1] == words[at - 1] and passage.quoted[at - 1]:
                continue  # it is a part of the row that began before
            end, until = start, at
            while end < len(forms) and until < len(words) and forms[end] == words[until] and passage.quoted[until]:
                end, until = end + 1, until + 1
            if end - start >= ROW:
                yield Piece(start=start, end=end, passage=n, at=at, until=until)


def _cover(asked: Inquiry, rows: Sequence[Piece], passages: Sequence[Passage]) -> list[Piece]:
    """Return rows that cover a claim from left to right, at each word the one that reaches furthest.

    Of rows that reach as far the one that goes on where the piece before ended, then the one whose source credits the
    claimed speaker, then the first.
    """
    ordered = sorted(rows, key=lambda row: row.start)
    credited = [asked.credit(passage.entries[0]) == "fits" for passage in passages]
    chosen: list[Piece] = []
    reaching: list[Piece] = []
    position, i = 0, 0
    while position < len(asked.wanted.words.forms):
        while i < len(ordered) and ordered[i].start <= position:
            reaching.append(ordered[i])
            i += 1
        reaching = [row for row in reaching if row.end >= position + ROW]
        before = chosen[-1].passage if chosen else None
        heavy = [row for row in reaching if _heavy(asked.wanted.words.forms[position : row.end])]
        best = max(heavy, key=lambda r: (r.end, r.passage == before, credited[r.passage], -r.passage), default=None)
        if best is None:
            position += 1
            continue
        if chosen and best.start < position and (shorter := _cut_back(chosen[-1], best, asked, passages)):
            chosen[-1], position = shorter, best.start
        chosen.append(replace(best, start=position, at=best.at + position - best.start))
        position = best.end
    return chosen


def _cut_back(before: Piece, piece: Piece, asked: Inquiry, passages: Sequence[Passage]) -> Piece | None:
    """Return a piece without the words that the next one has too, where the next then begins a sentence; None if not.

    "The pier is safe. I" and "I checked" share a word by chance: it is the second's.
    """
    sentence = passages[piece.passage].sentence
    begins = piece.at == 0 or sentence[piece.at - 1] != sentence[piece.at]
    shorter = replace(before, end=piece.start, until=before.until - (before.end - piece.start))
    row = asked.wanted.words.forms[shorter.start : shorter.end]
    return shorter if begins and len(row) >= ROW and _heavy(row) else None


def _heavy(forms: Sequence[str]) -> bool:
    """Return whether words in a row are more than could stand in any quotation."""
    return any(total >= HEAVY for total in accumulate(map(weight, forms)))


def _apart(pieces: Sequence[Piece], passages: Sequence[Passage]) -> list[Piece]:
    """Return pieces with those joined that stand in one quotation, in order, with less than a sentence between them."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and _goes_on(joined[-1], piece, passages[piece.passage]):
            joined[-1] = replace(joined[-1], end=piece.end, until=piece.until)
        else:
            joined.append(piece)
    return joined


def _goes_on(before: Piece, piece: Piece, passage: Passage) -> bool:
    if before.passage != piece.passage or piece.at < before.until:
        return False
    return passage.sentence[piece.at] - passage.sentence[before.until - 1] <= 1


def _place(asked: Inquiry, passage: Passage, piece: Piece) -> Place:
    spans = passage.spans(range(piece.at, piece.until))
    entries = passage.entries_of(spans)
    return Place(
        entries=entries,
        spans=spans,
        wording="part",
        credit=asked.credit(entries[0]),
        similarity=1.0,
        claimed=asked.wanted.text(piece.start, piece.end),
    )
