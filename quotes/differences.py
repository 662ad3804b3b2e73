"""Says word by word how two wordings of a quotation differ, and which of the differences change what it means."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple, Self, get_args

from rapidfuzz.distance import Levenshtein

from quotes import lexicon
from quotes.numerals import is_currency, is_number, numbers
from quotes.wording import apart, form, tokens

Flag = Literal["negation", "number", "modality", "name"]
Op = Literal["equal", "replace", "delete", "insert", "cut", "longer", "shorter"]
Step = tuple[str, int, int, int, int]  # rapidfuzz's opcode: a tag, a stretch of the first words, one of the second
_KIND = {"equal": "equal", "cut": "cut", "longer": "more", "shorter": "less"}  # all other steps change something
_BEYOND = frozenset(
    {"negation", "modality"}
)  # what words at an end can do to the others; a name or a number stays theirs
LONGER = 4  # words that one wording has more of at an end if it quotes more; fewer are a change of words
LIGHT = 0.3  # what a function word weighs beside any other word
_SIMILAR = 0.75  # of two spellings of one word: "organised", "organized"
_ENDS = re.compile(r"[.!?…]")
_OPENS = re.compile(r"[.!?:…\"“‘«]")  # what stands before a capital that any word would have there


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a wording: their levelled forms, how each is written, the indices of names and of sentences' first words."""

    forms: tuple[str, ...]
    texts: tuple[str, ...]
    names: frozenset[int] = frozenset()
    begins: frozenset[int] = frozenset()

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the words of ``text``."""
        found = tokens(text)
        texts = tuple(text[token.start : token.end] for token in found)
        gaps = ["", *(text[before.end : token.start] for before, token in pairwise(found))]
        opens = [not i or _OPENS.search(gap) is not None for i, gap in enumerate(gaps)]
        names = frozenset(i for i, word in enumerate(texts) if is_name(word, opens=opens[i]))
        ends = [
            not i or (_ENDS.search(gap) is not None and not texts[i][0].islower())
            for i, gap in enumerate(gaps[: len(texts)])
        ]
        begins = frozenset(i for i, ended in enumerate(ends) if ended)
        return cls(forms=tuple(token.form for token in found), texts=texts, names=names, begins=begins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stretch of two wordings that is equal or not: the words of the first, those of the second, as each writes them.

    ``cut`` is what the second leaves out and marks as left out; ``longer`` and ``shorter`` are what it has more or less
    of at either end, as one that quotes more. ``flags`` say what of the meaning changes. ``minor`` is true where it is only function words, contractions or spelling. ``start`` and ``end`` count the words of the first.
    """

    op: Op
    first: str
    second: str
    start: int
    end: int
    flags: tuple[Flag, ...] = ()
    minor: bool = False


def is_name(word: str, *, opens: bool) -> bool:
    """Return whether the capital of ``word`` shows a name; ``opens`` says that it begins a sentence, as any word may.

    >>> is_name("Voss", opens=False), is_name("Nobody", opens=True), is_name("NATO", opens=True)
    (True, False, True)
    """
    if not word[:1].isupper() or apart(form(word))[0] == "i":
        return False
    return not opens or (len(word) > 1 and word.isupper()) or bool(lexicon.nation(word) or lexicon.given_name(word))


@lru_cache(maxsize=65_536)
def weight(word: str) -> float:
    """Return how much sharing a word tells: ``LIGHT`` for a function word, 1 for any other."""
    return LIGHT if all("function" in lexicon.senses(part) for part in apart(word)) else 1.0


def compare(first: Words, second: Words) -> tuple[Change, ...]:
    """Return how the whole of ``second`` differs from the whole of ``first``, equal stretches among the others.

    What one has more of at an end is told from what is changed there.
    """
    steps = list(merged(opcodes(first.forms, second.forms)))
    if any(step[0] == "equal" for step in steps):
        steps[-1:] = _end(steps[-1])
        steps[:1] = _start(steps[0])
    return changes(first, second, steps)


def opcodes(first: Sequence[str], second: Sequence[str]) -> list[Step]:
    """Return the fewest steps that make ``second`` of ``first``, a word each (Levenshtein 1966)."""
    codes: dict[str, int] = {}
    coded = [[codes.setdefault(word, len(codes)) for word in words] for words in (first, second)]
    return [(op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end) for op in Levenshtein.opcodes(*coded)]


def changes(first: Words, second: Words, steps: Iterable[Step]) -> tuple[Change, ...]:
    """Return the changes that ``steps`` make; neighbouring steps are one, and the flags are of all of it."""
    return tuple(_change(first, second, step) for step in merged(steps))


