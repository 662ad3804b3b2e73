"""Ledgers to read, on wide and narrow terminals."""

import io
from dataclasses import replace

import pytest
from rich.console import Console
from samples import ATTRIBUTIONS, LEDGER

from quotes import show
from quotes.model import Problem


def shown(ledger, width, **options):
    console = Console(file=io.StringIO(), width=width, highlight=False, **options)
    console.print(show.render(ledger, width=width))
    return console.file.getvalue()


@pytest.mark.parametrize("width", [200, 100, 72, 71, 40, 20])
def test_every_word_is_there_and_no_line_is_too_long(width):
    text = shown(LEDGER, width)
    words = set(text.replace(",", " ").split())
    assert {"“We", "Mara", "Voss", "mayor", "“ahead", "Critics", "told", "reporters", "25%", "naïve"} <= words
    assert max(map(len, text.splitlines())) <= width


def test_a_wide_terminal_has_a_table_and_a_narrow_one_a_list():
    assert "who " in shown(LEDGER, 100)
    assert "90% sure" in shown(LEDGER, 40)


@pytest.mark.parametrize(
    ("number", "who", "what", "how"),
    [
        (0, "Mara Voss", "“We will rebuild it,”", "direct, told, to reporters"),
        (1, "Mara Voss", "the work was “ahead of plan”", "mixed, said, in a statement"),
        (2, "A port official", "money was short", "indirect, denied (negative)"),
        (3, "Critics", "it was", "indirect"),
        (4, "Voss (ambiguous: Mara Voss or Ilse Voss)", "the pier was a loss", "indirect"),
        (5, "(none)", "“They would not.”", "direct"),
        (6, "He (unresolved)", "the so-called “pier – of – dreams” was naïve 😀", "indirect"),
    ],
)
def test_an_entry_says_who_what_and_how(number, who, what, how):
    attribution = ATTRIBUTIONS[number]
    assert show.who(LEDGER, attribution).plain == who
    assert show.what(attribution).plain == what
    assert show.how(attribution) == how


def test_the_role_stands_beside_a_name_and_not_beside_itself():
    assert show.role(LEDGER, ATTRIBUTIONS[0]) == "the mayor of Oster"
    assert show.role(LEDGER, ATTRIBUTIONS[2]) == ""


def test_colour_is_for_terminals():
    assert "\x1b[" in shown(LEDGER, 100, force_terminal=True, color_system="truecolor")
    assert "\x1b[" not in shown(LEDGER, 100)


def test_a_text_cannot_command_the_terminal():
    evil = Problem(path="p", check="\x1b[2Jc\x07", message="a\u202eb\r\nc[bold]d[/bold]")
    assert "note: [2Jc: a b c[bold]d[/bold]" in shown(replace(LEDGER, problems=(evil,)), 100)


def test_a_ledger_of_nothing_has_a_heading():
    empty = replace(LEDGER, speakers=(), attributions=(), not_speech=(), problems=())
    assert shown(empty, 100).split("\n")[2].strip() == "0 attributions, 0 speakers"


def test_single_marks_are_shown_once(extractor):
    ledger = extractor.extract("Saul Garrow claimed that the man 'was frightened of nobody but that lot'.")
    assert show.what(ledger.attributions[0]).plain == "the man “was frightened of nobody but that lot”"
