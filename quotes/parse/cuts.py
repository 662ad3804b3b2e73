"""Where a chunk between spaces may be cut into tokens, and the clues by which a linear model decides.

Use and training share these functions. A clue is a short string; its name is that of the table its weight stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from quotes.parse.addresses import addresses
from quotes.parse.shapes import LONGEST, TOGETHER, outline, shape

NOT = regex.compile(r"n['’´`]?t\b", regex.IGNORECASE)
# What a chunk with an address, or with what may be one, looks like: a clue to the places about it.
LIKE_ADDRESS = regex.compile(
    r"(?P<link>://|www\.|\.(?:com|org|net|gov|edu|html?)\b)|(?P<mail>\w@\w)|(?P<path>/.*/)", regex.IGNORECASE
)
WITHIN = regex.compile(r"(?<=\w)[’´`](?=\w)")

# Of more letters or digits a clue does not say how many there are.
MOST = 6


class Cut(NamedTuple):
    """The clues to whether a chunk is cut at a place; a bar in them stands for the place."""

    pair: str  # the characters before and behind the place
    before: str
    behind: str
    two_before: str
    two_behind: str
    four: str
    kinds4: str
    kinds8: str
    left: str  # all of the chunk before the place, and the character behind it
    right: str
    word_before: str  # the letters, the digits or the equal marks that end at the place
    word_behind: str
    words: str
    chunk: str
    pair_next: str  # with what stands behind the chunk
    right_next: str
    left_next: str
    outlines: str
    address: str
    from_start: str
    from_end: str
    brackets: str
    token: str  # the outline of the token that the place would end, so that a mark is cut off on both sides or on none
    lengths: str


def plain(chunk: str) -> str:
    """Return a chunk with a straight apostrophe for any other within a word: both mean the same."""
    return WITHIN.sub("'", chunk)


def may_part(chunk: str, kinds: str) -> Iterator[int]:
    """Yield the places where a chunk may be cut: wherever letters, digits and marks meet, and before "n't".

    None lies within an address.
    """
    within = {place for start, end in addresses(chunk) for place in range(start + 1, end)}
    for place in range(1, len(chunk)):
        if place in within:
            continue
        if kinds[place - 1 : place + 1] not in TOGETHER or (chunk[place] in "nN" and NOT.match(chunk, place)):
            yield place


def clues_of_cut(chunk: str, kinds: str, place: int, following: str, last: int) -> Cut:
    """Return the clues to a cut at a place of a chunk, which is cut at `last` before it, if that is not 0.

    `following` is the kind of the character behind the chunk.
    """
    low, high = max(0, place - LONGEST), min(len(chunk), place + LONGEST)
    left, right = chunk[low:place].lower(), chunk[place:high].lower()
    pair, meeting = f"{left[-1]}{right[0]}", kinds[place - 1 : place + 1]
    start, end = _start_of_run(kinds, place, low), _end_of_run(kinds, place, high)
    before, behind = chunk[start:place].lower(), chunk[place:end].lower()
    distance = len(chunk) - place
    return Cut(
        pair=pair,
        before=left[-1],
        behind=right[0],
        two_before=left[-2:],
        two_behind=right[:2],
        four=f"{left[-2:]}|{right[:2]}",
        kinds4=f"{kinds[max(0, place - 2) : place]}|{kinds[place : place + 2]}",
        kinds8=f"{kinds[max(0, place - 4) : place]}|{kinds[place : place + 4]}",
        left=f"{left}|{right[0]}",
        right=f"{left[-1]}|{right}",
        word_before=f"{before}|{meeting[1]}",
        word_behind=f"{meeting[0]}|{behind}",
        words=f"{before}|{behind}",
        chunk=f"{left}|{right}" if len(chunk) <= LONGEST else "",
        pair_next=f"{pair} {following}" if distance <= LONGEST else "",
        right_next=f"{right} {following}",
        left_next=f"{left}|{right} {following}" if distance == 1 else "",
        outlines=f"{outline(kinds[low:place])}|{outline(kinds[place:high])}",
        address=f"{meeting} {_address(chunk)}",
        from_start=f"{kinds[0]} {meeting} {min(place, 3)}",
        from_end=f"{meeting} {kinds[-1]} {min(distance, 3)}",
        brackets=f"{meeting} {'(' in left:d}{')' in left:d}{'(' in right:d}{')' in right:d}",
        token=f"{outline(kinds[max(last, low) : place])}|{kinds[place]}",
        lengths=f"{meeting} {min(place - start, MOST)} {min(end - place, MOST)}",
    )


def _start_of_run(kinds: str, place: int, low: int) -> int:
    start = place - 1
    while start > low and _alike(kinds, start):
        start -= 1
    return start


def _end_of_run(kinds: str, place: int, high: int) -> int:
    end = place + 1
    while end < high and _alike(kinds, end):
        end += 1
    return end


def _alike(kinds: str, place: int) -> bool:
    """Return whether the characters before and behind a place are of one word, one number, or the same mark."""
    return kinds[place - 1] == kinds[place] or kinds[place - 1 : place + 1] in TOGETHER


@lru_cache(maxsize=64)
def _address(chunk: str) -> str:
    """Return whether a chunk looks like a link, a mail address or a path, in one word; nothing where it does not."""
    found = LIKE_ADDRESS.search(chunk)
    return found.lastgroup or "" if found else ""


def kind_of_next(text: str, start: int) -> str:
    """Return the kind of the character at `start`; nothing behind the text's end."""
    return shape(text[start : start + 1])
