"""The report: what its page says of ledgers, how it draws them, and what it lets a browser do."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from pages import ATTACK, Page, crossing, hostile, long, without_text
from samples import LEDGER, TEXT

from quotes.model import Problem, SpeakerLink
from quotes.report import Document, palette, render
from quotes.report.article import section
from quotes.report.badges import badges
from quotes.report.cast import ranks
from quotes.report.characters import Legible, inline, plain, replaced
from quotes.report.overview import published, rows, timeline
from quotes.report.passages import Passages

THEMES = {"light": palette.LIGHT, "dark": palette.DARK}


def page(*ledgers, **more):
    return Page(render([Document(ledger=ledger) for ledger in ledgers], **more))


def sections(*ledgers):
    return [section(n, Document(ledger=ledger), ranks(ledgers)) for n, ledger in enumerate(ledgers, 1)]


def dated(published, ledger=LEDGER, **more):
    return replace(ledger, source=replace(ledger.source, published=published, **more))


def texts(found):
    return [" ".join(e["line"].split()) for e in found]


def test_an_entry_says_who_in_what_role_how_and_how_sure():
    entry = texts(page(LEDGER).find("entry"))[0]
    assert entry.startswith(
        "MV Mara Voss the mayor of Oster 1 We will rebuild it, direct · told · to reporters 90 % sure"
    )
    assert "about 9 in 10 such entries are right" in entry
    assert "cue told (tell) mention Mara Voss role the mayor of Oster said to reporters" in entry


def test_a_rule_is_told_in_words():
    ledger = replace(LEDGER, attributions=(replace(LEDGER.attributions[0], rule="quote-then-cue/pronoun"),))
    [entry] = texts(page(ledger).find("entry"))
    assert "found by words in quotation marks, and a cue after them" in entry
    assert "credited to the pronoun right before the cue" in entry


def test_who_has_no_name_is_told_apart():
    shown = texts(page(LEDGER).find("who"))
    assert shown[2:] == [
        "A port official not named",
        "Critics a group, not named",
        "Voss could be Mara Voss or Ilse Voss",
        "No source in the text",
        "He not found out who that is",
    ]


def test_what_is_no_speech_and_what_went_wrong_is_shown():
    rest = texts(page(LEDGER).find("rest"))
    assert rest[0] == "In quotation marks, but not speech pier – of – dreams scare quotes"
    assert rest[1] == "Problems encoding decoded as windows-1252, a guess news/pier.txt"


def test_a_run_carries_the_entries_that_cross_in_it_the_innermost_first():
    runs = page(crossing()).find("r")
    assert [(r["text"], r["attributes"]["data-e"]) for r in runs] == [
        ("one ", "1"),
        ("two ", "1 2"),
        ("three", "3 1 2"),
        (" four", "2"),
    ]
    assert [re.findall(r"o?k-\w+", r["attributes"]["class"]) for r in runs] == [
        ["k-indirect"],
        ["k-indirect", "ok-mixed"],
        ["k-direct", "ok-indirect"],
        ["k-mixed"],
    ]


def test_entries_whose_words_are_not_at_their_offsets_are_said_to_be_so():
    wrong = replace(LEDGER.attributions[0], content=(replace(LEDGER.attributions[0].content[0], text="other words"),))
    shown = page(replace(LEDGER, attributions=(wrong, *LEDGER.attributions[1:])))
    assert len(shown.find("warning")) == 1
    assert "other words" in texts(shown.find("entry"))[0]
    assert shown.find("text")[0]["text"] == TEXT


def test_a_text_that_is_not_the_ledgers_is_refused():
    with pytest.raises(ValueError, match="not the one that the ledger is of"):
        render([Document(ledger=LEDGER, text=TEXT + " ")])
    with pytest.raises(ValueError, match="at least one ledger"):
        render([])


def test_a_text_that_was_changed_in_its_ledger_is_not_shown():
    changed = replace(LEDGER, source=replace(LEDGER.source, text=TEXT.replace("Monday", "Friday")))
    shown = page(changed)
    assert "the text in the ledger was changed" in texts(shown.find("problems"))[0]
    assert "Friday" not in shown.find("text")[0]["text"]
    assert shown.find("missing")


def test_without_its_text_an_article_is_its_quoted_words_and_how_to_get_the_rest():
    shown = Page(render([Document(ledger=without_text(LEDGER), why="there is no file news/pier.txt")]))
    [note] = texts(shown.find("missing"))
    assert "quotes report LEDGERS --text ARTICLE" in note
    assert "there is no file news/pier.txt." in note
    text = shown.find("text")[0]["text"]
    assert text.startswith("We will rebuild it,Mara Vossthe mayor of Ostertoldreporters")
    assert len(shown.find("q")) >= 7
    assert shown.find("gap")


def test_what_was_left_out_and_what_failed_is_said():
    failed = [Problem(path="x.json", check="json", message="is not JSON")]
    shown = Page(render([Document(ledger=LEDGER.at_least(0.5), left_out=2)], failed=failed))
    assert "5 entries: 1 direct, 1 mixed, 3 indirect; 2 less sure left out" in texts(shown.find("facts"))[0]
    assert texts(shown.find("failed")) == ["Not in this report x.json json is not JSON"]


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://news.example/pier?a=1&b=2", True),
        ("HTTP://news.example/", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)//https://news.example", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,<script>1</script>", False),
        ("https://news.example/ x", False),
        ("https://news.example/\u0085", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_addresses_of_the_web_are_linked(url, linked):
    shown = page(dated(None, url=url))
    outward = [e["attributes"] for e in shown.find("a") if not e["attributes"]["href"].startswith("#")]
    assert [a["href"] for a in outward] == ([url] if linked else [])
    assert all(a["rel"] == "noreferrer noopener" for a in outward)
    assert " ".join(plain(url).split()).split("[")[0].strip() in " ".join(texts(shown.find("source")))


def test_the_page_allows_its_own_script_and_style_and_nothing_else():
    html = render([Document(ledger=hostile())])
    [policy] = [e["attributes"]["content"] for e in Page(html).find("meta") if "http-equiv" in e["attributes"]]
    for tag, what in (("script", "script-src"), ("style", "style-src")):
        [code] = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{what} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not re.search(r"https?://|@import|url\((?!#hatch)", re.sub(r"(?s)<body.*<script>", "", html))


def test_templates_are_not_read_out_of_what_an_article_says():
    assert "{{ 7 * 7 }}" in page(hostile()).find("text")[0]["text"]
    assert "49" not in page(hostile()).find("text")[0]["text"]


def test_the_same_ledgers_make_the_same_bytes():
    assert render([Document(ledger=LEDGER)] * 2) == render([Document(ledger=LEDGER)] * 2)


def test_a_title_is_that_of_the_ledger_or_the_first_line_or_the_file():
    assert texts(page(LEDGER).find("h1")) == ["Oster to rebuild its pier"]
    untitled = dated(None, title=None)
    assert texts(page(untitled).find("h1")) == ["Oster to rebuild its pier"]
    assert texts(page(without_text(untitled)).find("h1")) == ["news/pier.txt"]
    assert texts(page(LEDGER, LEDGER, title="The pier").find("title"))[0] == "The pier"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_colour_has_the_contrast_that_wcag_asks(theme):
    for pair in palette.pairs(theme):
        assert palette.contrast(pair.ink, theme.paper) >= palette.TEXT, "a badge, an underline"
        assert palette.contrast(theme.panel, pair.ink) >= palette.TEXT, "the letters of a badge"
        assert palette.contrast(theme.ink, pair.tint) >= palette.TEXT, "words in quotation marks"
        assert palette.contrast(theme.ink, pair.strong) >= palette.TEXT, "the words of the entry that is marked"
        assert palette.contrast(pair.ink, pair.tint) >= palette.SHAPE, "an underline below words in quotation marks"
    for ground in (theme.paper, theme.panel):
        for ink in (theme.ink, theme.muted, theme.accent, theme.warning):
            assert palette.contrast(ink, ground) >= palette.TEXT


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#0000ff", 2.15),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    """The known ratios: black on white is 21:1, #767676 is the lightest grey that passes on white."""
    assert palette.contrast(one, other) == palette.contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_speakers_have_colours_of_their_own_as_long_as_there_are_some():
    owners = [f"s{n}" for n in range(palette.SPEAKERS)]
    wanted = dict.fromkeys(owners, 3)
    assert sorted(palette.assigned(owners, wanted).values()) == [*range(palette.SPEAKERS)]
    assert palette.assigned([*owners, "more"], {**wanted, "more": 3})["more"] == 3


