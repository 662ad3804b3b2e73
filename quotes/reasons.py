"""Reads the text of a ledger again, to say why the ledger holds an entry and what it might have been instead."""

from __future__ import annotations

from collections.abc import Iterator

from quotes.attribute import asked_for, attribute
from quotes.explanation import Explanation
from quotes.find import find
from quotes.ledger import Ledger, ModelInfo, Run
from quotes.model import Attribution, Parsed, Quotation, Word
from quotes.parse import Parser
from quotes.reading import Reader
from quotes.resolve import resolve
from quotes.resolve.explain import explain as confidence_of
from quotes.segment import segment


def explain(parser: Parser, reader: Reader, run: Run, *, entry: tuple[Ledger, Attribution], text: str) -> Explanation:
    """Return why a ledger holds an attribution, by what ``run`` makes of its ``text``, with the acts that the ledger has.

    Raises ``ValueError`` if the text is not the one that the ledger is of.
    """
    ledger, attribution = entry
    article = ledger.source.article(text)
    segments = segment(article)
    parsed = Parsed(article=article, segments=segments, sentences=parser.parse(article, segments))
    sourced = asked_for(attribute(parsed, find(parsed, reader.read(parsed))), ledger.run.options)
    resolved = resolve(parsed, sourced).attributions
    made = {each.id: (item, each) for item, each in zip(sourced, resolved, strict=True)}
    notes = tuple(differences(ledger.run, run))
    if attribution.id not in made:
        notes += ("read again, the text gives no such entry",)
        return Explanation(ledger=ledger, attribution=attribution, notes=notes)
    item, again = made[attribution.id]
    if again != attribution:
        notes += (f"read again, the entry differs: rule {again.rule}, confidence {again.confidence}",)
    quotation = item.quotation
    cue = cue_word(parsed, quotation)
    return Explanation(
        ledger=ledger,
        attribution=attribution,
        again=True,
        read=quotation.reading is not None,
        weighed=reader.explain(parsed, quotation.sentence, cue.index) if cue else None,
        sum=confidence_of(item, again),
        notes=notes,
    )


def cue_word(parsed: Parsed, quotation: Quotation) -> Word | None:
    """Return the cue of a quotation if that is a word: a dash or a colon can be one too."""
    word = None if quotation.word is None else parsed.sentences[quotation.sentence].words[quotation.word]
    return None if word is None or word.upos == "PUNCT" else word


def differences(before: Run, now: Run) -> Iterator[str]:
    """Yield what may make two runs over one text differ, in words."""
    if before.version != now.version:
        yield f"the ledger was made by version {before.version}, and read again by {now.version}"
    if before.model != now.model:
        yield f"the ledger was made with the model {named(before.model)}, and read again with {named(now.model)}"


def named(model: ModelInfo) -> str:
    """Return a model's name, version and the beginning of its hash."""
    return " ".join(part for part in (model.name, model.version, (model.sha256 or "")[:12]) if part)
