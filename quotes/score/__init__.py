"""Scores found ledgers against gold ones: what was found, to whom it was credited, in what role.

``match`` says when two things are the same, ``report`` holds the figures, and this module compares the ledgers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from quotes.ledger import Ledger
from quotes.model import Attribution, Problem, Span, Speaker
from quotes.score.match import HALF, letters, pairs, same_name, same_role, trim
from quotes.score.report import Judgement, Report, RoleVerdict, Speakers, SpeakerVerdict, Tally

__all__ = ["Judgement", "Report", "Tally", "score"]


def score(gold: Iterable[Ledger], found: Iterable[Ledger]) -> Report:
    """Return how ``found`` compares with ``gold``, ledgers matched by source id, else by the base name of their path.

    A gold ledger without a match, or whose match was made from another text, is a problem of the report and all of it
    counts as missed. Found ledgers that gold does not know are left out.
    """
    by_key: dict[str, Ledger] = {}
    for ledger in found:
        for key in _keys(ledger):
            by_key.setdefault(key, ledger)
    golds = list(gold)
    matches = [(ledger, *_match(ledger, by_key)) for ledger in golds]
    spans: dict[str, Tally] = {}
    for ledger, match, _ in matches:
        for name, tally in _span_tallies(ledger, match).items():
            spans[name] = spans.get(name, Tally()) + tally
    return Report(
        sources=len(golds),
        problems=tuple(problem for _, _, problem in matches if problem),
        spans=spans,
        judgements=tuple(judgement for ledger, match, _ in matches for judgement in _judge(ledger, match)),
    )


def _keys(ledger: Ledger) -> tuple[str, str]:
    return ledger.source.id, _name(ledger)


def _name(ledger: Ledger) -> str:
    return PurePath(ledger.source.path or ledger.source.id).name


def _match(gold: Ledger, by_key: dict[str, Ledger]) -> tuple[Ledger | None, Problem | None]:
    match = next((by_key[key] for key in _keys(gold) if key in by_key), None)
    if match is None:
        return None, Problem(path=_name(gold), check="missing", message="no ledger was found for this source")
    if match.source.sha256 != gold.source.sha256:
        message = "gold and found ledger were made from different texts: their offsets cannot be compared"
        return None, Problem(path=_name(gold), check="text", message=message)
    return match, None


def _span_tallies(gold: Ledger, found: Ledger | None) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for part in ("cue", "mention"):
        want, got = (sorted({t for s in _part(ledger, part) if len(t := trim(s))}) for ledger in (gold, found))
        overlaps = pairs([letters([span]) for span in want], [letters([span]) for span in got])
        tallies[f"{part}_exact"] = Tally(hits=len({*want} & {*got}), gold=len(want), found=len(got))
        tallies[f"{part}_overlap"] = Tally(hits=len(overlaps), gold=len(want), found=len(got))
    return tallies


def _part(ledger: Ledger | None, part: str) -> Iterator[Span]:
    for attribution in ledger.attributions if ledger else ():
        holder = attribution.cue if part == "cue" else attribution.speaker.mention
        if holder is not None:
            yield holder.span


def _judge(gold: Ledger, found: Ledger | None) -> Iterator[Judgement]:
    others = found.attributions if found else ()
    content = [letters(a.content) for a in others]
    paired = pairs([letters(a.content) for a in gold.attributions], content)
    for i, attribution in enumerate(gold.attributions):
        if found is None or i not in paired:
            yield Judgement(source=_name(gold), gold=attribution)
        else:
            yield _judge_pair(gold, attribution, found, others[paired[i]])
    traps = [letters([string.span]) for string in gold.not_speech]
    for j in sorted({*range(len(others))} - {*paired.values()}):
        trap = any(t and len(t & content[j]) >= HALF * len(t) for t in traps)
        yield Judgement(source=_name(gold), found=others[j], trap=trap)


def _judge_pair(gold: Ledger, want: Attribution, found: Ledger, got: Attribution) -> Judgement:
    one, other = gold.speaker_of(want), found.speaker_of(got)
    named = other.name if other and got.speaker.status == "resolved" else None
    return Judgement(
        source=_name(gold),
        gold=want,
        found=got,
        exact=_ends(want) == _ends(got),
        mention=_same_mention(want, got),
        speaker=_judge_speaker(one, named),
        role=_judge_role(one, want, got),
        names=Speakers(gold=one.name if one else None, found=named),
    )


def _ends(attribution: Attribution) -> tuple[int, int]:
    return trim(min(attribution.content)).start, trim(max(attribution.content)).end


def _same_mention(want: Attribution, got: Attribution) -> bool:
    one, other = (letters([a.speaker.mention.span] if a.speaker.mention else []) for a in (want, got))
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


def _judge_role(speaker: Speaker | None, want: Attribution, got: Attribution) -> RoleVerdict:
    """Judge the role that was found: any that gold gives the speaker, anywhere in the source, is right."""
    accepted = [role.span.text for role in speaker.roles] if speaker else []
    accepted += [want.role.text] if want.role else []
    if got.role is None:
        return "missed" if accepted else "right"
    if not accepted:
        return "extra"
    return "right" if any(same_role(got.role.text, a) for a in accepted) else "wrong"
