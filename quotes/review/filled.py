"""Reads a filled checklist back: each row that somebody filled becomes a correction, or problems that name the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast, get_args

from rapidfuzz import fuzz

from quotes.ledger import Ledger
from quotes.model import Attribution, Kind, Problem, Span, SpeakerKind
from quotes.review import table
from quotes.review.amend import CannotBeMadeError, bare, kind_of, verbatim
from quotes.review.checklist import COLUMNS, NONE, TO_FILL, Texts, shown_of_entry
from quotes.review.correction import (
    VERDICTS,
    Changes,
    Correction,
    Seen,
    Verdict,
    origin,
    part,
    same_words,
    seen,
)
from quotes.review.trace import unreviewed
from quotes.review.typography import found, whole

REQUIRED: Final = ("source", "id", "words", *TO_FILL)
CHANGES: Final = ("new speaker", "new speaker kind", "new role", "new kind", "new words")
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "status": tuple(VERDICTS),
    "new speaker kind": get_args(SpeakerKind),
    "new kind": get_args(Kind),
}
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_BETWEEN: Final = re.compile(r"\s*\[(?:…|\.\.\.)\]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was read: the corrections, the problems of rows that are not taken, and notes on how the file was read."""

    corrections: tuple[Correction, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


class CellError(ValueError):
    """A cell that cannot be understood: its column, and what is wrong."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read(data: bytes, place: str, ledgers: Texts) -> Filled:
    """Return the corrections in a checklist of ``ledgers``, each with its text where that is known.

    Rows in which nothing was filled are left out. Raises ``TableError`` if the file is no checklist.
    """
    found_in = table.read(data, place, COLUMNS, REQUIRED)
    by_source = {ledger.source.id: (unreviewed(ledger), text) for ledger, text in ledgers}
    corrections, problems = [], []
    for row in found_in.rows:
        cells = {column: cell.strip() for column, cell in row.cells.items()}
        if not any(cells[column] for column in TO_FILL) and not row.beyond:
            continue
        wrong = list(_wrong(cells, row.beyond))
        try:
            if not wrong:
                corrections.append(_correction(cells, row.cells, by_source))
        except CellError as error:
            wrong.append((error.column, str(error)))
        problems += [Problem(path=f"{place}, row {row.number}", check=column, message=m) for column, m in wrong]
    return Filled(corrections=tuple(corrections), problems=tuple(problems), notes=found_in.notes)


def _wrong(cells: table.Cells, beyond: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each cell that is wrong in itself, with what is wrong."""
    if beyond:
        yield (
            "row",
            f"has cells behind the last column ({beyond[0]!r:.40}): a text with the separator in it is not quoted",
        )
    for column, allowed in CHOICES.items():
        if cells[column] and cells[column].casefold() not in allowed:
            yield column, f"{cells[column]!r:.40} is none of {', '.join(allowed)}"
    status, changed = cells["status"].casefold(), [column for column in CHANGES if cells[column]]
    if not status:
        yield "status", f"is empty though the row is filled; write one of {', '.join(VERDICTS)}"
    elif status == "corrected" and not changed:
        yield "status", f"is corrected, but nothing is put right; fill one of {', '.join(CHANGES)}"
    elif changed and status in VERDICTS and status not in {"corrected", "added"}:
        yield changed[0], f"is filled, but the status is {status}; write corrected, or empty the cell"
    if not cells["checker"]:
        yield "checker", "is empty; write who checked"
    yield from _wrong_date(cells["date"])


def _wrong_date(written: str) -> Iterator[tuple[str, str]]:
    if not written:
        yield "date", "is empty; write the day of the check, as 2024-05-06"
        return
    try:
        date.fromisoformat(written if _DATE.fullmatch(written) else "")
    except ValueError:
        mend = "write year-month-day, as 2024-05-06 (in a spreadsheet, set the column to text first)"
        yield "date", f"{written!r:.40} is no date; {mend}"


def _correction(
    cells: table.Cells, shown: table.Cells, by_source: Mapping[str, tuple[Ledger, str | None]]
) -> Correction:
    """Return the correction that a row states; raise ``CellError`` that names the cell for which there is none."""
    if shown["source"] not in by_source:
        message = f"{shown['source']!r:.80} is none of the sources of these ledgers; name its ledger too"
        raise CellError("source", message)
    ledger, text = by_source[shown["source"]]
    text = ledger.source.text if text is None else text
    changes: Changes | None
    if cells["status"].casefold() == "added":
        entry, changes = _missed(cells, text)
    else:
        attribution = _entry(shown, ledger)
        entry, changes = seen(ledger, attribution, text), _changes(cells, ledger, attribution, text)
    return Correction(
        source=origin(ledger.source),
        entry=entry,
        status=cast("Verdict", cells["status"].casefold()),
        changes=changes,
        checked_with=cells["checked with"],
        evidence=cells["evidence"],
        checker=cells["checker"],
        date=cells["date"],
    )


def _entry(shown: table.Cells, ledger: Ledger) -> Attribution:
    """Return the entry that a row shows; raise ``CellError`` if the ledger has it otherwise, or not at all."""
    named = [a for a in ledger.attributions if a.id == shown["id"]]
    if not shown["id"]:
        raise CellError("id", "is empty; only a quotation that was missed has none, and its status is added")
    found_again = named or [a for a in ledger.attributions if not _other(shown, shown_of_entry(ledger, a))]
    if len(found_again) != 1:
        raise CellError("id", f"{shown['id']!r:.40} is no entry of the ledger; write the checklist anew")
    row = shown_of_entry(ledger, found_again[0])
    for column in _other(shown, row):
        aim = f"; what is to be changed belongs into `new {column}`"
        message = (
            f"is {shown[column]!r:.60}, but {row[column]!r:.60} in the ledger: it was extracted anew, or edited here"
        )
        raise CellError(column, message + aim)
    return found_again[0]


def _other(shown: table.Cells, row: table.Cells) -> list[str]:
    """Return the columns in which a row shows another entry."""
    return [column for column, value in row.items() if column in shown and not same_words(shown[column], value)]


def _changes(cells: table.Cells, ledger: Ledger, attribution: Attribution, text: str | None) -> Changes | None:
    """Return what a row puts right of an entry, None if nothing."""
    speaker, speaker_kind = _speaker(cells)
    if speaker_kind and speaker is None:
        known = ledger.speaker_of(attribution)
        if known is None or not known.name:
            raise CellError("new speaker kind", "is filled, but nobody is named; fill `new speaker` too")
        speaker = known.name
    new_kind = cast("Kind | None", cells["new kind"].casefold() or None)
    kind, content = new_kind or attribution.kind, attribution.content
    if cells["new words"]:
        content = _spans(cells["new words"], text, near=attribution.content[0].start)
        content = tuple(bare(span) for span in content) if kind == "direct" else content
    _check_quoted(kind, content, attribution.verbatim, "new kind" if new_kind else "new words")
    changes = Changes(
        content=tuple(part(span, text) for span in content) if cells["new words"] else None,
        kind=new_kind,
        speaker=speaker,
        speaker_kind=speaker_kind,
        role=_or_none(cells["new role"]),
    )
    return None if changes == Changes() else changes


def _missed(cells: table.Cells, text: str | None) -> tuple[Seen, Changes]:
    """Return the quotation that a row adds: its words in the article, and what is known of it."""
    words = cells["new words"] or cells["words"]
    if not words:
        raise CellError("new words", "is empty; write the words of the quotation that was missed")
    content = _spans(words, text)
    assert text is not None
    kind = cast("Kind", cells["new kind"].casefold() or kind_of(content, text))
    content = tuple(bare(span) for span in content) if kind == "direct" else content
    _check_quoted(kind, content, (), "new kind")
    speaker, speaker_kind = _speaker(cells)
    changes = Changes(kind=kind, speaker=speaker, speaker_kind=speaker_kind, role=_or_none(cells["new role"]))
    return Seen(content=tuple(part(span, text) for span in content)), changes


def _spans(words: str, text: str | None, *, near: int | None = None) -> tuple[Span, ...]:
    """Return where an article has the words of a cell, the parts of an interrupted quotation one after the other.

    Of several places the one nearest to ``near`` is taken; without it there must be one only.
    """
    if text is None:
        raise CellError("new words", "can only be found in the article; name it with --text")
    spans: list[Span] = []
    for piece in filter(None, _BETWEEN.split(words)):
        floor = spans[-1].end if spans else 0
        places = [(s, e) for s, e in found(piece, text) if s >= floor and whole(text, s, e)]
        if not places:
            raise CellError("new words", f"{piece!r:.60} is not in the article{_nearest(piece, text)}")
        if len(places) > 1 and near is None and not spans:
            raise CellError(
                "new words", f"{piece!r:.60} is {len(places)} times in the article; write more of the words"
            )
        aim = floor or near or 0
        start, end = min(places, key=lambda place: abs(place[0] - aim))
        spans.append(Span(start, end, text[start:end]))
    if not spans:
        raise CellError("new words", f"{words!r:.60} has no words")
    return tuple(spans)


def _nearest(words: str, text: str) -> str:
    """Return what of a text comes nearest to some words, as the end of a message."""
    best = fuzz.partial_ratio_alignment(words, text)
    return f"; the nearest is {text[best.dest_start : best.dest_end]!r:.80}" if best and best.score >= 50 else ""


def _check_quoted(kind: Kind, content: tuple[Span, ...], known: tuple[Span, ...], column: str) -> None:
    try:
        verbatim(kind, content, known)
    except CannotBeMadeError as error:
        raise CellError(column, str(error)) from error


def _speaker(cells: table.Cells) -> tuple[str | None, SpeakerKind | None]:
    return _or_none(cells["new speaker"]), cast("SpeakerKind | None", cells["new speaker kind"].casefold() or None)


def _or_none(cell: str) -> str | None:
    """Return what a cell puts in the place of what was: nothing, if it says so; None if it says nothing."""
    return "" if cell.casefold() in {NONE, "-"} else cell or None
