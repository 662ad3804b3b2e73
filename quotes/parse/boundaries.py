"""Where text may be cut: clean text for the tokenizer, chunks of bounded length, and sentence ends that it got wrong.

Nothing here knows Stanza: these are functions from strings and offsets to offsets, and the parse stage's alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from quotes.lexicon.cues import cue

CHUNK = 1000
LONGEST_RUN = 400
LONGEST_SENTENCE = 120

# White space and controls part words; format characters (soft hyphen, zero-width joiner, byte order mark) do not.
RUN = regex.compile(r"[^\s\p{Cc}\p{Cf}\p{Zs}]+")
ONLY_FORMAT = regex.compile(r"\p{Cf}*")
# Rare marks are shown to the models as their common likeness, one character for one.
LIKENESS = str.maketrans("„‟❝❞＂″‚‛❛❜❟❠", '“““”""‘‘‘’‘“')

OPENING = frozenset("“‘«‹([{") | {"``"}
CLOSING = frozenset("”’»›)]}") | {"''"}
CLOSING_QUOTE = frozenset("”’»›\"'") | {"''"}
DOUBLE_MARK = regex.compile(r"``|''|[\"“”«»]")
TERMINAL = frozenset(".?!:…")
SAFE_CUT = regex.compile(r"[.?!…][\"”’»')\]]*(?=\s+[\"“‘«(]*\p{Lu})")

# After these a full stop ends no sentence, for a name or a number follows.
BEFORE_NAME = regex.compile(
    r"Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|Rev|Fr|Hon|St|Gov|Sen|Rep|Reps|Sens|Pres|Amb|Atty|Supt|Insp|Det"
    r"|Govs|Drs|Profs|Attys|Cllr|Gen|Lt|Ltc|Col|Maj|Capt|Cpt|Cmdr|Cdr|Adm|Brig|Sgt|Cpl|Pvt|Pfc|Spc|Ens|Const|Msgt|Cmsgt"
    r"|Tsgt|Ssgt|vs|Mt|Ft"
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

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clean:
    """Text fit for a tokenizer and the way back: `text` has single spaces and no odd characters.

    `starts` are offsets in `text` where a piece begins, `origins` the offsets of those pieces in the article.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> Pair:
        """Return the article's offsets of `text[start:end]`, which must not be empty."""
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, offset: int) -> int:
        piece = bisect_right(self.starts, offset) - 1
        return self.origins[piece] + offset - self.starts[piece]


def clean(text: str, start: int, end: int) -> Clean:
    """Return `text[start:end]` as clean text.

    A run of more than 400 characters without a space is no word: its middle is left out.
    """
    parts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = 0
    for low, high, spaced in _pieces(text, start, end):
        if spaced and parts:
            parts.append(" ")
            length += 1
        starts.append(length)
        origins.append(low)
        parts.append(text[low:high])
        length += high - low
    return Clean("".join(parts).translate(LIKENESS), tuple(starts), tuple(origins))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the stretches to keep, each with whether white space or a control stands before it."""
    last = start
    for match in RUN.finditer(text, start, end):
        low, high = match.span()
        spaced = not ONLY_FORMAT.fullmatch(text, last, low)
        last = high
        if high - low > LONGEST_RUN:
            yield low, low + LONGEST_RUN // 2, spaced
            yield high - LONGEST_RUN // 2, high, False
        else:
            yield low, high, spaced


def chunks(text: str) -> Iterator[Pair]:
    """Yield offsets that cut clean text into chunks of at most 1000 characters, at sentence ends if there are any."""
    start = 0
    while len(text) - start > CHUNK:
        end = _cut(text, start)
        yield start, end
        start = end + (text[end : end + 1] == " ")
    if start < len(text):
        yield start, len(text)


def _cut(text: str, start: int) -> int:
    ends = [match.end() for match in SAFE_CUT.finditer(text, start, start + CHUNK)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", start + 1, start + CHUNK)
    return space if space > 0 else start + CHUNK


def split_marks(text: str, tokens: Sequence[Pair]) -> list[Pair]:
    """Return the tokens with every double quotation mark a token of its own."""
    result: list[Pair] = []
    for start, end in tokens:
        low = start
        for match in DOUBLE_MARK.finditer(text, start, end):
            result.extend(pair for pair in ((low, match.start()), match.span()) if pair[0] < pair[1])
            low = match.end()
        if low < end:
            result.append((low, end))
    return result


def mend(text: str, sentences: Sequence[Sequence[Pair]]) -> list[list[Pair]]:
    """Return one paragraph's sentences with the wrong ends among them removed and over-long sentences cut."""
    result: list[list[Pair]] = []
    for sentence in sentences:
        tokens = split_marks(text, sentence)
        if result:
            _move_marks(text, result[-1], tokens)
        if tokens and result and joins(text, result[-1], tokens):
            result[-1].extend(tokens)
        elif tokens:
            result.append(tokens)
    return [part for tokens in result for part in cut_long(text, tokens)]


def _move_marks(text: str, before: list[Pair], after: list[Pair]) -> None:
    """Move a closing mark from the start of a sentence to the one before, an opening one from its end to the next."""
    while after and _closes(text, after[0]) and not (before and _opens(text, before[-1])):
        before.append(after.pop(0))
    while len(before) > 1 and _opens(text, before[-1]):
        after.insert(0, before.pop())


def _closes(text: str, pair: Pair) -> bool:
    form = text[slice(*pair)]
    if form in CLOSING:
        return form not in ")]}" or text[pair[0] - 1 : pair[0]] != " "
    before, after = text[pair[0] - 1 : pair[0]], text[pair[1] : pair[1] + 1]
    return form in "\"'" and before.strip() != "" and after.strip() == ""


def _opens(text: str, pair: Pair) -> bool:
    form = text[slice(*pair)]
    before, after = text[pair[0] - 1 : pair[0]] if pair[0] else "", text[pair[1] : pair[1] + 1]
    return form in OPENING or (form in "\"'" and before.strip() == "" and after.strip() != "")


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
        return not _ends(text, before) or _closing_quote(text, before)
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
    if not _closing_quote(text, before) or len(before) < 2:
        return False
    mark = text[slice(*before[-2])][-1]
    return mark == "," or (mark in "?!…–—-" and _reporting_clause([text[slice(*pair)] for pair in after[:REPORT]]))


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
    if BEFORE_NAME.fullmatch(form[:-1]):
        return first[0].isalnum()
    if BEFORE_NUMBER.fullmatch(form[:-1]):
        return first[0].isdigit()
    if BEHIND_NAME.fullmatch(form[:-1]):
        return first[0].islower()
    if INITIALS.fullmatch(form) or form == DELEGATE:
        return first[0].islower() or first[0].isdigit() or (first[0].isupper() and not OPENER.fullmatch(first))
    return False


def cut_long(text: str, tokens: list[Pair]) -> Iterator[list[Pair]]:
    """Yield a sentence in parts of at most 120 tokens, cut behind the last mark of the window where there is one."""
    start = 0
    while len(tokens) - start > LONGEST_SENTENCE:
        window = range(start + LONGEST_SENTENCE - 1, start + LONGEST_SENTENCE // 2, -1)
        marks = (i for i in window if text[slice(*tokens[i])][-1] in ".?!;:,”»")
        end = next(marks, start + LONGEST_SENTENCE - 1) + 1
        yield tokens[start:end]
        start = end
    yield tokens[start:]
