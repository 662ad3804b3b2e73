"""The word lists: their shape, their canonical form, and that every entry is found by the look-up it is for."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from quotes import lexicon, schema
from quotes.lexicon.words import LISTS, canonical, read, text

CUES = read("cues")["entries"]
PHRASES = [entry for entry in CUES if "particle" in entry]
SINGLE = [entry for entry in CUES if "particle" not in entry and entry["pos"] != "ADP"]
OTHERS = {name: read(name) for name in LISTS if name != "cues"}


def faults(name: str, data: object) -> list[str]:
    return [error.message for error in schema.validator(name).iter_errors(data)]


def words_of(sentence: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", sentence.lower()))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_in_its_canonical_form(name: str) -> None:
    assert text(name) == canonical(read(name)), "run python -m quotes.lexicon"


def test_lists_have_the_shape_that_their_schemas_say() -> None:
    assert faults("cues", read("cues")) == []
    assert faults("lexicon", OTHERS) == []


@pytest.mark.parametrize(
    "change",
    [
        {"act": "song"},
        {"stance": "angry"},
        {"pos": "PRON"},
        {"frames": []},
        {"frames": ["clause", "clause"]},
        {"frames": ["prep:"]},
        {"forms": []},
        {"lemma": "Say"},
        {"lemma": " say"},
        {"denies": False},
        {"rate": 1.2},
        {"examples": {"positive": [], "negative": []}},
        {"examples": {"positive": ["A man said so."]}},
        {"pos": "NOUN", "particle": "out"},
        {"weight": 3},
    ],
)
def test_a_cue_with_one_fault_is_refused(change: dict[str, Any]) -> None:
    say = copy.deepcopy(next(entry for entry in CUES if entry["lemma"] == "say"))
    assert faults("cues", {"about": "x", "entries": [say]}) == []
    assert faults("cues", {"about": "x", "entries": [say | change]}) != []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("people", {"group": ["Critics"]}),
        ("people", {"families": {"head": []}}),
        ("titles", {"ranks": ["Col.", "Col."]}),
        ("titles", {"spelled_out": {"Sen.": ["Senator"]}}),
        ("nations", {"entries": [{"key": "US", "names": ["United States"], "adjectives": [], "capitals": []}]}),
        ("given_names", {"m": ["Oren "]}),
        ("organizations", {"institutions": {"Pentagon": ["Defence"]}}),
        ("organizations", {"colour": "red"}),
        ("changes", {"negation": ["Not"]}),
        ("changes", {"numbers": {"forty": -40}}),
        ("changes", {"examples": [{"quoted": "We go", "claimed": "We stay", "flags": ["verb"]}]}),
        ("changes", {"examples": []}),
    ],
)
def test_a_list_with_one_fault_is_refused(name: str, change: dict[str, Any]) -> None:
    assert faults("lexicon", OTHERS | {name: OTHERS[name] | change}) != []


def test_a_key_of_ones_own_begins_with_x() -> None:
    assert faults("lexicon", OTHERS | {"people": OTHERS["people"] | {"x_source": "ours"}}) == []


def test_no_cue_is_listed_twice() -> None:
    keys = [
        (spelling, entry["pos"], entry.get("particle"))
        for entry in CUES
        for spelling in (entry["lemma"], *entry.get("spellings", ()))
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("entry", CUES, ids=lambda e: " ".join((e["lemma"], e.get("particle", ""), e["pos"])))
def test_examples_contain_their_cue(entry: dict[str, Any]) -> None:
    for sentence in (*entry["examples"]["positive"], *entry["examples"]["negative"]):
        assert any(f" {form} " in f" {words_of(sentence)} " for form in entry["forms"]), sentence
    for sentence in entry["examples"]["positive"]:
        assert entry.get("particle", "") in words_of(sentence).split() or "particle" not in entry, sentence
    assert set(entry.get("spellings", ())) <= set(entry["forms"])
    assert entry["forms"][0] == entry["lemma"]


def test_every_cue_is_found_under_each_of_its_spellings() -> None:
    for entry in SINGLE:
        for spelling in (entry["lemma"], *entry.get("spellings", ())):
            found = lexicon.cue(spelling.upper(), entry["pos"])
            assert found is not None
            assert (found.lemma, found.frames) == (entry["lemma"], frozenset(entry["frames"]))


@pytest.mark.parametrize(
    ("miss", "lemma"),
    [
        ("tweeted", "tweet"),
        ("tweeting", "tweet"),
        ("said", "say"),
        ("wrote", "write"),
        ("insiste", "insist"),
        ("admitt", "admit"),
        ("admitte", "admit"),
        ("found", None),
        ("saw", None),
        ("plane", None),
        ("e", None),
        ("see", "see"),
        ("ll", None),
    ],
)
def test_a_lemma_that_the_lemmatizer_missed_is_understood(miss: str, lemma: str | None) -> None:
    """But to found a town is not to find out, and to plane a board is not to plan."""
    found = lexicon.cue(miss, "VERB")
    assert (found and found.lemma) == lemma


def test_no_form_is_another_cue() -> None:
    """So that the look-up by form never answers with the wrong lemma."""
    lemmas = {(entry["lemma"], entry["pos"]) for entry in SINGLE}
    for entry in SINGLE:
        for form in entry["forms"][1:]:
            assert (form, entry["pos"]) not in lemmas or form in entry.get("spellings", ()), (entry["lemma"], form)


@pytest.mark.parametrize(("word", "upos"), [("table", "NOUN"), ("say", "PROPN"), ("walk", "VERB"), ("", "VERB")])
def test_what_does_not_report_is_no_cue(word: str, upos: str) -> None:
    assert lexicon.cue(word, upos) is None


def test_phrasal_cues_are_found_by_their_head() -> None:
    for entry in PHRASES:
        assert entry["particle"] in {found.particle for found in lexicon.phrasal(entry["lemma"])}
    assert lexicon.phrasal("sing") == ()


def test_cue_forms_are_a_gate_that_lets_every_cue_through() -> None:
    forms = lexicon.cue_forms()
    assert {form for entry in (*SINGLE, *PHRASES) for form in entry["forms"]} == forms
    assert "said" in forms
    assert "bridge" not in forms


def test_prepositional_cues_are_keyed_by_their_words() -> None:
    cues = lexicon.prepositional_cues()
    assert cues["according", "to"].act == "speech"
    assert cues["in", "the", "view", "of"].act == "thought"
    assert all(cue.pos == "ADP" and " ".join(words) == cue.lemma for words, cue in cues.items())


def test_cues_that_deny_say_so() -> None:
    denying = {entry["lemma"] for entry in CUES if entry.get("denies")}
    assert {"deny", "decline", "refuse", "dispute", "doubt"} <= denying
    assert not denying & {"say", "warn", "criticize"}


def test_rates_tell_the_sure_cues_from_the_rare_ones() -> None:
    rates = {(entry["lemma"], entry["pos"]): entry["rate"] for entry in SINGLE if "rate" in entry}
    assert rates["say", "VERB"] > 0.8
    assert rates["hold", "VERB"] < 0.2


@pytest.mark.parametrize(
    ("noun", "kind", "gender"),
    [
        ("spokesman", "person", "m"),
        ("spokeswoman", "person", "f"),
        ("spokesperson", "person", None),
        ("minister", "person", None),
        ("mother", "person", "f"),
        ("King", "person", "m"),
        ("co-chairman", "person", "m"),
        ("ex-wife", "person", "f"),
        ("vice-president", "person", None),
        ("lichenologist", "person", None),
        ("bondsman", "person", "m"),
        ("critics", "group", None),
        ("women", "group", None),
        ("parties", "organization", None),
        ("coalition", "organization", None),
        ("affidavit", "document", None),
        ("surveys", "document", None),
        ("computer", None, None),
        ("checklist", None, None),
        ("talisman", None, None),
        ("human", None, None),
    ],
)
def test_nouns_by_what_they_refer_to(noun: str, kind: str | None, gender: str | None) -> None:
    assert (lexicon.noun_class(noun), lexicon.noun_gender(noun)) == (kind, gender)


def test_a_noun_has_one_class() -> None:
    people = OTHERS["people"]
    listed = [w for g in people["person"].values() for w in g]
    listed += [w for kind in ("group", "organization", "document") for w in people[kind]]
    assert sorted(w for w in set(listed) if listed.count(w) > 1) == []


def test_roles_that_may_be_one_person_share_a_family() -> None:
    assert lexicon.role_family("chief") & lexicon.role_family("secretary")
    assert lexicon.role_family("vice-chairman") & lexicon.role_family("boss")
    assert not lexicon.role_family("nurse") & lexicon.role_family("senator")
    assert lexicon.role_family("bicycle") == frozenset()


def test_role_synonyms_go_both_ways() -> None:
    assert "spokeswoman" in lexicon.role_synonyms("spokesman")
    for words in OTHERS["people"]["families"].values():
        for word in words:
            assert all(word in lexicon.role_synonyms(other) for other in words if other != word)


def test_nouns_of_the_families_refer_to_people() -> None:
    words = {word for family in OTHERS["people"]["families"].values() for word in family}
    assert sorted(word for word in words if lexicon.noun_class(word) != "person") == []


def test_honorifics_tell_the_gender() -> None:
    genders = {t: found.gender for t in ("Mr.", "Mr", "Mrs", "Ms.", "Dame", "Mx.") if (found := lexicon.honorific(t))}
    assert genders == {"Mr.": "m", "Mr": "m", "Mrs": "f", "Ms.": "f", "Dame": "f", "Mx.": None}
    assert lexicon.honorific("mr") is None


@pytest.mark.parametrize(
    "rank", ["Col.", "Col", "Colonel", "Lt. Col.", "Vice Adm.", "Rear Admiral", "Det. Insp.", "Cpl"]
)
def test_ranks(rank: str) -> None:
    assert lexicon.rank(rank)


@pytest.mark.parametrize("word", ["colonel", "Army", "Senator", "Baker", "", "Attorney General"])
def test_words_that_are_no_ranks(word: str) -> None:
    assert not lexicon.rank(word)


def test_services_titles_and_suffixes() -> None:
    assert lexicon.service("Air Force")
    assert not lexicon.service("Airport")
    assert all(map(lexicon.title, ("Sen.", "Prime Minister", "Minister", "Dr", "Attorney General", "Ayatollah")))
    assert not any(map(lexicon.title, ("minister", "of", "River")))
    assert lexicon.name_suffix("Jr.")
    assert not lexicon.name_suffix("jr")


def test_abbreviated_titles_are_spelled_out() -> None:
    assert "senator" in lexicon.spelled_out("Sen.")
    assert lexicon.spelled_out("Senator") == frozenset()
    assert all(lexicon.title(t) or lexicon.rank(t) for t in OTHERS["titles"]["spelled_out"])


@pytest.mark.parametrize(
    ("form", "key", "kind"),
    [
        ("U.S.", "us", "name"),
        ("the US", "us", "name"),
        ("American", "us", "adjective"),
        ("Washington", "us", "capital"),
        ("Britain", "uk", "name"),
        ("British", "uk", "adjective"),
        ("London", "uk", "capital"),
        ("Russian Federation", "ru", "name"),
        ("Kremlin", "ru", "capital"),
        ("IRAQI", "iq", "adjective"),
        ("us", None, None),
        ("turkey", None, None),
        ("Atlantis", None, None),
    ],
)
def test_nations_by_name_adjective_and_capital(form: str, key: str | None, kind: str | None) -> None:
    assert (lexicon.nation(form), lexicon.nation_kind(form)) == (key, kind)


def test_a_form_stands_for_one_nation() -> None:
    entries = OTHERS["nations"]["entries"]
    forms = [form for entry in entries for key in ("names", "adjectives", "capitals") for form in entry[key]]
    assert sorted(form for form in set(forms) if forms.count(form) > 1) == []


def test_given_names_tell_the_gender_where_there_is_one() -> None:
    asked = ("James", "MARY", "Fatima", "Sergei", "Taylor", "james", "Granite")
    assert [lexicon.given_name(n) for n in asked] == ["m", "f", "f", "m", "either", None, None]
    names = OTHERS["given_names"]
    assert not set(names["m"]) & set(names["f"])
    assert not (set(names["m"]) | set(names["f"])) & set(names["either"])


def test_words_of_organizations_and_institutions() -> None:
    assert all(map(lexicon.organization_word, ("Ministry", "Inc.", "Observatory", "Pentagon")))
    assert not lexicon.organization_word("Walter")
    assert {"defence", "defense", "us"} <= lexicon.institution("the Pentagon")
    assert lexicon.institution("Lighthouse") == frozenset()


def test_keys_of_nations_among_the_words_of_institutions_are_known() -> None:
    keys = {entry["key"] for entry in OTHERS["nations"]["entries"]}
    used = {w for words in OTHERS["organizations"]["institutions"].values() for w in words if len(w) == 2}
    assert used <= keys
