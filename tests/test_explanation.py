"""What is said of an entry: its rule in words, the sum of its confidence, as lines and as JSON."""

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from samples import ATTRIBUTIONS, LEDGER, TEXT, at

import quotes
from quotes import attribute, find
from quotes.attribute.rules import RULES
from quotes.explanation import EntryError, Explanation, entry
from quotes.explanation.rules import CREDITED, FOUND, UNKNOWN, in_words
from quotes.resolve.confidence import log_odds
from quotes.show.explained import lines, listed

README = Path(__file__).resolve().parent.parent / "README.md"
ARTICLE = (
    "“We will rebuild the pier,” said Mara Voss, the mayor of Oster. “The money is there.”\n\n"
    "Voss told reporters on Monday that the town had set aside four million.\n"
)
BARE = "“Nobody asked us about the pier at all.”\n\nThe ferry left at noon.\n"


def strings(node):
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def names_given(module):
    """Yield the names of rules that a module gives: to a `rule`, to `layout_quotation`, and as the frame of a report."""
    for path in Path(module.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule":
                yield from strings(node.value) if isinstance(node.value, ast.Constant | ast.IfExp) else ()
            elif isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "rule" for t in node.targets):
                yield from strings(node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "layout_quotation":
                yield from strings(node.args[-1])
            elif isinstance(node, ast.FunctionDef) and node.name == "frame":
                for value in (n.value for n in ast.walk(node) if isinstance(n, ast.Return)):
                    yield from returned(value)


def returned(value):
    """Yield the strings that a returned expression may be, a preposition's without what follows the colon."""
    if isinstance(value, ast.IfExp):
        yield from (*returned(value.body), *returned(value.orelse))
    elif isinstance(value, ast.JoinedStr):
        yield value.values[0].value.removesuffix(":")
    else:
        yield from strings(value)


def test_each_rule_that_finds_words_is_put_in_words():
    assert set(names_given(find)) == FOUND.keys()


def test_each_rule_that_finds_a_source_is_put_in_words():
    rules = {rule.__name__.replace("_", "-") for rule in RULES}
    assert rules | set(names_given(attribute)) == CREDITED.keys()


def test_a_rule_is_put_in_words_part_by_part():
    assert in_words("clause/as-read") == (FOUND["clause"], CREDITED["as-read"])
    assert "“of”" in in_words("prep:of/subject")[0]
    assert in_words("mine/own") == (UNKNOWN, UNKNOWN)


@pytest.mark.parametrize("ident", ["a-abc", "a-abcd", "a-b"])
def test_an_id_or_the_beginning_of_one_names_an_entry(ident):
    ledger = replace(
        LEDGER, attributions=tuple(replace(ATTRIBUTIONS[0], id=i) for i in ("a-abc", "a-abcd", "a-abce", "a-b1"))
    )
    assert entry([ledger], ident)[1].id == {"a-b": "a-b1"}.get(ident, ident)


def test_an_id_that_is_none_or_several_is_an_error_that_names_those_near():
    ledger = replace(LEDGER, attributions=tuple(replace(ATTRIBUTIONS[0], id=i) for i in ("a-123", "a-124", "a-999")))
    with pytest.raises(EntryError, match=r"'a-12' is the beginning of several: a-123 in news/pier.txt, a-124"):
        entry([ledger], "a-12")
    with pytest.raises(EntryError, match=r"'a-123' is the id of several: a-123 in .*, a-123 in "):
        entry([ledger, ledger], "a-123")
    with pytest.raises(EntryError, match=r"no attribution has the id 'a-99x'; near it: a-999, "):
        entry([ledger], "a-99x")
    with pytest.raises(EntryError, match=r"no attribution has the id 'a'; there is none"):
        entry([replace(LEDGER, attributions=())], "a")


def test_without_the_text_there_are_the_entry_its_evidence_and_its_rule():
    text = "\n".join(lines(Explanation(ledger=LEDGER, attribution=ATTRIBUTIONS[0], notes=("no text",))))
    for words in ("a1 in news/pier.txt", "“We will rebuild it,”", "Mara Voss, the mayor of Oster", "resolved", "90%",
                  f"{at('told').start}..{at('told').end}  cue         told", "rule cue/subject", "speech, direct, told, to reporters", "note: no text"):  # fmt: skip
        assert words in text
    assert "confidence" not in text
    assert "reports;" not in text


def test_an_ambiguous_speaker_has_candidates():
    explanation = Explanation(ledger=LEDGER, attribution=ATTRIBUTIONS[4])
    assert "Mara Voss or Ilse Voss" in "\n".join(lines(explanation))
    record = explanation.to_dict()
    assert record["speaker"] is None
    assert [c["name"] for c in record["candidates"]] == ["Mara Voss", "Ilse Voss"]


def test_a_text_cannot_command_the_terminal():
    evil = replace(ATTRIBUTIONS[0], rule="\x1b[2Jx/\x07y")
    text = "\n".join(lines(Explanation(ledger=LEDGER, attribution=evil, notes=("\x1b[1m",))))
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)


@pytest.mark.parametrize("width", [40, 80])
def test_words_are_broken_at_the_width(width, extractor):
    ledger = extractor.extract(ARTICLE)
    explanation = extractor.explain(ledger, ledger.attributions[0], ARTICLE)
    quoting = [line for line in lines(explanation, width=width) if "rebuild" in line]
    assert quoting
    assert max(map(len, quoting)) <= width


