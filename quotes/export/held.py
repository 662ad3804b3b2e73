"""A ledger on its way out: with its article's text, its place among the others, and the items that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quotes.entry import Entry, entries
from quotes.export import feed
from quotes.export.feed import Item, Origin, Withdrawn
from quotes.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A ledger as a file or a store holds it.

    ``text`` is the article's, None where it is not known. ``digest`` is the ledger's integrity hash, None where it has not
    been proved to be right: then it is made anew. ``position`` is the place in a store, in order of being added;
    ``before`` is the ledger of the same source whose place it took there. Both are None of a file. ``least`` is the
    confidence, 0 to 1, below which entries are left out.
    """

    ledger: Ledger
    text: str | None = None
    digest: str | None = None
    position: int | None = None
    before: Ledger | None = None
    least: float = 0

    @property
    def article(self) -> str | None:
        """The article's text, whether given or carried by the ledger."""
        return self.ledger.source.text if self.text is None else self.text

    @property
    def origin(self) -> Origin:
        """What a feed says of the article and its ledger."""
        return Origin.of(self.ledger.source, self.digest or self.ledger.sha256)

    def entries(self) -> Iterator[Entry]:
        """Yield the attributions that are sure enough, in their order; raise ``ValueError`` if ``text`` is another one."""
        return (e for e in entries(self.ledger, self.text) if e.attribution.confidence >= self.least)


def items(held: Held) -> Iterator[Item | Withdrawn]:
    """Yield the items of a ledger in the order of its attributions, then those of the version before that are gone.

    An attribution's id is made of its words, so that the same words in a changed text are the same attribution.
    """
    origin, earlier = held.origin, _earlier(held)
    for entry in held.entries():
        replaces = earlier.pop(entry.attribution.id, None)
        if replaces == feed.item_id(entry.source, entry.attribution.id):
            replaces = None
        yield feed.item(entry, held.ledger, origin, replaces=replaces, position=held.position)
    for attribution, gone in earlier.items():
        yield Withdrawn(id=gone, position=held.position, source=origin, attribution=attribution)


def _earlier(held: Held) -> dict[str, str]:
    """Return the items that the version before had, by the ids of their attributions."""
    if held.before is None:
        return {}
    source = held.before.source
    return {a.id: feed.item_id(source, a.id) for a in held.before.attributions if a.confidence >= held.least}
