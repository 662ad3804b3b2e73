"""Judges one quotation against a claim: how its words stand to those of the claim, and whom its source credits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from quotes.check.align import Alignment, align
from quotes.check.cuts import cuts
from quotes.check.exact import Alphabet, Match, matches
from quotes.check.finding import Claim, Credit, Cut, Place, Wording
from quotes.check.passage import Passage
from quotes.check.wanted import Wanted, wanted
from quotes.credit import fits
from quotes.differences import Step, changes, merged, weight
from quotes.entry import Entry

ALIKE = 0.6  # similarity from which a quotation is the claimed one in other words
NEAR = 0.3  # similarity from which it is worth reading
ALL = 0.999  # of the words of a claim: all of them, but for what adding parts of one costs
SHARED = 3  # words in common that an alteration must have left
UNIQUE = 1.0  # what the words of a claim must weigh to be told from any others: one that is no function word


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """A claim with its words, and the alphabet in which they and those of the quotations are written."""

    claim: Claim
    wanted: Wanted
    alphabet: Alphabet = field(default_factory=Alphabet)
    code: str = ""
    gaps: frozenset[int] = frozenset()

    @property
    def weighs(self) -> bool:
        """Whether the claim has a word that is no function word."""
        return self.wanted.weight >= UNIQUE

    def credit(self, entry: Entry) -> Credit:
        """Return whether an entry's source credits the claimed speaker."""
        if self.claim.speaker is None:
            return "not asked"
        return {True: "fits", False: "other", None: "not stated"}[fits(self.claim.speaker, entry)]  # type: ignore[return-value]  # literals


def inquiry(claim: Claim) -> Inquiry:
    """Return a claim made ready to be compared."""
    words, alphabet = wanted(claim.text), Alphabet()
    gaps = frozenset(
        piece[0]
        for view in words.views[:1]
        for piece, reach in zip(view.pieces[1:], view.reach[1:], strict=True)
        if reach is None
    )
    return Inquiry(claim=claim, wanted=words, alphabet=alphabet, code=alphabet.write(words.words.forms), gaps=gaps)


def judge(asked: Inquiry, passage: Passage) -> Place | None:
    """Return how a quotation stands to a claim; None where they have too little in common to be read side by side."""
    most = _most(asked, passage)
    bracketed = len(asked.wanted.views) > 1  # what stands in brackets need not be there
    if most < NEAR and not bracketed:
        return None
    if most > ALL or bracketed:
        if found := _row(asked, passage, quoted=True):
            return _quoted(asked, passage, found)
        if found := _row(asked, passage, quoted=False):
            return _reported(asked, passage, found)
    return _altered(asked, passage) if asked.weighs else None


def _row(asked: Inquiry, passage: Passage, *, quoted: bool) -> tuple[Match, tuple[Cut, ...]] | None:
    """Return the match whose cuts turn the least, with its cuts: the first that turns nothing, if there is one."""
    best: tuple[Match, tuple[Cut, ...]] | None = None
    for match in matches(asked.wanted, passage, asked.alphabet, quoted=quoted):
        if not asked.weighs and not _whole(passage, match):
            continue
        found = cuts(match, passage)
        if not truncates(found):
            return match, found
        best = best or (match, found)
    return best


def truncates(found: Iterable[Cut]) -> bool:
    """Return whether cuts change how the words read: those that are not marked, and a negation inside that is."""
    return any(cut.turns and (not cut.marked or cut.side == "inside") for cut in found)


def _whole(passage: Passage, match: Match) -> bool:
    """Return whether a match is whole sentences, or all that is quoted in a row."""
    around = [passage.quoted[i] for i in (match.first - 1, match.last + 1) if 0 <= i < len(passage.forms)]
    sentence = passage.sentence_of(match.first, match.last) == (match.first, match.last + 1)
    return sentence or (passage.quoted[match.first] and not any(around))


def _quoted(asked: Inquiry, passage: Passage, found: tuple[Match, tuple[Cut, ...]]) -> Place:
    match, cut = found
    wording: Wording = "truncated" if truncates(cut) else "verbatim"
    return replace(_place(asked, passage, match.runs, wording), cuts=cut, notes=_notes(asked, passage, match, cut))


