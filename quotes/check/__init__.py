"""Checks whether words that go round as a quotation were said: a claim and quotations of ledgers in, a verdict out.

The verdicts, in the terms in which they are decided:

``verbatim``         The claim's words stand inside quotation marks, in a row, credited to the claimed speaker. Case, the
                     kinds of marks, dashes and apostrophes, white space and punctuation do not count. An ellipsis or
                     brackets in the claim mark an honest cut; the words on both sides stand in one quotation. A piece of
                     a sentence is verbatim too, and noted as one, if nothing that was cut turns or limits it.
``truncated``        Verbatim, but the claim leaves away, unmarked, words of the same sentence that negate, limit or
                     attribute the rest ("I did not say", "if", "but"); or an ellipsis hides a negation; or the source
                     reports the words as denied.
``altered``          The same quotation with some words changed, added or left out. What changes negation, number,
                     modality or a name is flagged; function words, contractions and spelling are called minor.
``spliced``          Joined of pieces of several quotations, or of one with a whole sentence left out unmarked or in
                     another order.
``other speaker``    The words are there, but the source credits somebody else. Where it names nobody the verdict is that
                     of the words, and it is said that the speaker is not stated.
``paraphrase only``  The source reports this outside quotation marks: nobody is quoted with these words.
``not found``        None of it; the nearest quotations are listed to be read.

The best place decides, in the order of ``ORDER``; all places are listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from quotes.check import reason
from quotes.check.finding import Claim, Credit, Cut, Finding, Place, Verdict, Wording
from quotes.check.judge import Inquiry, inquiry, judge
from quotes.check.passage import passages
from quotes.check.splice import spliced
from quotes.differences import Change
from quotes.entry import Entry

__all__ = ["Change", "Claim", "Cut", "Finding", "Place", "Verdict", "check"]

CLOSE: Final = 0.8  # similarity from which an alteration says more than the same words of somebody else
NEAREST: Final = 3
# A wording with the credit; "close" is an alteration that is. Exact words come first, then the claimed speaker.
ORDER: Final[tuple[tuple[str, Credit], ...]] = (
    ("verbatim", "fits"),
    ("truncated", "fits"),
    ("verbatim", "not stated"),
    ("close", "fits"),
    ("truncated", "not stated"),
    ("verbatim", "other"),
    ("truncated", "other"),
    ("close", "not stated"),
    ("close", "other"),
    ("part", "fits"),
    ("altered", "fits"),
    ("paraphrase only", "fits"),
    ("altered", "not stated"),
    ("paraphrase only", "not stated"),
    ("altered", "other"),
    ("paraphrase only", "other"),
    ("near", "fits"),
)


def check(claim: Claim, candidates: Iterable[Entry]) -> Finding:
    """Return the verdict on a claim among ``candidates``, quotations in any order, each with the places in its source."""
    asked, held = inquiry(claim), passages(candidates)
    judged = [place for passage in held if asked.code and (place := judge(asked, passage))]
    places = sorted((p for p in judged if p.wording != "near"), key=_key)
    pieces = spliced(asked, held) if not places or _rank(places[0]) > ORDER.index(("part", "fits")) else ()
    if pieces:
        reported = [place for place in places if place.wording == "paraphrase only"]
        return Finding(claim=claim, verdict="spliced", why=reason.pieces(pieces), places=(*pieces, *reported))
    if places:
        verdict = _verdict(places[0])
        why = reason.of(verdict, places[0], places[1:], claim.speaker)
        return Finding(claim=claim, verdict=verdict, why=why, places=tuple(places))
    return _missing(asked, judged)


def _missing(asked: Inquiry, judged: Sequence[Place]) -> Finding:
    near = tuple(sorted(judged, key=lambda place: (-place.similarity, *_key(place)))[:NEAREST])
    why = reason.nothing(words=len(asked.code), weighs=asked.weighs, near=near)
    return Finding(claim=asked.claim, verdict="not found", why=why, nearest=near)


def _verdict(place: Place) -> Verdict:
    if place.credit == "other":
        return "other speaker"
    verdicts: dict[Wording, Verdict] = {
        "verbatim": "verbatim",
        "truncated": "truncated",
        "altered": "altered",
        "paraphrase only": "paraphrase only",
    }
    return verdicts[place.wording]


def _rank(place: Place) -> int:
    close = place.wording == "altered" and place.similarity >= CLOSE
    credit: Credit = "fits" if place.credit == "not asked" or place.wording in {"part", "near"} else place.credit
    return ORDER.index(("close" if close else place.wording, credit))


def _key(place: Place) -> tuple[int, float, int, str, str, int, str]:
    source = place.entry.source
    return (
        _rank(place),
        -place.similarity,
        len(place.notes),
        source.published or "9",
        source.id,
        place.spans[0].start,
        place.entry.attribution.id,
    )
