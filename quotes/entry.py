"""One attribution with what makes it readable without its ledger: its source, its speaker and the sentence around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from quotes.ledger import Ledger, Source
from quotes.model import Article, Attribution, Span, Speaker

# A paragraph ends at an empty line, a sentence behind its mark and whatever marks or brackets close with it. Where a
# sentence is cut at an abbreviation the context is shorter than it could be, never wrong: it is a piece of the text.
_END: Final = re.compile(r"\n[^\S\n]*\n|[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-Z0-9])")
FURTHEST: Final = 1_000  # characters: of a text without such ends, as much is shown on either side


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """What an entry's own source does not say of the speaker, and another one does: the full name, or a role.

    ``span`` is the place in ``source``, the other one, where it stands; ``text`` is the name, or the role's words.
    """

    what: Literal["name", "role"]
    text: str
    source: Source
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An attribution of a ledger, on its own.

    ``source`` is without its text, ``speaker`` None where the link is not resolved, ``context`` the sentences that the
    content stands in, None where the text is not known. ``supplied`` is what a store knows of the speaker from other
    sources: it is no part of the ledger.
    """

    source: Source
    attribution: Attribution
    speaker: Speaker | None = None
    context: Span | None = None
    supplied: tuple[Supplied, ...] = ()

    @property
    def words(self) -> str:
        """What was said, as the article has it; the parts of an interrupted quotation are joined by a space."""
        return " ".join(span.text for span in self.attribution.content)

    @property
    def verbatim(self) -> str:
        """The words that stand inside quotation marks, their stretches joined by a space."""
        return " ".join(span.text for span in self.attribution.verbatim)


def entries(ledger: Ledger, text: str | None = None) -> Iterator[Entry]:
    """Yield the attributions of a ledger, in order; ``text`` is the article's where the ledger does not carry it.

    Raises ``ValueError`` if ``text`` is not the one that the ledger is of.
    """
    known = ledger.source.text if text is None else text
    source = replace(ledger.source, text=None)
    if text is not None and Article(id="", text=text).sha256 != source.sha256:
        raise ValueError(f"{source.id}: the text is not the one that the ledger is of: its sha256 is another")
    for attribution in ledger.attributions:
        yield Entry(
            source=source,
            attribution=attribution,
            speaker=ledger.speaker_of(attribution),
            context=None if known is None else around(known, attribution.content),
        )


def around(text: str, spans: tuple[Span, ...]) -> Span:
    """Return the sentences of ``text`` that ``spans`` stand in."""
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    start, end = max(0, first - FURTHEST), min(len(text), last + FURTHEST)
    start = max((found.end() for found in _END.finditer(text, start, end) if found.end() <= first), default=start)
    # The mark that ends the sentence may be the last character of the content.
    if found := _END.search(text, last - 1, end):
        end = max(last, found.start() + len(found.group().rstrip()))
    start += len(text[start:first]) - len(text[start:first].lstrip())
    end -= len(text[last:end]) - len(text[last:end].rstrip())
    return Span(start=start, end=end, text=text[start:end])