def test_a_speaker_has_the_same_colour_in_each_article():
    first, second = sections(LEDGER, replace(LEDGER, attributions=LEDGER.attributions[:2]))
    colour = {v.name: v.colour for v in first.voices}
    assert colour["Mara Voss"] == next(v.colour for v in second.voices if v.name == "Mara Voss") == 0
    assert len({v.colour for v in first.voices if v.key.startswith("s")}) == 4


def test_badges_are_unlike():
    names = [
        "Mara Voss",
        "Mike Vale",
        "Mona Vale",
        "Mara Voss",
        "the mayor of Oster",
        "",
        "李 明",
        "😀",
        "ß",
        "O’Brien-Smith",
    ]
    assert badges(names) == ["MV", "MVa", "MoV", "MVo", "MO", "?", "李明", "?2", "ß", "O"]
    many = badges(["Ann Bell"] * 200)
    assert len(set(many)) == 200


def test_a_character_that_cannot_be_seen_is_labelled_and_kept():
    shown = Page(f"<p>{inline('pay' + chr(0x202E) + 'exe.gnp' + chr(0x200B))}</p>")
    assert [e["attributes"]["data-odd"] for e in shown.find("odd")] == ["RLO", "ZWSP"]
    assert all(e["tag"] == "bdi" for e in shown.find("odd"))
    assert shown.find("p")[0]["text"] == "pay\u202eexe.gnp\u200b"
    assert plain("a\u202eb\u2066c\nd\0") == "a[RLO]b[LRI]c d␀"


