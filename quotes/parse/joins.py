"""Whether a sentence goes on where a tokenizer ended it: behind abbreviations, inside names, before reporting clauses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from quotes.lexicon.cues import cue

Pair = tuple[int, int]

CLOSING = frozenset("”’»›)]}") | {"''"}
CLOSING_QUOTE = frozenset("”’»›\"'") | {"''"}
DOUBLE_MARK = regex.compile(r"``|''|[\"“”«»]")
TERMINAL = frozenset(".?!:")

# After these a full stop ends no sentence, for a name or a number follows.
BEFORE_NAME = regex.compile(
    r"Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|Rev|Fr|Hon|St|Gov|Sen|Rep|Reps|Sens|Pres|Amb|Atty|Supt|Insp|Det"
    r"|Govs|Drs|Profs|Attys|Cllr|Gen|Lt|Ltc|Col|Maj|Capt|Cpt|Cmdr|Cdr|Adm|Brig|Sgt|Cpl|Pvt|Pfc|Spc|Ens|Const|Msgt|Cmsgt"
    r"|Tsgt|Ssgt|vs|v|Mt|Ft"
)
BEFORE_NUMBER = regex.compile(r"Nos?|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec")
BEHIND_NAME = regex.compile(r"Jr|Sr|Inc|Co|Corp|Ltd|Bros|etc")
DELEGATE = "Del."  # or Delaware
INITIALS = regex.compile(r"(?:\p{Lu}\.)+")
# Words that open a sentence more often than they continue a name after an abbreviation such as "U.S."
OPENER = regex.compile(
    r"The|A|An|He|She|It|They|We|I|You|This|That|These|Those|There|In|On|At|By|For|From|With|But|And|Or|As|If|When"
    r"|While|After|Before|Since|Although|However|Meanwhile|Some|Many|Most|His|Her|Its|Their|Our|My|What|Who|How|Why"
    r"|According|Without|Just|Now|Then|So|Such|Here|Let|Please|Thanks|Because|Despite|During|Perhaps|Is|Are|Was|Do|Does|Did"
    r"|Two|Three|Four|Five|Six"
)
ADDRESS = regex.compile(r"https?:|www\.|\S+@")
DOMAIN = regex.compile(r"(?:gov|com|org|net|edu|mil|co|info)\b")
WORD = regex.compile(r"\p{L}[\p{L}/’'-]*")
CLOCK = regex.compile(r"[AP]M")
# How far behind a quotation its reporting verb is looked for: `"Why?" Rep. Al Gray, who leads the committee, asked`.
REPORT = 25
BRACKET = 6  # tokens of "(D-N. Y.)" and its like


def joins(text: str, before: Sequence[Pair], after: Sequence[Pair]) -> bool:
    """Return whether there is no sentence end between two stretches of tokens that a tokenizer parted."""
    first = text[slice(*after[0])]
    if before[-1][1] == after[0][0]:
        if DOMAIN.fullmatch(first) and text[slice(*before[-1])].endswith("."):
            return True
        return not DOUBLE_MARK.fullmatch(text, *after[0]) and not _ends(text, before)
    if _abbreviated(text, before, first) or _bracketed(text, before, first):
        return True
    if first[0].islower() and first != "i" and not ADDRESS.match(first):
        return not _ends(text, before) or _closing_quote(text, before) or _named(text, before)
    return _reports(text, before, after) or _unmarked(text, before, first)


def _ends(text: str, tokens: Sequence[Pair]) -> bool:
    """Return whether the tokens end with a mark that ends sentences, closing marks behind it left aside."""
    for start, end in reversed(tokens):
        form = text[start:end]
        if form not in CLOSING_QUOTE and form not in CLOSING:
            return form[-1] in TERMINAL
    return False


def _closing_quote(text: str, tokens: Sequence[Pair]) -> bool:
    return text[slice(*tokens[-1])] in CLOSING_QUOTE


def _reports(text: str, before: Sequence[Pair], after: Sequence[Pair]) -> bool:
    """Return whether a quotation that ends in a comma, ?, ! or a dash goes on with its reporting clause.

    So it does in `"Why?" Smith asked.` and in `"Why?" Smith, the mayor, asked.`
    """
    if not _closing_quote(text, before):
        return False
    behind = (text[end - 1] for start, end in reversed(before) if text[start:end] not in CLOSING_QUOTE)
    mark = next(behind, "")
    return mark == "," or (
        mark != "" and mark in "?!…–—-" and _reporting_clause([text[slice(*pair)] for pair in after[:REPORT]])
    )


def _reporting_clause(words: Sequence[str]) -> bool:
    """Return whether words are a name, perhaps with what it is between commas, and then a verb that reports quotes."""
    names = next((place for place, word in enumerate(words) if not word[0].isupper()), 0)
    if not 0 < names < 7 or OPENER.fullmatch(words[0]):
        return False
    if words[names] != ",":
        return _reports_quotes(words[names])
    behind = (word for comma, word in pairwise(words[names + 1 :]) if comma == ",")
    return any(map(_reports_quotes, behind))


def _reports_quotes(form: str) -> bool:
    entry = None if form.endswith("ing") else cue(form, "VERB")
    return entry is not None and "quote" in entry.frames


def _named(text: str, before: Sequence[Pair]) -> bool:
    """Return whether a mark of question or exclamation stands behind a name, and may be part of it: "Jeb! won"."""
    return (
        len(before) > 2
        and text[slice(*before[-1])] in {"!", "?"}
        and text[before[-2][1] - 1].isalpha()
        and text[before[-2][0]].isupper()
    )


def _bracketed(text: str, before: Sequence[Pair], first: str) -> bool:
    """Return whether the stretch ends with an abbreviation in round brackets: "Sen. Al Gray (R-Ga.) said"."""
    if OPENER.fullmatch(first) or text[slice(*before[-1])] != ")":
        return False
    tail = before[-BRACKET:]
    opening = next((at for at, pair in enumerate(tail) if text[slice(*pair)] == "("), None)
    if opening is None or opening + len(before) == len(tail):  # without one, or the sentence starts with it
        return False
    inside = tail[opening + 1 : -1]
    return bool(inside) and text[inside[0][0]].isupper() and text[inside[-1][1] - 1] == "."


def _unmarked(text: str, before: Sequence[Pair], first: str) -> bool:
    """Return whether no mark at all ends the stretch and a name may go on: "The ABC | News poll".

    Not behind a heading in capitals or a time of day, and not before a word that opens sentences.
    """
    last = text[slice(*before[-1])]
    if not WORD.fullmatch(last) or not first[0].isupper() or OPENER.fullmatch(first) or CLOCK.fullmatch(last):
        return False
    return len(before) > 1 and not (last.isupper() and text[slice(*before[-2])].isupper())


def _abbreviated(text: str, before: Sequence[Pair], first: str) -> bool:
    """Return whether the stop at the end of `before` belongs to an abbreviation that `first` goes on from."""
    start, end = before[-1]
    if text[start:end] == "." and len(before) > 1 and before[-2][1] == start:
        start = before[-2][0]
    form = text[start:end]
    if not form.endswith("."):
        return False
    if BEFORE_NAME.fullmatch(form[:-1].rpartition("-")[2]):  # "Lt.-Col." too
        return first[0].isalnum()
    if BEFORE_NUMBER.fullmatch(form[:-1]):
        return first[0].isdigit()
    if BEHIND_NAME.fullmatch(form[:-1]):
        return first[0].islower()
    if INITIALS.fullmatch(form) or form == DELEGATE:
        return first[0].islower() or first[0].isdigit() or (first[0].isupper() and not OPENER.fullmatch(first))
    return False
