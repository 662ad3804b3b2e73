"""Holds what a comparison with gold found, and derives the figures and the list of differences from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quotes.model import Problem, Span
from quotes.score import bootstrap, table
from quotes.score.bootstrap import Draw, Interval
from quotes.score.calibration import Calibration
from quotes.score.document import Document, Entry
from quotes.score.figures import Figure, Rate, Tally, percent, total
from quotes.score.judge import ROLE, SPEAKER, Judged, Judgement, judge

Key = Callable[[Judgement], str | None]
_EMPTY = judge(Document(id="", name="", sha256=""), None)


@dataclass(frozen=True, kw_only=True)
class Report:
    """Every judgement, article by article, and the figures that follow from them.

    ``named`` says whether gold and found name speakers; without it all that needs names, roles and forms of mentions is
    left out. ``problems`` names the gold sources that no found document answers: all that they attribute counts as
    missed.
    """

    articles: tuple[Judged, ...]
    problems: tuple[Problem, ...] = ()
    named: bool = True

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements of all articles, in their order."""
        return tuple(judgement for article in self.articles for judgement in article.judgements)

    @property
    def comparable(self) -> bool:
        """Whether there is an article that stands on both sides, with the same text."""
        return len(self.articles) > len(self.problems)

    @cached_property
    def parts(self) -> Mapping[str, list[Figure]]:
        """Every measure by name, as a figure for each article; if there is none, for an empty one."""
        rows = [article.figures(named=self.named) for article in self.articles or (_EMPTY,)]
        return {name: [row[name] for row in rows] for name in rows[0]}

    @property
    def spans(self) -> Mapping[str, Figure]:
        """The measures of single stretches, by name: each counts once, however many attributions share it."""
        return {name: total(self.parts[name]) for name in _EMPTY.spans}

    def totals(self) -> dict[str, Figure]:
        """Return every measure by name, over all articles."""
        return {name: total(parts) for name, parts in self.parts.items()}

    def tally(self, *, exact: bool = False, mention: bool = False, speaker: bool = False) -> Tally:
        """Return the tally of attributions whose content was found and of which all that is asked for is right."""
        return Tally(
            hits=sum(
                j.paired
                and (j.exact or not exact)
                and (j.mention or not mention)
                and (j.speaker == "right" or not speaker)
                for j in self.judgements
            ),
            gold=sum(j.gold is not None for j in self.judgements),
            found=sum(j.found is not None for j in self.judgements),
        )

    @cached_property
    def calibration(self) -> Calibration | None:
        """What was found by its confidence, or None where that has none."""
        return Calibration.of(self.judgements)

    def differences(self) -> Iterator[Problem]:
        """Yield where found differs from gold: a missed or extra attribution, a wrong kind, speaker or role.

        Where names lack, a wrong mention stands for the last three.
        """
        for judgement in self.judgements:
            yield from _differences(judgement)

    def to_dict(self, *, samples: int = 0) -> dict[str, Any]:
        """Return all figures as plain values, ready for JSON; rates in per cent, rounded to one decimal.

        With ``samples`` each measure has ``intervals`` of its rates, of that many resamples of the articles.
        """
        drawn = self.draws(samples)
        figures: dict[str, Any] = {
            "sources": len(self.articles),
            "problems": [problem.path for problem in self.problems],
            "bootstrap": {"samples": samples, "seed": bootstrap.SEED, "level": bootstrap.LEVEL} if drawn else None,
        }
        rates: dict[str, Any] = {}
        for name, figure in self.totals().items():
            written = figure.to_dict() | _intervals(self.parts[name], drawn)
            (rates if isinstance(figure, Rate) else figures)[name] = written
        figures["rates"] = rates
        if self.named:
            figures |= self._verdicts()
        figures |= {name: groups for name, key in _GROUPS.items() if (groups := self._groups(key))}
        if self.calibration:
            figures["confidence"] = self.calibration.to_dict()
        return figures

    def to_text(self, *, samples: int = 0) -> str:
        """Return the figures as tables to read, without a line break at the end."""
        return table.report(self.to_dict(samples=samples), [f"{p.path}: {p.message}" for p in self.problems])

    def draws(self, samples: int) -> list[Draw]:
        """Return the resamples of the articles; see ``bootstrap.draws``."""
        return bootstrap.draws(len(self.articles), samples)

    def _verdicts(self) -> dict[str, Any]:
        paired = [(j, j.gold, j.found) for j in self.judgements if j.gold and j.found]
        return {
            "kind": _counts(("right", "wrong"), ("right" if g.kind == f.kind else "wrong" for _, g, f in paired)),
            "speaker": _counts(SPEAKER, (j.speaker for j, _, _ in paired)),
            "role": _counts(ROLE, (j.role for j, _, _ in paired)),
            "traps": sum(j.trap for j in self.judgements),
        }

    def _groups(self, key: Key) -> dict[str, dict[str, int]]:
        """Return for each group: all of it, how many have their content and their mention right, and the verdicts on speakers."""
        groups: dict[str, list[Judgement]] = {}
        for judgement in self.judgements:
            group = key(judgement)
            if group is not None:
                groups.setdefault(group, []).append(judgement)
        return {
            group: {
                "all": len(held),
                "paired": sum(j.paired for j in held),
                "mention": sum(j.mention for j in held),
                **(_counts(SPEAKER, (j.speaker for j in held)) if self.named else {}),
            }
            for group, held in sorted(groups.items())
        }


