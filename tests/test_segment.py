"""Paragraphs, kinds of line and quotation marks; all people and places are invented."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from quotes.furniture import _phrase
from quotes.model import Article, Quoted, Segment
from quotes.segment import segment

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

BODY = "Mara Ellwood opened the bridge on Monday. It had been shut for eleven years, the town council said in March."


def segments_of(text: str, title: str | None = None) -> tuple[Segment, ...]:
    return segment(Article(id="a", text=text, title=title))


def quoted_in(text: str) -> list[Quoted]:
    return [quoted for found in segments_of(text) for quoted in found.quoted]


def sketch(quoted: Quoted) -> str:
    """Show a quotation on one line: ( and ) are marks that stand in the text, ~ a repaired side, + a re-opened one."""
    opening = ("+" if quoted.continues else "") + ("(" if quoted.opened else "~")
    return f"{'>' * quoted.depth}{opening}{quoted.inner.text}{')' if quoted.closed else '~'}"


def sketches(text: str) -> list[str]:
    return [sketch(quoted) for quoted in quoted_in(text)]


def kinds_of(text: str, title: str | None = None) -> list[str]:
    return [found.kind for found in segments_of(text, title)]


# --- paragraphs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f"])
def test_every_line_end_divides(line_end: str) -> None:
    text = f"  One bridge opened.{line_end}{line_end}Two were shut.  {line_end}{line_end}"
    found = segments_of(text)
    assert [s.span.text for s in found] == ["One bridge opened.", "Two were shut."]
    assert all(text[s.span.start : s.span.end] == s.span.text for s in found)


def test_line_that_is_a_paragraph() -> None:
    text = f"{BODY}\nTobin Ashe stayed away. He had warned of the flood for years.\nThe gate is open now."
    assert [s.span.text for s in segments_of(text)] == text.split("\n")


def test_wrapped_lines_are_joined() -> None:
    text = (
        "Mara Ellwood opened the bridge over the Orrin on Monday, eleven years\n"
        'after the flood that took the old one, and said that "nobody will have\n'
        'to row again" as long as she is in office.\n'
        "\n"
        "Tobin Ashe, who had warned of the flood for years, was not invited to\n"
        "the opening and spent the day on his boat below the harbour wall.\n"
    )
    found = segments_of(text)
    assert [s.span.text for s in found] == [block.strip() for block in text.split("\n\n")]
    assert [q.inner.text for q in found[0].quoted] == ["nobody will have\nto row again"]


def test_wrapped_paragraphs_without_blank_lines() -> None:
    text = (
        "Mara Ellwood opened the bridge over the Orrin on Monday, eleven years\n"
        "after the flood that took the old one from the town.\n"
        "Tobin Ashe, who had warned of the flood for years, was not invited to\n"
        "the opening and spent the day on his boat below the harbour wall, and\n"
        "nobody in the town asked him how he was.\n"
    )
    assert len(segments_of(text)) == 2


def test_list_of_similar_lines_is_not_joined() -> None:
    text = "Bridge Over The Orrin Opens\nFerry Is Sold To A Stranger\nHarbour Wall Is Lost Again\nMayor Warns Of Another Flood"
    assert len(segments_of(text)) == 4


def test_empty_and_blank_texts_have_no_segments() -> None:
    assert segments_of("") == segments_of(" \n\t\u2029 \x85") == ()


def test_offsets_are_code_points() -> None:
    (quoted,) = quoted_in("🚢🚢 Ashe said “we sail 🚢 now”.")
    assert (quoted.inner.start, quoted.inner.text) == (14, "we sail 🚢 now")


# --- quotation marks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We sail," she said.', ["(We sail,)"]),
        ("“We sail,” she said.", ["(We sail,)"]),
        ("„We sail“, she said.", ["(We sail)"]),
        ("„We sail”, she said.", ["(We sail)"]),
        ("She said «we sail» and left.", ["(we sail)"]),
        ("She said »we sail« and left.", ["(we sail)"]),
        ("She said ‹we sail› and ›they do not‹.", ["(we sail)", "(they do not)"]),
        ("She said : « We sail. »", ["(We sail.)"]),
        ("``We sail,'' she said.", ["(We sail,)"]),
        ("`We sail,' she said.", ["(We sail,)"]),
        ("''We sail,'' she said.", ["(We sail,)"]),
        ("‘We sail,’ she said.", ["(We sail,)"]),
        ("'We sail,' she said.", ["(We sail,)"]),
        ("＂We sail,＂ she said.", ["(We sail,)"]),
        ('""We sail,"" she said.', ["(We sail,)"]),
        ('"We sail", she said. "We stay".', ["(We sail)", "(We stay)"]),
        ('"We sail,"she said."We stay."', ["(We sail,)", "(We stay.)"]),
        ('She said "we sail—" and stopped.', ["(we sail—)"]),
        ('He has one rule—"never row"—and keeps it.', ["(never row)"]),
        ("\u202a”We sail.” ― Tobin Ashe", ["(We sail.)"]),
    ],
)
def test_pairs_of_every_kind(text: str, expected: list[str]) -> None:
    assert sketches(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We don't know what they've done, and it isn't Ashe's.",
        "The '90s were dry; class of '16, rock 'n' roll, 'tis late, tell 'em.",
        "The ’90s were dry, and we told ’em so.",
        "The states' rights, Jones' boat, the Ellwoods’ house and goin' home.",
        "The U.S.' harbour and Tobin Jr.'s boat.",
        "He is 6'2\" tall and she is 5' 11\".",
        'He is 6’2” and the pipe is 7" wide, a 5-foot-11, 7" job.',
        "It lies at 40°26'46\" north.",
        "Home » News » World",
        "« Back to the harbour",
        '" "',
        '""',
        '<a href="boat.html" title="Ashe">the boat</a> is gone',
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    assert sketches(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'The states' rights don't matter,' she said.", ["(The states' rights don't matter,)"]),
        ("‘We were, in the ’90s, the harbour’s kings,’ he said.", ["(We were, in the ’90s, the harbour’s kings,)"]),
        ("He called it a ‘losing brand’ for the town.", ["(losing brand)"]),
        ("In the '90s, the 'big boat' was theirs.", ["(big boat)"]),
        ("‘Bridge Bros’ and ‘boat people’ met.", ["(Bridge Bros)", "(boat people)"]),
        ('"I was 6\'2" and proud," he said.', ["(I was 6'2\" and proud,)"]),
        ('The "Fight for 15" march and a "5" sign.', ["(Fight for 15)", "(5)"]),
        ('The coalition\'s mission is "to row".', ["(to row)"]),
    ],
)
def test_marks_told_apart_from_apostrophes(text: str, expected: list[str]) -> None:
    assert sketches(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('“We sail," she said. "We stay,” he said.', ["(We sail,)", "(We stay,)"]),
        ("He called it “odd“ and left.", ["(odd)"]),
        ("The plan ”looked like an attempt” to her.", ["(looked like an attempt)"]),
        ("He says,” there are people who row.”", ["(there are people who row.)"]),
        ("Ashe wrote: “We sail.’ He was wrong.", ["(We sail.)"]),
        ("Ashe called it ‘odd,” and left.", ["(odd,)"]),
        ("Ellwood said. “ We sail. “", ["(We sail.)"]),
    ],
)
def test_marks_that_face_the_wrong_way_or_are_mixed(text: str, expected: list[str]) -> None:
    assert sketches(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“She said, ‘We sail,’ and left,” he said.",
            ["(She said, ‘We sail,’ and left,)", ">(We sail,)"],
        ),
        (
            "''She'd ask, 'Why row?''' he said.",
            ["(She'd ask, 'Why row?')", ">(Why row?)"],
        ),
        (
            "‘She said “we sail” twice,’ he said.",
            ["(She said “we sail” twice,)", ">(we sail)"],
        ),
        (
            "“He wrote “we sail” on it,” she said.",
            ["(He wrote “we sail” on it,)", ">(we sail)"],
        ),
        (
            '"He wrote "we sail" on it," she said.',
            ['(He wrote "we sail" on it,)', ">(we sail)"],
        ),
    ],
)
def test_nested_marks(text: str, expected: list[str]) -> None:
    assert sketches(text) == expected


# --- repair ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We will go, he said.', ["(We will go,~"]),
        ("“We will go, said Tobin Ashe, the pilot.", ["(We will go,~"]),
        ('"We will go, he said. "We will stay," he added.', ["(We will go,~", "(We will stay,)"]),
        ("“We will go and never come back.", ["(We will go and never come back.~"]),
        ('Rain fell. We will go," he said. "We will stay."', ["~We will go,)", "(We will stay.)"]),
        ('He said, we will go".', ["~we will go)"]),
        ('"We sail," Ashe said."', ["(We sail,)"]),
        (
            '\'But they come back under another name. "Their task is to sink the boat".',
            ["(But they come back under another name.~", "(Their task is to sink the boat)"],
        ),
        ('"They move with impunity" in the east, Ashe said.', ["(They move with impunity)"]),
    ],
)
def test_missing_marks_are_repaired(text: str, expected: list[str]) -> None:
    assert sketches(text) == expected


@pytest.mark.parametrize("stray", ['"', "“", "”", "''", "'", "‘", "«", "»", "``"])
def test_stray_mark_does_not_leave_its_paragraph(stray: str) -> None:
    text = f'The boat {stray}sank at noon.\n\nShe said: “We sail.”\n\nHe called it "odd".'
    assert sketches(text)[-2:] == ["(We sail.)", "(odd)"]


def test_other_marks_do_not_reopen_a_quotation() -> None:
    assert sketches(f'{BODY}\n\nAshe asked "why row.\n\n“We sail,” she said.') == ["(why row.~", "(We sail,)"]


def test_quotation_over_three_paragraphs() -> None:
    text = (
        "“We have waited for eleven years.\n\n“Nobody asked us what we needed.\n\n"
        "“Now we sail,” Ashe said.\n\nThe mayor called it “odd”."
    )
    assert sketches(text) == [
        "(We have waited for eleven years.~",
        "+(Nobody asked us what we needed.~",
        "+(Now we sail,)",
        "(odd)",
    ]


def test_quotation_runs_on_past_furniture() -> None:
    text = f'{BODY}\n\n"We have waited for years.\n\nADVERTISEMENT\n\n"Now we sail," Ashe said.'
    assert sketches(text) == ["(We have waited for years.~", "+(Now we sail,)"]


def test_quotation_runs_on_without_being_reopened() -> None:
    text = f"{BODY}\n\n“We have waited for years.\n\nNow we sail. The boat is ready,” Ashe said."
    assert sketches(text) == ["(We have waited for years.~", "+~Now we sail. The boat is ready,)"]


def test_clause_at_the_end_shows_that_the_quotation_is_over() -> None:
    text = f'{BODY}\n\n"We have waited for years, Ashe said.\n\n"Now we sail," said Ellwood.'
    assert sketches(text) == ["(We have waited for years,~", "(Now we sail,)"]


def test_excerpt_in_other_marks_holds_quotations() -> None:
    text = '"The mayor called it “odd” and left.\n\n"He wrote “we sail” on the wall."'
    assert sketches(text) == [
        "(The mayor called it “odd” and left.~",
        ">(odd)",
        "+(He wrote “we sail” on the wall.)",
        ">(we sail)",
    ]


# --- kinds ----------------------------------------------------------------------------------------------------------


def test_headline_deck_and_crosshead() -> None:
    text = (
        f"Bridge Over The Orrin Opens\n\nTown waits for its first boat in eleven years\n\n{BODY}\n\n"
        f"Harbour In The Dark\n\n{BODY} More will follow."
    )
    assert kinds_of(text) == ["headline", "headline", "body", "headline", "body"]


def test_headline_that_is_repeated_after_a_byline() -> None:
    text = f"Bridge Over The Orrin Opens\n\nBy Mara Ellwood\n\nBridge Over The Orrin Opens\n\n{BODY}"
    assert kinds_of(text) == ["headline", "furniture", "headline", "body"]


def test_headline_split_by_a_semicolon() -> None:
    text = f"Bridge opens over the Orrin; \nTown waits for its first boat.\n\n{BODY}"
    assert kinds_of(text) == ["headline", "headline", "body"]


def test_title_of_the_article_is_known() -> None:
    title = "The mayor was told that the bridge had been shut."
    assert kinds_of(f"{title}\n\n{BODY}") == ["body", "body"]
    assert kinds_of(f"{title}\n\n{BODY}", title) == ["headline", "body"]


def test_deck_that_the_body_repeats() -> None:
    deck = "Mara Ellwood said the U.S. Army had told her that the bridge was safe and would stay open."
    assert kinds_of(f"Bridge Over The Orrin Opens\n\n{deck}\n\n{BODY}\n\n{deck}") == [
        "headline",
        "headline",
        "body",
        "body",
    ]


def test_page_furniture_around_an_article() -> None:
    text = (
        "Home > News > Coast\n\nBridge Over The Orrin Opens\n\nBy MARA ELLWOOD\n\nPublished: 12 May 2019, 10:15\n\n"
        f"The mayor at the gate\n\n{BODY}\n\nMore news: Ferry sold to a stranger\n\n{BODY}\n\nContinue Reading\n\n"
        "Related Articles\n\nFerry Is Sold To A Stranger\nOrrin ‘will flood again’\nWall Lost\n\n"
        "Copyright © 2019 The Orrin Lantern. All rights reserved."
    )
    assert kinds_of(text) == [
        *("furniture", "headline", "furniture", "furniture", "furniture"),
        *("body", "furniture", "body", "furniture"),
        *("furniture", "furniture", "furniture", "furniture", "furniture"),
    ]


@pytest.mark.parametrize(
    "paragraph",
    [
        '"We sail."',
        "“We sail,” she said.",
        "She said no.",
        "Ashe said: “Share this with everybody you know.”",
        "He told them to follow the boat on its way to the sea.",
        "The war of words went on:",
        "Not in the least!",
        "By Monday the water had gone, and by Friday the town was dry.",
        'The mayor said "we will stay", and that "nobody leaves the harbour',
        "ORRIN (Lantern) - The council said the bridge is about to open",
        "Ellwood, who is 61, has led the town since the flood and does not mean to stop before the wall is up",
    ],
)
def test_body_text_is_not_taken_for_furniture(paragraph: str) -> None:
    for text in (f"{BODY}\n\n{paragraph}\n\n{BODY}", f"{BODY}\n\n{paragraph}"):
        assert set(kinds_of(text)) == {"body"}


def test_list_in_the_body_is_body() -> None:
    assert set(kinds_of(f"{BODY}\n\n- The bridge opens\n- The ferry stops\n- The wall stays\n\n{BODY}")) == {"body"}


def test_crosshead_in_single_marks() -> None:
    text = f"{BODY}\n\n'A very cold day'\n\n\"We sail,\" she said."
    assert kinds_of(text) == ["body", "headline", "body"]


def test_two_lines_that_end_in_semicolons() -> None:
    assert len(segments_of("Aa;\n0")) == 2


def _layout() -> list[dict[str, object]]:
    raw = json.loads(resources.files("quotes").joinpath("data/layout.json").read_text(encoding="utf-8"))
    return list(raw["phrases"])


@pytest.mark.parametrize("entry", _layout(), ids=lambda entry: f"{entry['class']}-{entry['examples'][0][:24]}")
def test_phrases_prove_themselves(entry: dict[str, list[str]]) -> None:
    assert set(entry) == {"class", "longest", "pattern", "examples", "not"}
    for example in entry["examples"]:
        assert re.search(str(entry["pattern"]), example)
        assert _phrase(example, len(example)) is not None
    for example in entry["not"]:
        assert _phrase(example, len(example)) is None


# --- the articles as they were found on the web ---------------------------------------------------------------------


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the shared seed articles are not at {SEEDS}")
def test_seeds() -> None:
    counts = {}
    for path in sorted(SEEDS.glob("*.txt")):
        found = segments_of(path.read_text(encoding="utf-8"))
        counts[path.name[:3]] = (
            sum(s.kind == "body" for s in found),
            sum(len(s.quoted) for s in found if s.kind == "body"),
        )
    assert counts.keys() == {"000", "001", "002", "003", "004"}
    assert [quoted for _, quoted in counts.values()] == [4, 8, 1, 0, 10]