def _notes(asked: Inquiry, passage: Passage, match: Match, cut: Sequence[Cut]) -> tuple[str, ...]:
    notes = []
    if any(c.side in {"before", "after"} for c in cut):
        notes.append("part of a longer sentence")
    if any(passage.elided[i] for a, b in match.runs for i in range(a + 1, b)):
        notes.append("the source marks words left out here, the claim does not")
    if _asks(passage, match.last) and not asked.claim.text.rstrip("\"'”’») .").endswith("?"):
        notes.append("the source has a question mark")
    if len(passage.entries_of(passage.spans(match.indices))) > 1:
        notes.append("the quotation runs on in the next paragraph")
    elif len({passage.stretch[i] for i in match.indices}) > 1:
        notes.append("the source interrupts the words")
    return tuple(notes)


def _asks(passage: Passage, last: int) -> bool:
    """Return whether a question mark stands right behind a word."""
    held = passage.stretches[passage.stretch[last]]
    return held.text[passage.tokens[last].end - held.start :].startswith("?")


def _reported(asked: Inquiry, passage: Passage, found: tuple[Match, tuple[Cut, ...]]) -> Place:
    match, cut = found
    quoted = [i for i in match.indices if passage.quoted[i]]
    notes = [f"only “{' '.join(passage.words.texts[i] for i in quoted)}” is quoted"] if quoted else []
    turning = tuple(c for c in cut if c.turns)
    return replace(_place(asked, passage, match.runs, "paraphrase only"), cuts=turning, notes=tuple(notes))


def _most(asked: Inquiry, passage: Passage) -> float:
    """Return the most that the similarity of a claim and a quotation can be, by the words that they have in common."""
    words = set(asked.wanted.words.forms)
    common = min(sum(weight(form) for form in passage.forms if form in words), asked.wanted.weight)
    return 2 * common / (common + asked.wanted.weight)


def _altered(asked: Inquiry, passage: Passage) -> Place | None:
    """Return the quotation as the claimed one in other words, as a report of them, or as one that is near; None if far."""
    best = None
    if any(passage.quoted):
        best = _aligned(asked, passage, quoted=True)
        if best and _same(best, passage):
            return _changed(asked, passage, best, "altered")
    if not all(passage.quoted):
        other = _aligned(asked, passage, quoted=False)
        if other and _same(other, passage):
            return _changed(asked, passage, other, "paraphrase only")
        best = max(filter(None, (best, other)), key=lambda found: found.similarity, default=None)
    return _changed(asked, passage, best, "near") if best and best.similarity >= NEAR else None


def _aligned(asked: Inquiry, passage: Passage, *, quoted: bool) -> Alignment | None:
    forms = [form if passage.quoted[i] or not quoted else "" for i, form in enumerate(passage.forms)]
    weights = [weight(form) for form in passage.forms], [weight(form) for form in asked.wanted.words.forms]
    return align(asked.alphabet.write(forms), asked.code, weights, asked.gaps)


def _same(found: Alignment, passage: Passage) -> bool:
    """Return whether an alignment is near enough to be one quotation: no whole sentence of it is left out unmarked."""
    whole = (step for step in merged(found.steps) if step[0] not in {"equal", "cut"})
    enough = found.similarity >= ALIKE and found.shared >= SHARED
    return enough and not any(_skips(step, passage) for step in whole)


def _skips(step: Step, passage: Passage) -> bool:
    _, start, end, _, _ = step
    inner = start > 0 and end < len(passage.sentence)
    return inner and passage.sentence[end] - passage.sentence[start - 1] > 1


def _changed(asked: Inquiry, passage: Passage, found: Alignment, wording: Wording) -> Place:
    steps = changes(passage.words, asked.wanted.words, found.steps)
    row = ((found.start, found.end),)
    whole = Match(view=asked.wanted.views[0], runs=row, indices=tuple(range(found.start, found.end)))
    turning = () if wording == "near" else tuple(cut for cut in cuts(whole, passage) if cut.turns)
    place = _place(asked, passage, row, wording)
    return replace(place, similarity=round(found.similarity, 4), changes=steps, cuts=turning)


def _place(asked: Inquiry, passage: Passage, runs: Iterable[tuple[int, int]], wording: Wording) -> Place:
    """Return the place of rows of words of a passage, all of the claim for now the same as they."""
    spans = tuple(span for start, end in runs for span in passage.spans(range(start, end)))
    entries = passage.entries_of(spans)
    return Place(
        entries=entries,
        spans=spans,
        wording=wording,
        credit=asked.credit(entries[0]),
        similarity=1.0,
        claimed=asked.wanted.text(0, len(asked.wanted.words.forms)),
    )