@pytest.mark.parametrize(
    "text",
    ["👩\u200d🚀", "می\u200cخواهم", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "1\ufe0f\u20e3"],
)
def test_characters_that_have_work_to_do_are_left_alone(text):
    assert Legible.of(text).odd == ()


@pytest.mark.parametrize(
    "text", ["a\u200db", "no\u200ct", "a\U000e0068\U000e0069", "\ufeffa", "a\u00adb", "x\u0085y", "a\u3164b", "\uffff"]
)
def test_characters_that_hide_are_not(text):
    assert Legible.of(text).odd


def test_what_html_cannot_hold_is_replaced():
    assert replaced("a\0b\r\nc\rd\x1be\ud800f\t\n") == "a␀b\nc\nd␛e\ufffdf\t\n"
    assert [Legible.of("a\r\nb").html(*cut) for cut in ((0, 2), (2, 4), (1, 2))] == ["a", "\nb", ""]


def test_a_ledger_of_half_characters_can_be_written():
    broken = dated("\ud800", title="\udfff", outlet="a\ud800")
    assert "\ufffd" in render([Document(ledger=broken)]).encode("utf-8").decode()


def test_spans_that_contradict_each_other_are_not_woven_together():
    span = LEDGER.attributions[0].content[0]
    other = replace(span, start=span.start + 1, end=span.end + 1)
    assert [p.text for p in Passages.of_spans([span, other]).spans] == [span.text]


def test_who_is_quoted_is_counted_by_name_over_all_articles():
    found = rows(sections(LEDGER, LEDGER))
    assert [(r.name, r.count, r.articles) for r in found] == [("Mara Voss", 4, 2), ("Nobody by name", 10, 2)]
    assert [(b.kind, b.start, b.length) for b in found[0].bars] == [("direct", 0, 50), ("mixed", 50, 50)]
    assert sum(r.count for r in found) == 14
    shown = texts(page(LEDGER, LEDGER).find("tr"))
    assert "Mara Voss 4 2 2 0 2" in shown


@pytest.mark.parametrize(
    ("dates", "unit", "labels"),
    [
        (["2024-05-06", "2024-05-08T10:00:00Z"], "day", ["2024-05-06", "2024-05-07", "2024-05-08"]),
        (["2023-12-01", "2024-02-28"], "month", ["2023-12", "2024-01", "2024-02"]),
        (["2009", "2011-05"], "month", None),
        (["1990", "2024"], "year", None),
        (["0001-01-01", "9999-12-31"], "millennium", None),
    ],
)
def test_a_timeline_has_the_periods_from_the_first_to_the_last(dates, unit, labels):
    found = timeline(sections(*map(dated, dates)))
    assert found.unit == unit
    assert labels is None or [p.label for p in found.periods] == labels
    assert 2 <= len(found.periods) <= 60
    assert sum(p.articles for p in found.periods) == 2
    assert found.ticks[0] == 0
    assert found.ticks[-1] == len(found.periods) - 1


@pytest.mark.parametrize(
    "stated", [None, "", "yesterday", "2024-13-01", "20240506", "2024-02-30", "0000-01-01", ATTACK]
)
def test_what_is_no_date_is_none(stated):
    assert published(stated) is None
    assert timeline(sections(dated(stated))) is None


def test_articles_without_a_date_are_counted_beside_the_timeline():
    shown = page(dated("2024-05-06"), dated(None))
    assert any("Not on it: 1 article" in text for text in texts(shown.find("fine-print")))
    assert texts(shown.find("figures")) == ["Day Articles Entries direct mixed indirect 2024-05-06 1 7 2 1 4"]


def test_a_ledger_without_entries_can_be_shown():
    empty = replace(LEDGER, attributions=(), not_speech=(), problems=(), speakers=())
    assert page(empty).find("text")[0]["text"] == TEXT
    assert texts(page(empty).find("none")) == ["The ledger has no entries."]
    assert len(page(empty, empty).find("section")) > 2


def test_a_speaker_that_is_not_listed_takes_nothing_away():
    lost = replace(LEDGER.attributions[0], speaker=SpeakerLink(id="s99", status="resolved"))
    assert "A speaker that is not listed" in texts(page(replace(LEDGER, attributions=(lost,))).find("who"))[0]


def test_a_long_article_has_all_its_entries():
    ledger = long(2_000, 100)
    assert len(page(ledger).find("entry")) == 100
    assert page(ledger).find("text")[0]["text"] == ledger.source.text
