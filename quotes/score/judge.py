"""Judges one article: which gold attribution goes with which found one, what is right about it, and the figures of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from quotes.model import Span, Speaker
from quotes.score.document import Document, Entry, Spans
from quotes.score.figures import Figure, Rate, Tally
from quotes.score.match import HALF, begins, jaccard, letters, pairs, same_name, same_role, trim

SpeakerVerdict = Literal["right", "wrong", "abstained"]
RoleVerdict = Literal["right", "wrong", "missed", "extra"]

KINDS = ("direct", "mixed", "indirect")
SPEAKER: tuple[SpeakerVerdict, ...] = ("right", "wrong", "abstained")
ROLE: tuple[RoleVerdict, ...] = ("right", "wrong", "missed", "extra")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """The names on the two sides of a judgement, None where no speaker is named."""

    gold: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A gold attribution beside the found one that has its content; ``gold`` or ``found`` is None where alone.

    ``speaker`` and ``role`` are None unless both stand and both formats name speakers. ``trap`` marks a found
    attribution of what gold lists as not speech.
    """

    source: str
    gold: Entry | None = None
    found: Entry | None = None
    exact: bool = False
    mention: bool = False
    speaker: SpeakerVerdict | None = None
    role: RoleVerdict | None = None
    names: Speakers = Speakers()
    trap: bool = False

    @property
    def paired(self) -> bool:
        """Whether the content is on both sides."""
        return self.gold is not None and self.found is not None

    @property
    def right(self) -> bool:
        """Whether the content was found and credited rightly: by the speaker's name, or by the mention where names lack."""
        return self.mention if self.speaker is None else self.speaker == "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An article: its judgements, gold's in their order and then what was found beside them, and its span figures."""

    name: str
    judgements: tuple[Judgement, ...]
    spans: dict[str, Figure]

    def figures(self, *, named: bool) -> dict[str, Figure]:
        """Return every measure of the article by name; without ``named`` those left out that need names and roles."""
        measures = _MEASURES | (_NAMED_MEASURES if named else {})
        rates = _RATES | (_NAMED_RATES if named else {})
        return {
            **self.spans,
            **{name: _tally(self.judgements, right) for name, right in measures.items()},
            **{name: _rate(self.judgements, *tests) for name, tests in rates.items()},
        }


def judge(gold: Document, found: Document | None) -> Judged:
    """Return how the attributions found in an article compare with gold's; all is missed if ``found`` is None."""
    return Judged(name=gold.name, judgements=tuple(_judgements(gold, found)), spans=_spans(gold, found))


def _spans(gold: Document, found: Document | None) -> dict[str, Figure]:
    """Return the figures of single stretches, each counted once however many attributions share it."""
    figures: dict[str, Figure] = {}
    for part, name in (("mention", "mention"), ("cue", "cue"), ("content", "content_span")):
        want, got = (_stretches(document, part) for document in (gold, found))
        wanted, gotten = ([letters([span]) for span in spans] for spans in (want, got))
        starts, others = begins(want), begins(got)
        right, whole = jaccard(wanted, gotten)
        figures[f"{name}_exact"] = Tally(hits=len({*want} & {*got}), gold=len(want), found=len(got))
        figures[f"{name}_overlap"] = Tally(hits=len(pairs(wanted, gotten)), gold=len(want), found=len(got))
        figures[f"{name}_begin"] = Tally(hits=len(starts & others), gold=len(starts), found=len(others))
        figures[f"{name}_jaccard"] = Rate(right=right, all=whole)
    return figures


def _stretches(document: Document | None, part: str) -> list[Span]:
    spans: set[Span] = set()
    for entry in document.entries if document else ():
        held: Spans = getattr(entry, part)
        spans.update(trim(span) for span in held)
    return sorted(span for span in spans if len(span))


def _judgements(gold: Document, found: Document | None) -> Iterator[Judgement]:
    others = found.entries if found else ()
    content = [letters(entry.content) for entry in others]
    paired = pairs([letters(entry.content) for entry in gold.entries], content)
    named = gold.named and (found is None or found.named)
    for i, entry in enumerate(gold.entries):
        if i in paired:
            yield _judge_pair(gold.name, entry, others[paired[i]], named=named)
        else:
            yield Judgement(source=gold.name, gold=entry)
    traps = [letters([span]) for span in gold.traps]
    for j in sorted({*range(len(others))} - {*paired.values()}):
        trap = any(t and len(t & content[j]) >= HALF * len(t) for t in traps)
        yield Judgement(source=gold.name, found=others[j], trap=trap)