def merged(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield ``steps`` with neighbours that are not equal joined into one."""
    held: Step | None = None
    for step in steps:
        if held is not None and _KIND.get(held[0]) == _KIND.get(step[0]):
            held = (_tag(held[1], step[2], held[3], step[4], held[0]), held[1], step[2], held[3], step[4])
        else:
            if held is not None:
                yield held
            held = step
    if held is not None:
        yield held


def _start(step: Step) -> list[Step]:
    """Return the step that begins a comparison with the words that one side has more of split off."""
    tag, i, end, j, stop = step
    more = (stop - j) - (end - i)
    if tag == "equal" or abs(more) < LONGER:
        return [step]
    if more > 0:
        rest = (_tag(i, end, j + more, stop, tag), i, end, j + more, stop)
        return [("longer", i, i, j, j + more), *([rest] if end > i else [])]
    rest = (_tag(i - more, end, j, stop, tag), i - more, end, j, stop)
    return [("shorter", i, i - more, j, j), *([rest] if stop > j else [])]


def _end(step: Step) -> list[Step]:
    """Return the step that ends a comparison with the words that one side has more of split off."""
    tag, i, end, j, stop = step
    more = (stop - j) - (end - i)
    if tag == "equal" or abs(more) < LONGER:
        return [step]
    if more > 0:
        rest = (_tag(i, end, j, stop - more, tag), i, end, j, stop - more)
        return [*([rest] if end > i else []), ("longer", end, end, stop - more, stop)]
    rest = (_tag(i, end + more, j, stop, tag), i, end + more, j, stop)
    return [*([rest] if stop > j else []), ("shorter", end + more, end, stop, stop)]


def difference(changes: tuple[Change, ...]) -> str:
    """Return changes as a word diff from the source to the claim: ``the [-caliphate-] {+ISIS+} is on the run``."""
    return " ".join(map(_marked, changes))


def clean(text: str) -> str:
    """Return ``text`` on one line, with what would control a terminal replaced."""
    shown = ("\ufffd" if unicodedata.category(c) == "Cc" and not c.isspace() else c for c in text)
    return " ".join("".join(shown).split())


def flags(quoted: Sequence[str], claimed: Sequence[str], names: tuple[set[str], set[str]]) -> tuple[Flag, ...]:
    """Return what changes if the forms ``quoted`` are replaced by ``claimed``; ``names`` are those among each."""
    old, new = ([_sense(word) for word in words] for words in (quoted, claimed))
    numeric = any(sense.numeric for sense in (*old, *new))
    found: dict[Flag, bool] = {
        "negation": sum(sense.negations for sense in (*old, *new)) % 2 == 1 or _prefixed(quoted, claimed),
        "number": _all(old, "amounts") != _all(new, "amounts") or (numeric and numbers(quoted) != numbers(claimed)),
        "modality": _all(old, "limits") != _all(new, "limits"),
        "name": bool((names[0] - set(claimed)) | (names[1] - set(quoted))),
    }
    return tuple(flag for flag in get_args(Flag) if found[flag])


class _Sense(NamedTuple):
    """What a word does to the meaning: how often it negates, what it says of amounts, of modality and condition."""

    negations: int
    amounts: tuple[str, ...]
    limits: tuple[str, ...]
    numeric: bool


@lru_cache(maxsize=65_536)
def _sense(word: str) -> _Sense:
    held = [(part, lexicon.senses(part)) for part in apart(word)]
    return _Sense(
        negations=sum("negation" in senses for _, senses in held),
        amounts=tuple(part for part, senses in held if "amounts" in senses),
        limits=tuple(part for part, senses in held if senses & {"modality", "condition"}),
        numeric=any(is_number(part) or is_currency(part) for part, _ in held),
    )


def _all(senses: Sequence[_Sense], what: Literal["amounts", "limits"]) -> list[str]:
    return sorted(word for sense in senses for word in getattr(sense, what))


def _prefixed(quoted: Sequence[str], claimed: Sequence[str]) -> bool:
    """Return whether a word of one side is one of the other with a negative prefix."""
    pairs = ((a, b) for a in quoted for b in claimed if a != b and (a.endswith(b) or b.endswith(a)))
    return any(lexicon.negates(a, b) for a, b in pairs)


def _tag(i: int, end: int, j: int, stop: int, tag: str) -> str:
    if tag in _KIND:
        return tag
    return "replace" if i < end and j < stop else "delete" if i < end else "insert"


def _change(first: Words, second: Words, step: Step) -> Change:
    tag, i, end, j, stop = step
    old, new = first.forms[i:end], second.forms[j:stop]
    named = (
        {first.forms[k] for k in first.names if i <= k < end},
        {second.forms[k] for k in second.names if j <= k < stop},
    )
    found = () if tag in {"equal", "cut"} else flags(old, new, named)
    if tag in {"longer", "shorter"}:
        found = () if _whole(first, second, step) else tuple(flag for flag in found if flag in _BEYOND)
    return Change(
        op=next(op for op in get_args(Op) if op == tag),
        first=" ".join(first.texts[i:end]),
        second=" ".join(second.texts[j:stop]),
        start=i,
        end=end,
        flags=found,
        minor=tag not in _KIND and not found and _minor(old, new),
    )


def _whole(first: Words, second: Words, step: Step) -> bool:
    """Return whether what one side has more of is sentences of its own, which turn nothing of the others."""
    tag, i, end, j, stop = step
    words, start, last = (first, i, end) if tag == "shorter" else (second, j, stop)
    return (last if start == 0 else start) in words.begins


def _minor(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether two stretches differ in function words, contractions or spelling alone."""
    left, right = Counter(_bare(old)), Counter(_bare(new))
    if left == right or "".join(old) == "".join(new):
        return True
    only_left, only_right = sorted((left - right).elements()), sorted((right - left).elements())
    named = numbers(only_left)
    if named and named == numbers(only_right):
        return True
    pairs = zip(only_left, only_right, strict=False)
    return len(only_left) == len(only_right) and all(_same_word(a, b) for a, b in pairs)


def _bare(words: Sequence[str]) -> list[str]:
    return [part for word in words for part in apart(word) if "function" not in lexicon.senses(part)]


def _same_word(one: str, other: str) -> bool:
    """Return whether two forms are spellings of one word, as far as letters tell."""
    if one[:1] != other[:1] or min(len(one), len(other)) < 4:
        return False
    return Levenshtein.normalized_similarity(one, other) >= _SIMILAR


def _marked(change: Change) -> str:
    if change.op == "equal":
        return change.first
    if change.op == "cut":
        return f"[... {change.first} ...]"
    parts = (f"[-{change.first}-]" if change.first else "", f"{{+{change.second}+}}" if change.second else "")
    said = f"({', '.join(change.flags)})" if change.flags else "(minor)" if change.minor else ""
    return " ".join(part for part in (*parts, said) if part)
