"""What the tests of exports start from: the sample's ledger with what it lacks, and the documents made of it."""

import csv as standard
import io
import json
from dataclasses import replace

from samples import ATTRIBUTIONS, LEDGER, MAYOR, SPEAKERS, at, mention, said

from quotes import export
from quotes.export import Held, csv
from quotes.ledger import Ledger
from quotes.model import Speaker, SpeakerLink

# A document that is quoted in two stretches, an organization, and words of somebody who is not found.
REPORT = Speaker(id="s5", name="Pier Report", kind="document", roles=(MAYOR,))
COUNCIL = Speaker(id="s6", name="Oster Council", kind="organization", roles=(MAYOR,))
IN_TWO = (at("We will"), at("rebuild it,"))
PLAN, AHEAD = "the work was “ahead of plan”", (at("ahead of plan"),)
LOST = SpeakerLink(id=None, status="unresolved", mention=mention("He", "pronoun"))
MORE = (
    replace(
        said(8, "direct", "We will rebuild it,", SpeakerLink(id="s5", status="resolved"), role=MAYOR.span),
        content=IN_TWO,
        verbatim=IN_TWO,
    ),
    said(9, "mixed", PLAN, SpeakerLink(id="s6", status="resolved"), verbatim=AHEAD),
    said(10, "direct", "They would not.", LOST),
    said(11, "mixed", PLAN, LOST, verbatim=AHEAD),
    said(12, "indirect", "money was short", ATTRIBUTIONS[2].speaker),
    said(13, "mixed", PLAN, ATTRIBUTIONS[0].speaker, verbatim=AHEAD, cue=ATTRIBUTIONS[2].cue),
    said(14, "direct", "They would not.", LOST, cue=ATTRIBUTIONS[2].cue),
)
RICH = replace(
    LEDGER,
    speakers=(*SPEAKERS, REPORT, COUNCIL),
    attributions=tuple(sorted((*ATTRIBUTIONS, *MORE), key=lambda a: a.content[0].start)),
)
HELD = Held(ledger=RICH, position=3)
BEFORE = replace(
    LEDGER,
    source=replace(LEDGER.source, sha256="0" * 64, text=None),
    attributions=(*ATTRIBUTIONS, replace(ATTRIBUTIONS[0], id="gone")),
)
BARE = Ledger(
    source=replace(LEDGER.source, text=None, url=None, title=None, published=None, outlet=None), run=LEDGER.run
)


def document(to, *held, **options):
    """Return the document of ledgers, or of the rich sample, in a format."""
    return "".join(export.export(held or [HELD], to, **options))


def loaded(to, *held):
    """Return the JSON document of ledgers in a format."""
    return json.loads(document(to, *held))


def lines(*held):
    """Return the records of a feed as JSON Lines."""
    return [json.loads(line) for line in document("jsonl", *held).splitlines()]


def rows(*held):
    """Return the rows of a feed as CSV, as the standard library reads them."""
    return list(standard.DictReader(io.StringIO(document("csv", *held), newline="")))


def read_rows(text):
    return list(csv.read(io.StringIO(text, newline="")))


REPLACED = replace(HELD, before=BEFORE)
# As few as have every key in them: each of their constraints is broken once, and each time all of them are judged.
ONCE = {"a1", "a2", "a3", "a8", "a9", "a10", "a11", "a13", "a14"}
SMALL = replace(HELD, ledger=replace(RICH, attributions=tuple(a for a in RICH.attributions if a.id in ONCE)))
SAMPLES = {
    "feed-entry": ("feed", lines(REPLACED)[0]),
    "feed-ambiguous": ("feed", next(r for r in lines() if r["speaker"]["candidates"])),
    "feed-withdrawn": ("feed", lines(REPLACED)[-1]),
    "csv": ("export-csv", rows(REPLACED)[0]),
    "json-feed": ("export-json-feed", loaded("json-feed", SMALL)),
    "web-annotation": ("export-web-annotation", loaded("web-annotation", SMALL)),
    "schema-org": ("export-schema-org", loaded("schema.org", SMALL)),
    "label-studio": ("export-label-studio", loaded("label-studio", SMALL)),
}