def _judge_pair(source: str, want: Entry, got: Entry, *, named: bool) -> Judgement:
    exact, mention = _ends(want) == _ends(got), _same_mention(want, got)
    if not named:
        return Judgement(source=source, gold=want, found=got, exact=exact, mention=mention)
    name = got.speaker.name if got.speaker and got.resolved else None
    return Judgement(
        source=source,
        gold=want,
        found=got,
        exact=exact,
        mention=mention,
        speaker=_judge_speaker(want.speaker, name),
        role=_judge_role(want, got),
        names=Speakers(gold=want.speaker.name if want.speaker else None, found=name),
    )


def _ends(entry: Entry) -> tuple[int, int]:
    return trim(min(entry.content)).start, trim(max(entry.content)).end


def _same_mention(want: Entry, got: Entry) -> bool:
    one, other = letters(want.mention), letters(got.mention)
    if not one or not other:
        return not one and not other
    return len(one & other) >= HALF * min(len(one), len(other))


def _judge_speaker(want: Speaker | None, name: str | None) -> SpeakerVerdict:
    """Judge the name that was found: of a person only the fullest is right, of any other speaker an alias as well."""
    accepted = [want.name] if want and want.name else []
    if name is None:
        return "abstained" if accepted else "right"
    if want and want.kind != "person":
        accepted += want.aliases
    return "right" if any(same_name(name, a) for a in accepted) else "wrong"


def _judge_role(want: Entry, got: Entry) -> RoleVerdict:
    """Judge the role that was found: any that gold gives the speaker, anywhere in the source, is right."""
    accepted = [role.span.text for role in want.speaker.roles] if want.speaker else []
    accepted += [want.role.text] if want.role else []
    if got.role is None:
        return "missed" if accepted else "right"
    if not accepted:
        return "extra"
    return "right" if any(same_role(got.role.text, a) for a in accepted) else "wrong"


Test = Callable[[Judgement], bool]


def _of_kind(kind: str) -> Test:
    return lambda judgement: judgement.gold is not None and judgement.gold.kind == kind


def _same_kind(judgement: Judgement) -> bool:
    return bool(judgement.gold and judgement.found and judgement.gold.kind == judgement.found.kind)


# Of attributions: what must be right beside the content.
_MEASURES: dict[str, Test] = {
    "content_exact": lambda j: j.exact,
    "content_overlap": lambda j: j.paired,
    "content_and_mention": lambda j: j.mention,
}
_NAMED_MEASURES: dict[str, Test] = {"content_and_speaker": lambda j: j.speaker == "right"}
# What is right, and of what it is a share.
_RATES: dict[str, tuple[Test, Test]] = {f"recall_{kind}": (lambda j: j.mention, _of_kind(kind)) for kind in KINDS}
_RATES["mention_right"] = (lambda j: j.mention, lambda j: j.paired)
_NAMED_RATES: dict[str, tuple[Test, Test]] = {
    "kind_right": (_same_kind, lambda j: j.paired),
    "speaker_right": (lambda j: j.speaker == "right", lambda j: j.paired),
    "speaker_right_unless_abstained": (
        lambda j: j.speaker == "right",
        lambda j: j.speaker in {"right", "wrong"},
    ),
    "role_right": (lambda j: j.role == "right", lambda j: j.paired),
}


def _tally(judgements: Iterable[Judgement], right: Test) -> Tally:
    judgements = list(judgements)
    return Tally(
        hits=sum(map(right, judgements)),
        gold=sum(j.gold is not None for j in judgements),
        found=sum(j.found is not None for j in judgements),
    )


def _rate(judgements: Iterable[Judgement], right: Test, counted: Test) -> Rate:
    of = [judgement for judgement in judgements if counted(judgement)]
    return Rate(right=sum(map(right, of)), all=len(of))
