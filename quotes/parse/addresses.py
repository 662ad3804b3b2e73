"""Addresses of the web, of mail and of newsgroups, and names of files: one token each, whatever marks are in them."""

from __future__ import annotations

import regex

# A mark at the end of an address is the sentence's, but for an ellipsis that cuts a link short. Each kind begins where a run of
# its characters does, and a host has few parts, so that a long run is read once.
ADDRESS = regex.compile(
    r"""
    (?:(?i:https?|ftp)://|(?i:mailto:|www\.)) [^\s<>"“”]* [\w/=&\#-] (?:\.{3}|…)?   # http://example.org/a?b=c, www.example.org/a...
  | (?<![\w.+%-]) [\w.+%-]+ @ \w[\w-]* (?:\.\w[\w-]*){0,6} \.\w+            # j.roe@example.org
  | (?<![\w.-]) \w[\w-]* (?:\.\w[\w-]*){0,6} \.(?:[Cc]om|COM|org|net|gov|edu|mil)\b (?:/[^\s<>"“”]*[\w/])?  # example.org/a
  | (?<![\w&+-]) \w[\w&+-]* \.(?:pdf|docx?|xlsx?|csv|txt|html?|jpe?g|gif|png|pptx?|zip|exe|mp[34]
                              |PDF|DOCX?|XLSX?|CSV|TXT|HTML?|JPE?G|GIF|PNG|PPTX?|ZIP|EXE|MP[34])\b   # plan-2.pdf
  | (?<![\w.]) \p{Ll}{2,} (?:\.\p{Ll}[\p{Ll}-]*\p{Ll}){2,} (?!\.?\w)          # alt.animals.dogs, example.co.uk
    """,
    regex.VERBOSE,
)


def addresses(chunk: str) -> list[tuple[int, int]]:
    """Return the stretches of a chunk that are addresses, as offsets."""
    return [match.span() for match in ADDRESS.finditer(chunk)]