def test_a_list_has_a_line_for_each_entry():
    shown = list(listed(LEDGER, width=60))
    assert len(shown) == len(ATTRIBUTIONS)
    assert shown[0] == "a1   90%  Mara Voss: “We will rebuild it,”"
    assert max(map(len, shown)) <= 60


def test_the_sum_of_the_clues_times_the_share_is_the_confidence(extractor):
    ledger = extractor.extract(ARTICLE)
    assert len(ledger.attributions) >= 2
    for attribution in ledger.attributions:
        made = extractor.explain(ledger, attribution, ARTICLE).sum
        assert made.confidence == attribution.confidence
        assert made.confidence == pytest.approx(made.words * made.share, abs=0.006)
        assert made.log_odds == pytest.approx(sum(clue.part for clue in made.clues), abs=0.01)
        assert all(clue.part == pytest.approx(clue.size * clue.weight, abs=0.01) for clue in made.clues)
        assert "chance of the cue" in {clue.name for clue in made.clues}


def test_the_cue_is_weighed_and_what_was_read_is_among_the_alternatives(extractor):
    ledger = extractor.extract(ARTICLE)
    told = ledger.attributions[-1]
    explanation = extractor.explain(ledger, told, ARTICLE)
    assert (explanation.again, explanation.read, explanation.notes) == (True, True, ())
    assert explanation.weighed.span == told.cue.span
    assert explanation.weighed.chance > 0.5
    [size] = [clue.size for clue in explanation.sum.clues if clue.name == "chance of the cue"]
    assert size == pytest.approx(log_odds(explanation.weighed.chance), abs=0.001), "it weighs what was read"
    [taken] = [each for each in explanation.weighed.alternatives if each.taken]
    assert taken.content == told.content
    assert sum(each.chance for each in explanation.weighed.alternatives) <= 1.001


def test_words_that_a_rule_alone_found_are_said_to_be_so(extractor):
    ledger = extractor.extract(BARE)
    [attribution] = ledger.attributions
    assert attribution.rule == "no-cue/none"
    explanation = extractor.explain(ledger, attribution, BARE)
    assert (explanation.again, explanation.read, explanation.weighed) == (True, False, None)
    text = "\n".join(lines(explanation))
    assert "A rule found these words without the reader" in text
    assert f"confidence {attribution.confidence:.2f} = " in text


def test_an_entry_that_the_text_does_not_give_is_said_to_be_gone(extractor):
    ledger = extractor.extract(ARTICLE)
    moved = replace(ledger.attributions[0], id="a-0")
    explanation = extractor.explain(ledger, moved, ARTICLE)
    assert (explanation.again, explanation.sum) == (False, None)
    assert explanation.notes == ("read again, the text gives no such entry",)


def test_what_may_differ_is_noted(extractor):
    ledger = extractor.extract(ARTICLE)
    older = replace(ledger, run=replace(ledger.run, version="0.0.1", model=replace(ledger.run.model, sha256="0" * 64)))
    changed = replace(ledger.attributions[0], confidence=0.01)
    version, model, differs = extractor.explain(older, changed, ARTICLE).notes
    assert "made by version 0.0.1" in version
    assert "0" * 12 in model
    assert differs.startswith("read again, the entry differs: rule ")


def test_a_ledger_of_all_acts_is_read_again_with_all_acts(extractor, extractor_of_all_acts):
    text = "Mara Voss, the mayor, believes that the pier is lost."
    ledger = extractor_of_all_acts.extract(text)
    [thought] = ledger.attributions
    assert extractor.explain(ledger, thought, text).again


def test_an_entry_of_a_ledger_without_what_is_less_sure_is_the_same(extractor):
    whole = extractor.extract(ARTICLE)
    least = max(a.confidence for a in whole.attributions)
    ledger = quotes.extract(ARTICLE, min_confidence=least)
    assert extractor.explain(ledger, ledger.attributions[0], ARTICLE).notes == ()


def test_another_text_is_an_error(extractor):
    with pytest.raises(ValueError, match="sha256"):
        extractor.explain(LEDGER, ATTRIBUTIONS[0], TEXT + " ")


def test_the_json_has_the_keys_that_the_readme_lists(extractor):
    ledger = extractor.extract(ARTICLE)
    full = extractor.explain(ledger, ledger.attributions[0], ARTICLE).to_dict()
    bare = Explanation(ledger=LEDGER, attribution=ATTRIBUTIONS[0]).to_dict()
    assert list(full) == list(bare)
    assert (bare["cue"], bare["alternatives"], bare["others"], bare["confidence"]) == (None, [], [], None)
    section = README.read_text(encoding="utf-8").partition("## Why does it say so?")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?`) \|", section, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == full.keys()
    assert list(full["cue"]) == ["start", "end", "text", "chance", "influences"]
    assert list(full["cue"]["influences"][0]) == ["clues", "change"]
    assert list(full["alternatives"][0]) == ["chance", "taken", "source", "content"]
    assert list(full["confidence"]) == ["clues", "log_odds", "words", "link", "share", "confidence"]
    assert json.loads(json.dumps(full)) == full