def _kind(judgement: Judgement) -> str | None:
    return judgement.gold.kind if judgement.gold else None


def _gold_form(judgement: Judgement) -> str | None:
    return judgement.gold.form if judgement.gold else None


def _found_form(judgement: Judgement) -> str | None:
    return judgement.found.form if judgement.found else None


def _rule(judgement: Judgement) -> str | None:
    return judgement.found.rule if judgement.found else None


_GROUPS: dict[str, Key] = {
    "by_kind": _kind,
    "by_form": _gold_form,
    "by_found_form": _found_form,
    "by_rule": _rule,
}


def _intervals(parts: list[Figure], drawn: list[Draw]) -> dict[str, Any]:
    if not drawn:
        return {}
    return {"intervals": {name: bounds(pair) for name, pair in bootstrap.intervals(parts, drawn).items()}}


def bounds(interval: Interval) -> list[float]:
    """Return the two ends of an interval in per cent, rounded to one decimal."""
    return [percent(end) for end in interval]


def _differences(judgement: Judgement) -> Iterator[Problem]:
    gold, found = judgement.gold, judgement.found
    either = gold or found
    if either is None:
        return
    words, place = words_of(either), place_of(judgement.source, either)
    if gold is None or found is None:
        yield Problem(path=place, check="missed" if gold else "trap" if judgement.trap else "extra", message=words)
    elif judgement.speaker is None:
        if not judgement.mention:
            yield Problem(
                path=place, check="mention", message=f"{words}: is {mention_of(gold)}, found {mention_of(found)}"
            )
    else:
        if gold.kind != found.kind:
            yield Problem(path=place, check="kind", message=f"{words}: is {gold.kind}, found {found.kind}")
        if judgement.speaker != "right":
            names = f"is {judgement.names.gold}, found {judgement.names.found}"
            yield Problem(path=place, check=f"speaker {judgement.speaker}", message=f"{words}: {names}")
        if judgement.role != "right":
            roles = f"is {gold.role.text if gold.role else None}, found {found.role.text if found.role else None}"
            yield Problem(path=place, check=f"role {judgement.role}", message=f"{words}: {roles}")


def words_of(entry: Entry) -> str:
    """Return the words of an entry's content on one line, its stretches parted by three dots."""
    return _on_one_line(entry.content)


def place_of(source: str, entry: Entry) -> str:
    """Return the article and the offset at which an entry's content begins; the article alone where it has none."""
    return f"{source}:{entry.content[0].start}" if entry.content else source


def mention_of(entry: Entry) -> str | None:
    """Return the words of an entry's mention on one line, None without one."""
    return _on_one_line(entry.mention) or None


def _on_one_line(spans: Iterable[Span]) -> str:
    return " ... ".join(" ".join(span.text.split()) for span in spans)


def _counts(names: Iterable[str], values: Iterable[str | None]) -> dict[str, int]:
    counter = Counter(values)
    return {name: counter[name] for name in names}
