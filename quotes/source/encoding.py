"""Bytes to text, once and for all: what a source's characters are, and how sure that is."""

from __future__ import annotations

import codecs

from quotes.model import Problem


def decode(data: bytes, place: str) -> tuple[str, tuple[Problem, ...]] | Problem:
    """Return the text of ``data`` and what is to be said about its encoding, or the problem that makes it no text.

    UTF-8 comes first; a byte order mark belongs to the encoding and is not part of the text. UTF-8 with single bytes
    damaged is read with U+FFFD in their places. All else is charset-normalizer's guess, of which windows-1252 is
    preferred to its neighbours: the language is English. Line ends are kept as they are.
    """
    if b"\0" not in data:
        try:
            return data.decode("utf-8-sig"), ()
        except UnicodeDecodeError:
            damaged = _damaged_utf8(data, place)
        if damaged:
            return damaged
    encoding = _guess(data)
    if encoding is None:
        return Problem(path=place, check="encoding", message="is not text: a binary file; give the article as text")
    name = encoding.replace("cp125", "windows-125").replace("_", "-")
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    message = f"decoded as {name}, a guess: the file is not UTF-8; convert it to UTF-8 if the text looks wrong"
    return text, (Problem(path=place, check="encoding", message=message),)


def _damaged_utf8(data: bytes, place: str) -> tuple[str, tuple[Problem, ...]] | None:
    """Return the text if ``data`` is UTF-8 but for some bytes: in no other encoding do its long sequences occur."""
    text = data.decode("utf-8-sig", errors="replace")
    lost = text.count("\ufffd")
    if sum(not c.isascii() for c in text) - lost < 2 * lost:
        return None
    message = f"{lost} damaged characters read as U+FFFD; the rest is UTF-8"
    return text, (Problem(path=place, check="encoding", message=message),)


def _guess(data: bytes) -> str | None:
    """Return the name of the likeliest encoding of ``data``, or None if it is binary."""
    from charset_normalizer import from_bytes, is_binary

    if is_binary(data):
        return None
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        return None
    names = {match.encoding for match in matches}
    eight_bit = not best.encoding.startswith(("utf", "mac"))
    return "cp1252" if eight_bit and "cp1252" in names and _decodes(data, "cp1252") else best.encoding


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        codecs.decode(data, encoding)
    except UnicodeDecodeError:
        return False
    return True
