"""Holds what a comparison found, and derives the figures, the list of differences and the table to read from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from quotes.model import Attribution, Problem

SpeakerVerdict = Literal["right", "wrong", "abstained"]
RoleVerdict = Literal["right", "wrong", "missed", "extra"]
Value = str | int | float | list[str] | dict[str, int] | dict[str, float] | dict[str, dict[str, int]]

SPEAKER: tuple[SpeakerVerdict, ...] = ("right", "wrong", "abstained")
ROLE: tuple[RoleVerdict, ...] = ("right", "wrong", "missed", "extra")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many there are in gold, how many were found, and how many of these are the same."""

    hits: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(hits=self.hits + other.hits, gold=self.gold + other.gold, found=self.found + other.found)

    @property
    def precision(self) -> float:
        """The share of the found that is right, 0..1; 0 if nothing was found."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of gold that was found, 0..1; 0 if gold is empty."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0..1."""
        return 2 * self.hits / (self.gold + self.found) if self.hits else 0.0

    def to_dict(self) -> dict[str, float]:
        """Return the three rates in per cent, rounded to one decimal, and the three counts."""
        rates = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        counts = {"hits": self.hits, "gold": self.gold, "found": self.found}
        return {name: round(100 * rate, 1) for name, rate in rates.items()} | counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """The names on the two sides of a judgement, None where no speaker is named."""

    gold: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A gold attribution beside the found one that has its content; ``gold`` or ``found`` is None where alone.

    The verdicts are None unless both stand. ``trap`` marks a found attribution of what gold lists as not speech.
    """

    source: str
    gold: Attribution | None = None
    found: Attribution | None = None
    exact: bool = False
    mention: bool = False
    speaker: SpeakerVerdict | None = None
    role: RoleVerdict | None = None
    names: Speakers = Speakers()
    trap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every judgement, and the figures that follow from them.

    ``spans`` maps ``cue_exact``, ``cue_overlap``, ``mention_exact`` and ``mention_overlap`` to their tallies, in which
    a span that several attributions share counts once. ``problems`` names the gold sources that no found ledger
    answers: all that they attribute counts as missed.
    """

    sources: int
    problems: tuple[Problem, ...]
    spans: Mapping[str, Tally]
    judgements: tuple[Judgement, ...]

    def tally(self, *, exact: bool = False, mention: bool = False, speaker: bool = False) -> Tally:
        """Return the tally of attributions whose content was found and of which all that is asked for is right."""
        return Tally(
            hits=sum(
                bool(j.gold and j.found)
                and (j.exact or not exact)
                and (j.mention or not mention)
                and (j.speaker == "right" or not speaker)
                for j in self.judgements
            ),
            gold=sum(j.gold is not None for j in self.judgements),
            found=sum(j.found is not None for j in self.judgements),
        )

    def differences(self) -> Iterator[Problem]:
        """Yield where found differs from gold: a missed or extra attribution, a wrong kind, speaker or role."""
        for judgement in self.judgements:
            yield from _differences(judgement)

    def to_dict(self) -> dict[str, Value]:
        """Return all figures as plain values, ready for JSON; rates in per cent, rounded to one decimal."""
        paired = [(j, j.gold, j.found) for j in self.judgements if j.gold and j.found]
        return {
            "sources": self.sources,
            "problems": [problem.path for problem in self.problems],
            "content_exact": self.tally(exact=True).to_dict(),
            "content_overlap": self.tally().to_dict(),
            **{name: tally.to_dict() for name, tally in self.spans.items()},
            "content_and_mention": self.tally(mention=True).to_dict(),
            "content_and_speaker": self.tally(speaker=True).to_dict(),
            "kind": _counts(("right", "wrong"), ("right" if g.kind == f.kind else "wrong" for _, g, f in paired)),
            "speaker": _counts(SPEAKER, (j.speaker for j, _, _ in paired)),
            "role": _counts(ROLE, (j.role for j, _, _ in paired)),
            "traps": sum(j.trap for j in self.judgements),
            "by_kind": _groups((j.gold.kind, j) for j in self.judgements if j.gold),
            "by_form": _groups((_form(j.gold), j) for j in self.judgements if j.gold),
            "by_rule": _groups((j.found.rule, j) for j in self.judgements if j.found),
        }

    def to_text(self) -> str:
        """Return the figures as tables to read, without a line break at the end."""
        figures = self.to_dict()
        tallies = {name: row for name, row in figures.items() if isinstance(row, dict) and "precision" in row}
        groups = {"gold by kind": "by_kind", "gold by mention": "by_form", "found by rule": "by_rule"}
        lines = [f"{self.sources} sources", *(f"{p.path}: {p.message}" for p in self.problems)]
        lines += ["", *_table("", tallies)]
        lines += ["", *(_sentence(name, figures[name]) for name in ("kind", "speaker", "role", "traps"))]
        for heading, name in groups.items():
            lines += ["", *_table(heading, figures[name])]
        return "\n".join(lines)


def _differences(judgement: Judgement) -> Iterator[Problem]:
    gold, found = judgement.gold, judgement.found
    either = gold or found
    if either is None:
        return
    words = " ... ".join(span.text for span in either.content)
    place = f"{judgement.source}:{either.content[0].start}"
    if gold is None or found is None:
        yield Problem(path=place, check="missed" if gold else "trap" if judgement.trap else "extra", message=words)
        return
    if gold.kind != found.kind:
        yield Problem(path=place, check="kind", message=f"{words}: is {gold.kind}, found {found.kind}")
    if judgement.speaker != "right":
        names = f"is {judgement.names.gold}, found {judgement.names.found}"
        yield Problem(path=place, check=f"speaker {judgement.speaker}", message=f"{words}: {names}")
    if judgement.role != "right":
        roles = f"is {gold.role.text if gold.role else None}, found {found.role.text if found.role else None}"
        yield Problem(path=place, check=f"role {judgement.role}", message=f"{words}: {roles}")


def _form(attribution: Attribution) -> str:
    return attribution.speaker.mention.form if attribution.speaker.mention else "none"


def _counts(names: Iterable[str], values: Iterable[str | None]) -> dict[str, int]:
    counter = Counter(values)
    return {name: counter[name] for name in names}


def _groups(rows: Iterable[tuple[str, Judgement]]) -> dict[str, dict[str, int]]:
    """Return for each group: all of it, how many have their content on both sides, and the verdicts on speakers."""
    groups: dict[str, list[Judgement]] = {}
    for key, judgement in rows:
        groups.setdefault(key, []).append(judgement)
    return {
        key: {"all": len(group), "paired": sum(bool(j.gold and j.found) for j in group)}
        | _counts(SPEAKER, (j.speaker for j in group))
        for key, group in sorted(groups.items())
    }


def _table(heading: str, rows: object) -> list[str]:
    """Return a heading and a line for each row of ``rows``, which all have the same columns."""
    if not isinstance(rows, dict) or not rows:
        return []
    columns = list(next(iter(rows.values())))
    width = max(22, *map(len, rows))
    lines = [f"{heading:{width}}" + "".join(f"{name:>11}" for name in columns)]
    return lines + [
        f"{name.replace('_', ' '):{width}}" + "".join(f"{row[column]:>11}" for column in columns)
        for name, row in rows.items()
    ]


def _sentence(name: str, figure: object) -> str:
    counts = ", ".join(f"{n} {word}" for word, n in figure.items()) if isinstance(figure, dict) else figure
    return f"{name:22}  {counts}"
