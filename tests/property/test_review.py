"""Reviews: what a checklist carries through a spreadsheet, and what corrections leave of a ledger."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from property.ledgers import WORDS, ledgers
from samples import LEDGER

from quotes import schema
from quotes.cells import defused
from quotes.ledger import Source
from quotes.model import Article, Span
from quotes.review import Corrections, apply, checklist, filled, merge, table, unreviewed
from quotes.review.correction import Changes, Correction, Seen, origin, part, seen
from quotes.review.typography import fold, found

MARK = "\ue000"  # of the private use area: in no text that a test draws
CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12).map(str.strip)
FORMULAS = st.sampled_from(
    ["=1+1", "'=1+1", "''", "-1", "@x", "+", "\t=a", "a\r\nb", 'say "yes"', "a;b", "a\tb", "😀", " - "]
)
FEWER = settings(max_examples=30)  # a ledger takes a while to make up
DATES = st.dates().map(str)
CHECKERS = ("Ana", "Bo")


def people(draw):
    return {
        "checked_with": draw(CELLS),
        "evidence": draw(CELLS | FORMULAS.map(str.strip)),
        "checker": draw(CELLS.filter(bool)),
        "date": draw(DATES),
    }


@st.composite
def spans(draw, text, count=2):
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2 * count, unique=True)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return tuple(Span(start, end, text[start:end]) for start, end in pairs)


@st.composite
def changes(draw, ledger, *, words):
    text = ledger.source.text
    speaker = draw(
        st.none() | st.just("") | WORDS | st.sampled_from([s.name for s in ledger.speakers if s.name] or ["x"])
    )
    maybe_kind = st.none() | st.sampled_from(("person", "group", "anonymous", "organization"))
    content = draw(st.none() | spans(text)) if words else None
    return Changes(
        content=tuple(part(span, text) for span in content) if content else None,
        kind=draw(st.none() | st.sampled_from(("direct", "mixed", "indirect"))),
        speaker=speaker,
        speaker_kind=None if speaker is None else draw(maybe_kind),
        role=draw(st.none() | st.just("") | WORDS | spans(text, 1).map(lambda drawn: drawn[0].text)),
    )


@st.composite
def corrections(draw, ledger, *, words=True, checkers=CHECKERS):
    """Return corrections of some entries, by one checker or several, and some of quotations that were missed."""
    drawn = []
    for attribution in ledger.attributions:
        for checker in draw(st.sets(st.sampled_from(checkers))):
            status = draw(st.sampled_from(("confirmed", "corrected", "rejected", "disputed", "unsure")))
            asked = draw(changes(ledger, words=words)) if status == "corrected" else Changes()
            status = "confirmed" if status == "corrected" and asked == Changes() else status
            drawn.append(
                Correction(
                    source=origin(ledger.source),
                    entry=seen(ledger, attribution, ledger.source.text),
                    status=status,
                    changes=None if asked == Changes() else asked,
                    **{**people(draw), "checker": checker},
                )
            )
    if words and draw(st.booleans()):
        content = tuple(part(span, ledger.source.text) for span in draw(spans(ledger.source.text)))
        asked = replace(draw(changes(ledger, words=False)), kind=draw(st.sampled_from(("direct", "mixed", "indirect"))))
        added = {"entry": Seen(content=content), "status": "added", "changes": asked}
        drawn.append(Correction(source=origin(ledger.source), **added, **people(draw)))
    return Corrections.of(drawn)


@st.composite
def reviews(draw, **options):
    ledger = draw(st.just(LEDGER) | ledgers(embed=True))
    return ledger, draw(corrections(ledger, **options))


@given(st.lists(st.lists(CELLS | FORMULAS, min_size=2, max_size=2), max_size=5), st.sampled_from(",;\t"))
def test_a_table_is_read_as_it_was_written_whatever_a_spreadsheet_makes_of_its_bytes(rows, separator):
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    written = table.write(("status", "note"), [dict(zip(("status", "note"), row, strict=True)) for row in rows])
    data = written.encode() if separator == "," else written[1:].encode("utf-16")
    read = table.read(data, "c.csv", ("note", "status"), ("status",))
    assert [[row.cells["status"], row.cells["note"]] for row in read.rows] == rows
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in map(defused, row))


@FEWER
@given(ledgers())
def test_a_checklist_that_nobody_filled_holds_no_corrections(ledger):
    written = checklist.write([(ledger, None)])
    assert filled.read(written.encode(), "c.csv", [(ledger, None)]) == filled.Filled(corrections=())


@FEWER
@given(ledgers(), st.data())
def test_a_checklist_gives_exactly_what_was_filled_in(ledger, data):
    rows = [dict(row) for _, row in checklist.rows(ledger, None, Corrections())]
    expected = []
    for row, attribution in zip(rows, ledger.attributions, strict=True):
        if not data.draw(st.booleans()):
            continue
        by = people(data.draw)
        status = data.draw(st.sampled_from(("confirmed", "rejected", "disputed", "unsure", "corrected")))
        speaker = (
            data.draw(CELLS.filter(lambda c: c and c.casefold() not in {"none", "-"})) if status == "corrected" else ""
        )
        row |= {"status": status, "new speaker": speaker, "checked with": by["checked_with"]}
        row |= {key: by[key] for key in ("evidence", "checker", "date")}
        expected.append(
            Correction(
                source=origin(ledger.source),
                entry=seen(ledger, attribution, ledger.source.text),
                status=status,
                changes=Changes(speaker=speaker) if speaker else None,
                **by,
            )
        )
    written = table.write(checklist.COLUMNS, rows)
    assert filled.read(written.encode(), "c.csv", [(ledger, None)]) == filled.Filled(corrections=tuple(expected))


@FEWER
@given(reviews())
def test_corrections_are_read_back_as_they_were_written(review):
    _, held = review
    assert Corrections.from_json(held.to_json()) == held
    assert Corrections.from_json(held.to_json()).to_json() == held.to_json()


@FEWER
@given(reviews())
def test_a_corrected_ledger_is_valid_and_what_was_extracted_can_be_had_back(review):
    ledger, held = review
    reviewed = apply(ledger, held)
    assert schema.validate(reviewed.ledger) == ()
    assert unreviewed(reviewed.ledger) == ledger
    assert [outcome.correction for outcome in reviewed.outcomes] == list(held.items)
    assert type(ledger).from_dict(reviewed.ledger.to_dict()) == reviewed.ledger


@FEWER
@given(reviews())
def test_to_apply_the_same_again_changes_nothing_and_to_apply_none_takes_all_back(review):
    ledger, held = review
    reviewed = apply(ledger, held)
    assert apply(reviewed.ledger, held) == reviewed
    assert apply(reviewed.ledger, ()).ledger == ledger
    assert apply(ledger, ()).ledger == ledger


@FEWER
@given(reviews())
def test_the_confidence_is_the_extractors_whatever_was_found(review):
    ledger, held = review
    before = {a.id: a.confidence for a in ledger.attributions}
    after = {
        a.id: a.confidence for a in apply(ledger, held).ledger.attributions if a.rule != "review" or a.id in before
    }
    assert after.items() <= before.items()


@FEWER
@given(reviews())
def test_to_read_a_checklist_again_changes_nothing(review):
    ledger, held = review
    once = merge.merge(Corrections(), held.items, [(ledger, None)])
    again = merge.merge(once.corrections, held.items, [(ledger, None)])
    assert again.corrections == once.corrections
    assert (again.new, again.replaced) == ((), ())


def told(ledger):
    """Return what a ledger says, whatever its ids and offsets are."""
    return [
        (
            [span.text for span in a.content],
            a.kind,
            a.speaker.status,
            (s := ledger.speaker_of(a)) and (s.name, s.kind),
            a.role and a.role.text,
            a.confidence,
        )
        for a in ledger.attributions
    ]


@FEWER
@given(reviews())
def test_corrections_apply_the_same_when_the_ids_are_others(review):
    ledger, held = review
    named = {speaker.id: f"other-{speaker.id}" for speaker in ledger.speakers}
    other = replace(
        ledger,
        speakers=tuple(replace(s, id=named[s.id]) for s in ledger.speakers),
        attributions=tuple(
            replace(
                a,
                id=f"other-{a.id}",
                speaker=replace(
                    a.speaker,
                    id=a.speaker.id and named[a.speaker.id],
                    candidates=tuple(named[c] for c in a.speaker.candidates),
                ),
            )
            for a in ledger.attributions
        ),
    )
    one, two = apply(ledger, held), apply(other, held)
    assert [o.state for o in two.outcomes] == [o.state for o in one.outcomes]
    assert told(two.ledger) == told(one.ledger)


def moved(value, by):
    """Return a part of a ledger with every span further down."""
    if isinstance(value, Span):
        return Span(value.start + by, value.end + by, value.text)
    if isinstance(value, tuple):
        return tuple(moved(each, by) for each in value)
    if hasattr(value, "__dataclass_fields__"):
        return replace(value, **{name: moved(getattr(value, name), by) for name in value.__dataclass_fields__})
    return value


@FEWER
@given(reviews(words=False), st.integers(1, 60))
def test_corrections_apply_the_same_below_a_new_paragraph(review, length):
    ledger, held = review
    words = [fold(" ".join(span.text for span in a.content)) for a in ledger.attributions]
    assume(len(set(words)) == len(words))
    assume(MARK not in ledger.source.text)
    before = MARK * length + "\n\n"
    source = Source.of(Article(id=ledger.source.id, text=before + ledger.source.text), embed_text=True)
    below = replace(
        ledger,
        source=source,
        speakers=moved(ledger.speakers, len(before)),
        attributions=moved(ledger.attributions, len(before)),
        not_speech=moved(ledger.not_speech, len(before)),
    )
    one, two = apply(ledger, held), apply(below, held)
    assert [o.state for o in two.outcomes] == [o.state for o in one.outcomes]
    assert told(two.ledger) == told(one.ledger)


@given(WORDS, WORDS)
def test_words_that_are_the_same_but_for_typography_are_found(before, words):
    assert fold(fold(words)) == fold(words)
    text = f"{before}{words}"
    assert (len(before), len(text)) in set(found(words, text))
