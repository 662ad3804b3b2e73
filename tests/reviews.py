"""Corrections of the ledger in samples.py, as a person would state them."""

from dataclasses import replace

from samples import LEDGER, TEXT, at

from quotes.review.correction import Changes, Correction, Seen, origin, part, seen


def found(number, status="confirmed", checker="Ana", date="2024-05-07", **more):
    """Return a correction of an entry of the ledger, by its number from 1; more are its changes, or other fields."""
    own = {name: more.pop(name) for name in ("checked_with", "evidence") if name in more}
    return Correction(
        source=origin(LEDGER.source),
        entry=seen(LEDGER, LEDGER.attributions[number - 1], TEXT),
        status=status,
        changes=Changes(**more) if more else None,
        checker=checker,
        date=date,
        **own,
    )


def missed(words, **more):
    entry = Seen(content=(part(at(words), TEXT),))
    changes = Changes(**{"kind": "indirect"} | more)
    return replace(found(1), entry=entry, status="added", changes=changes)
