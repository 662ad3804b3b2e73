"""What becomes of a ledger that is added to a store, and that it comes out again as it went in."""

import copy
import json

from hypothesis import HealthCheck, given, settings
from property.ledgers import ledgers
from samples import LEDGER, TEXT
from store.making import Said, article, ledger, record

from quotes import schema, store
from quotes.ledger import Ledger

RECORD = LEDGER.to_dict()


def added(desk, *records, **more):
    """Add ledgers and return what became of each."""
    return list(desk.add(((f"{n}.json", each) for n, each in enumerate(records)), **more))


def outcomes(desk, *records, **more):
    return [each.outcome for each in added(desk, *records, **more)]


def contents(desk, **more):
    return [(each.seq, each.version, json.dumps(each.record)) for each in desk.ledgers(**more)]


def test_a_ledger_comes_out_as_it_went_in(desk):
    [one] = added(desk, RECORD)
    assert one == store.Added(place="0.json", outcome="added", seq=1, quotations=7)
    assert contents(desk) == [(1, 1, json.dumps(RECORD))]


def test_any_valid_ledger_comes_out_as_it_went_in(tmp_path):
    with store.connect(tmp_path / "quotes.db", create=True) as desk:

        @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
        @given(ledgers())
        def check(made: Ledger):
            given_record = json.loads(made.to_json())
            [one] = desk.add([("x", given_record)])
            [stored] = [each for each in desk.ledgers(one.seq - 1, all_versions=True) if each.seq == one.seq]
            assert json.dumps(stored.record) == json.dumps(given_record)
            assert schema.validate(stored.record) == ()

        check()


def test_the_same_ledger_again_changes_nothing(desk):
    added(desk, RECORD)
    before = contents(desk), desk.near("we will rebuild it")
    assert outcomes(desk, RECORD, RECORD) == ["unchanged", "unchanged"]
    assert (contents(desk), desk.near("we will rebuild it")) == before


def test_the_same_ledger_twice_in_one_run_is_there_once(desk):
    assert outcomes(desk, RECORD, RECORD) == ["added", "unchanged"]
    assert len(contents(desk)) == 1


def test_a_changed_source_becomes_a_new_version_and_the_old_one_stays(desk):
    old = record("pier", Said("The pier is safe", "Mara Voss"), url="https://news.example/1")
    new = record("pier", Said("The bridge is lost", "Mara Voss"), url="https://news.example/1")
    assert outcomes(desk, old, new) == ["added", "changed"]
    assert contents(desk) == [(2, 2, json.dumps(new))]
    assert contents(desk, all_versions=True) == [(1, 1, json.dumps(old)), (2, 2, json.dumps(new))]
    assert [entry.words for entry in desk.near("the pier is safe")] == ["The bridge is lost"], (
        "it shares “the” and “is”"
    )


def test_a_newer_ledger_of_the_same_text_becomes_a_new_version(desk):
    said = Said("The pier is safe", "Mara Voss")
    old, new = (record("pier", said, path="pier.txt", version=version) for version in ("0.1.0", "0.2.0"))
    assert outcomes(desk, old) == ["added"]
    assert outcomes(desk, new) == ["changed"]
    assert [entry.words for entry in desk.near("the pier is safe")] == ["The pier is safe"], "it is found once"
    assert outcomes(desk, old, new) == ["unchanged", "unchanged"], "an earlier version does not come back"


def test_what_makes_two_ledgers_versions_of_one_source(desk):
    def said(words, ident="1", **about):
        return record(ident, Said(words), **about)

    same_url = said("One", url="https://a.example/1"), said("Two", "2", url="https://a.example/1")
    same_place = said("Three", path="a/1.txt"), said("Four", path="a/1.txt")
    same_text_moved = said("Five", "5", path="a/5.txt"), said("Five", "5", path="b/5.txt")
    other_place = said("Six", "6", path="a/6.txt"), said("Seven", "6", path="b/6.txt")
    other_outlet = said("Eight", "8", outlet="Oster Bote"), said("Nine", "8", outlet="Varland Post")
    other_url = said("Ten", "10", url="https://a.example/10"), said("Eleven", "10", url="https://b.example/10")
    piped = said("Twelve", "stdin"), said("Thirteen", "stdin")
    for pair in (same_url, same_place, same_text_moved):
        assert outcomes(desk, *pair) == ["added", "changed"]
    for pair in (other_place, other_outlet, other_url, piped):
        assert outcomes(desk, *pair) == ["added", "added"]


def test_what_is_not_valid_is_refused_and_the_others_are_kept(desk):
    broken = copy.deepcopy(RECORD)
    broken["attributions"][0]["content"][0]["start"] += 1
    results = added(desk, record("a", Said("One")), broken, {"not": "a ledger"}, record("b", Said("Two")))
    assert [type(each).__name__ for each in results] == ["Added", "Refused", "Refused", "Added"]
    assert {problem.check for problem in results[1].problems} >= {"integrity", "offsets"}
    assert results[2].problems[0].check.startswith("schema")
    assert [each.record["source"]["id"] for each in desk.ledgers()] == ["a", "b"]


def test_ledgers_come_from_a_number_on(desk):
    added(desk, *(record(f"{n}", Said(f"Word {n}")) for n in range(250)))
    assert [each.seq for each in desk.ledgers(since=7)] == list(range(8, 251))
    assert [each.seq for each in desk.ledgers(since=250)] == []


def test_the_sentences_around_a_quotation_come_from_the_text(desk):
    said = Said("The pier is safe", "Mara Voss")
    text = article("pier", said, before="Rain fell. ").text
    one = ledger("pier", said, before="Rain fell. ")
    added(desk, one.to_dict(), text_of=lambda _: text)
    [entry] = desk.near("the pier is safe")
    assert entry.context.text == "“The pier is safe”, said Mara Voss."
    assert text[entry.context.start : entry.context.end] == entry.context.text


def test_the_sentences_around_a_quotation_can_be_supplied_later(desk):
    made = ledger("pier", Said("The pier is safe", "Mara Voss"))
    text = article("pier", Said("The pier is safe", "Mara Voss")).text
    assert outcomes(desk, made.to_dict()) == ["added"]
    assert desk.near("the pier is safe")[0].context is None
    assert outcomes(desk, made.to_dict(), text_of=lambda _: text) == ["completed"]
    assert desk.near("the pier is safe")[0].context is not None
    assert outcomes(desk, made.to_dict(), text_of=lambda _: text) == ["unchanged"]


def test_an_embedded_text_gives_the_sentences_too(desk):
    added(desk, RECORD)
    [entry, *_] = desk.near("we will rebuild it")
    assert TEXT[entry.context.start : entry.context.end] == entry.context.text
    assert entry.source.text is None


def test_entries_are_those_of_the_ledger(desk):
    from quotes.entry import entries

    added(desk, RECORD)
    of_ledger = {entry.attribution.id: entry for entry in entries(LEDGER)}
    found = desk.near(" ".join(entry.words for entry in of_ledger.values()))
    assert {entry.attribution.id: entry for entry in found} == of_ledger
