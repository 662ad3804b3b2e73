"""What many articles have in common: who is quoted how much in them, and when they were published."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from quotes.model import Kind
from quotes.report.article import KINDS, Section
from quotes.report.cards import Card

UNNAMED: Final = "Nobody by name"
MOST: Final = 60  # bars that can still be told apart on a timeline
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A part of a bar: its kind, and where it begins and how long it is, in per cent of the longest bar."""

    kind: Kind
    start: float
    length: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How much a speaker is quoted: in how many entries, in how many articles, and the bar that shows it.

    Who has no name has no bar: all of them together would dwarf the others.
    """

    name: str
    named: bool
    count: int
    articles: int
    kinds: dict[Kind, int]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A bar of the timeline: its days in words, how many articles and entries there are, and its bar from the bottom up."""

    label: str
    articles: int
    count: int
    kinds: dict[Kind, int]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The periods from the first article to the last, those without one among them, and how many articles have no date."""

    unit: str
    periods: tuple[Period, ...]
    highest: int
    undated: int

    @property
    def ticks(self) -> tuple[int, ...]:
        """The indices of the periods to label, at most five, the first and the last among them."""
        last = len(self.periods) - 1
        steps = min(4, last)
        return tuple(sorted({round(i * last / steps) for i in range(steps + 1)})) if last > 0 else (0,)


def rows(sections: Sequence[Section]) -> tuple[Row, ...]:
    """Return who is quoted, most first, counted over all articles by the very name; last, those without a name together.

    That two articles mean the same person by a name is not proved by it, and not claimed: it is a count of names.
    """
    entries: defaultdict[str | None, list[Card]] = defaultdict(list)
    articles: defaultdict[str | None, set[int]] = defaultdict(set)
    for section in sections:
        for card in section.cards:
            name = card.voice.name if card.voice.named else None
            entries[name].append(card)
            articles[name].add(section.number)
    longest = max((len(cards) for name, cards in entries.items() if name is not None), default=0)
    found = [_row(name, kinds(cards), articles=len(articles[name]), longest=longest) for name, cards in entries.items()]
    return tuple(sorted(found, key=lambda row: (not row.named, -row.count, row.name)))


def timeline(sections: Sequence[Section]) -> Timeline | None:
    """Return when the articles were published, None if no date is known; a period is a day, month, year or more."""
    dated = [(day, section) for section in sections if (day := published(section.ledger.source.published))]
    if not dated:
        return None
    first, last = min(day for day, _ in dated), max(day for day, _ in dated)
    unit, number, label = next(u for u in _UNITS if u[1](last) - u[1](first) < MOST)
    held: defaultdict[int, list[Section]] = defaultdict(list)
    for day, section in dated:
        held[number(day)].append(section)
    totals = {at: kinds([c for s in held[at] for c in s.cards]) for at in range(number(first), number(last) + 1)}
    highest = max(sum(total.values()) for total in totals.values())
    periods = tuple(
        Period(
            label=label(at), articles=len(held[at]), count=sum(total.values()), kinds=total, bars=_bars(total, highest)
        )
        for at, total in totals.items()
    )
    return Timeline(unit=unit, periods=periods, highest=highest, undated=len(sections) - len(dated))


def published(stated: str | None) -> date | None:
    """Return the day on which an article was published, None if it is not stated as ISO 8601 has it.

    >>> published("2024-05-06T07:08:09+02:00")
    datetime.date(2024, 5, 6)
    """
    found = _DATE.match(stated or "")
    try:
        return date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return None


def kinds(cards: Sequence[Card]) -> dict[Kind, int]:
    """Return how many entries there are of each kind."""
    counted = Counter(card.attribution.kind for card in cards)
    return {kind: counted[kind] for kind in KINDS}


def _row(name: str | None, counted: dict[Kind, int], *, articles: int, longest: int) -> Row:
    return Row(
        name=UNNAMED if name is None else name,
        named=name is not None,
        count=sum(counted.values()),
        articles=articles,
        kinds=counted,
        bars=_bars(counted, longest) if name is not None else (),
    )


def _bars(counted: dict[Kind, int], longest: int) -> tuple[Bar, ...]:
    return tuple(_parts(counted, longest))


def _parts(counted: dict[Kind, int], longest: int) -> Iterator[Bar]:
    before = 0
    for kind, count in counted.items():
        if count:
            yield Bar(kind=kind, start=_percent(before, longest), length=_percent(count, longest), count=count)
        before += count


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


_Unit = tuple[str, Callable[[date], int], Callable[[int], str]]
# Each unit with the number of a day's period, and the label of the period of that number.
_UNITS: Final[tuple[_Unit, ...]] = (
    ("day", date.toordinal, lambda n: date.fromordinal(n).isoformat()),
    ("month", lambda d: d.year * 12 + d.month - 1, lambda n: f"{n // 12:04}-{n % 12 + 1:02}"),
    ("year", lambda d: d.year, lambda n: f"{n:04}"),
    ("decade", lambda d: d.year // 10, lambda n: f"{n * 10:04}s"),
    ("century", lambda d: d.year // 100, lambda n: f"{n * 100:04}s"),
    ("millennium", lambda d: d.year // 1000, lambda n: f"{n * 1000:04}s"),
)
