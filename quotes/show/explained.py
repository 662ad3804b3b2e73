"""An explanation to read, as plain lines: the entry, its evidence and rule, the clues, the alternatives, the sum."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from quotes.explanation import Explanation, Sum, Weighed
from quotes.explanation.rules import in_words
from quotes.ledger import Ledger
from quotes.model import Attribution, Span
from quotes.show import clean, how, role, what, who

SLIGHT = 0.05  # a change of log-odds that is not worth a line


def lines(explanation: Explanation, *, width: int = 80) -> Iterator[str]:
    """Yield the lines of an explanation; only those that quote long words are broken at ``width``."""
    yield from entry(explanation.ledger, explanation.attribution, width)
    yield from evidence(explanation.attribution)
    yield from rule(explanation.attribution, width)
    if explanation.again and not explanation.read:
        yield ""
        yield "A rule found these words without the reader."
    if explanation.weighed is not None:
        yield from weighed(explanation.weighed, width)
    if explanation.sum is not None:
        yield from summed(explanation.sum)
    if explanation.notes:
        yield ""
    for note in explanation.notes:
        yield from textwrap.wrap(f"note: {clean(note)}", width, subsequent_indent="      ")


def listed(ledger: Ledger, *, width: int = 80) -> Iterator[str]:
    """Yield a line for each attribution of a ledger: its id, how sure it is, who said what."""
    for attribution in ledger.attributions:
        head = f"{attribution.id}  {attribution.confidence:4.0%}  "
        said = f"{who(ledger, attribution).plain}: {what(attribution).plain}"
        yield head + textwrap.shorten(said, max(20, width - len(head)), placeholder=" …")


def entry(ledger: Ledger, attribution: Attribution, width: int) -> Iterator[str]:
    """Yield the entry itself."""
    yield f"{attribution.id} in {clean(ledger.source.path or ledger.source.id)}"
    speaker, stated = who(ledger, attribution).plain, role(ledger, attribution)
    facts = {
        "what": what(attribution).plain,
        "who": f"{speaker}, {stated}" if stated else speaker,
        "speaker": attribution.speaker.status,
        "how": f"{attribution.act}, {how(attribution)}",
        "sure": f"{attribution.confidence:.0%}",
    }
    for name, fact in facts.items():
        yield from textwrap.wrap(f"  {name:<8} {fact}", width, subsequent_indent=" " * 11)


def evidence(attribution: Attribution) -> Iterator[str]:
    """Yield the evidence, place by place."""
    yield ""
    yield "evidence" if attribution.evidence else "evidence: none is recorded"
    for each in attribution.evidence:
        yield f"  {place(each.span):>13}  {clean(each.shows):<10}  {clean(each.span.text)}"


def place(span: Span) -> str:
    """Return the offsets of a span."""
    return f"{span.start}..{span.end}"


def rule(attribution: Attribution, width: int) -> Iterator[str]:
    """Yield the rule and what it says."""
    yield ""
    yield f"rule {clean(attribution.rule)}"
    found, credited = in_words(attribution.rule)
    for name, words in (("found", found), ("credited", credited)):
        yield from textwrap.wrap(f"  {name:<8} {words}", width, subsequent_indent=" " * 11)


def weighed(word: Weighed, width: int) -> Iterator[str]:
    """Yield what the reader makes of the cue, and what it might have made."""
    named = f"“{clean(word.span.text)}” at {place(word.span)}"
    yield ""
    yield f"{percent(word.chance)} that {named} reports; what raised (+) and lowered (-) the log-odds of that"
    told = [each for each in word.influences if abs(each.change) >= SLIGHT]
    yield from (f"  {each.change:+8.2f}  {each.clues}" for each in told)
    if len(told) < len(word.influences):
        yield f"  {'':8}  the other clues: next to nothing"
    yield ""
    yield "what it would report, and whom it would credit; * is what was read"
    for each in word.alternatives:
        said = f"{joined(each.source, 'nobody')}: {joined(each.content, 'nothing')}"
        head = f"{'*' if each.taken else ' '} {percent(each.chance):>8}  "
        yield from textwrap.wrap(head + said, width, subsequent_indent=" " * len(head), drop_whitespace=True)
    yield ""
    yield "other words near by that may report" if word.others else "no other word near by may report"
    yield from (f"  {percent(each.chance):>8}  “{clean(each.span.text)}” at {place(each.span)}" for each in word.others)


def summed(made: Sum) -> Iterator[str]:
    """Yield how the confidence comes about."""
    yield ""
    yield f"confidence {made.confidence:.2f} = {made.words:.3f} x {made.share:.3f}"
    yield f"  {made.words:.3f}  words and source, of log-odds {made.log_odds:+.2f}:"
    for clue in made.clues:
        size = "" if clue.size == 1 else f"  ({clue.size:.2f} x {clue.weight:+.2f})"
        yield f"    {clue.part:+8.2f}  {clean(clue.name)}{size}"
    yield f"  {made.share:.3f}  the speaker: how often such a link is right, {made.link}"


def joined(spans: Iterable[Span], nothing: str) -> str:
    """Return the words of some spans on one line."""
    return " … ".join(clean(span.text) for span in spans) or f"({nothing})"


def percent(chance: float) -> str:
    """Return a chance in per cent."""
    return f"{100 * chance:.1f} %"
