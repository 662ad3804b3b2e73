"""Golden cases of extraction: each file in ``acceptance/extraction`` shows one phenomenon of news prose.

A case is a title, an input and what is expected of it, with a line of a single full stop after each. Expected is one
line for each attribution, in order and no more than these::

    kind | content // content | speaker | field=value; field=value

The speaker is a name, or in brackets the status of a speaker without one: ``(anonymous)``, ``(ambiguous)``. The fields
are ``cue``, ``mention``, ``role``, ``to`` (the addressee), ``medium``, ``act`` and ``polarity``; those left out are
not checked, and an empty one says that there is none. A case that wants a thought is extracted with all acts, every
other one as the command does it when nothing else is asked. ``not | words`` expects words in quotation marks that are listed
as not speech, ``none`` no attribution at all, and ``xfail: reason`` that the case fails today, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quotes.ledger import Ledger
from quotes.model import Attribution, Span
from quotes.score.match import same_name, same_role, trim

CASES = Path(__file__).parent / "acceptance" / "extraction"
CASE = re.compile(r"^(?P<title>[^\n.][^\n]*)\n\.\n(?P<text>.*?)\n\.\n(?P<expected>.*?)\n\.$", re.MULTILINE | re.DOTALL)


def cases() -> Iterator[object]:
    for file in sorted(CASES.glob("*.md")):
        for match in CASE.finditer(file.read_text(encoding="utf-8")):
            lines = match["expected"].split("\n")
            reasons = [line.removeprefix("xfail:").strip() for line in lines if line.startswith("xfail:")]
            marks = [pytest.mark.xfail(reason=reasons[0], strict=True)] if reasons else []
            expected = [line for line in lines if line != "none" and not line.startswith("xfail:")]
            yield pytest.param(match["text"], expected, id=f"{file.stem}: {match['title']}", marks=marks)


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_case(text, expected, extractor, extractor_of_all_acts):
    thoughts = any("act=thought" in line for line in expected)
    ledger = (extractor_of_all_acts if thoughts else extractor).extract(text)
    wanted = [line for line in expected if not line.startswith("not |")]
    wrong = list(compare(wanted, ledger))
    listed = [n.span.text for n in ledger.not_speech]
    words_of = (line.removeprefix("not |").strip() for line in expected if line.startswith("not |"))
    wrong += [f"not listed as not speech: {string}" for string in words_of if string not in listed]
    if wrong:
        found = [describe(ledger, a) for a in ledger.attributions]
        pytest.fail("\n".join(["wanted:", *expected, "found:", *found, "wrong:", *wrong]), pytrace=False)


@pytest.mark.parametrize("file", sorted(CASES.glob("*.md")), ids=lambda file: file.stem)
def test_every_line_of_a_file_belongs_to_a_case(file):
    text = file.read_text(encoding="utf-8")
    assert CASE.sub("", text).strip() == ""
    assert sum(line == "." for line in text.split("\n")) == 3 * len(CASE.findall(text))


def compare(wanted: list[str], ledger: Ledger) -> Iterator[str]:
    """Yield where a ledger has other attributions than ``wanted``, which has one line for each."""
    if len(wanted) != len(ledger.attributions):
        yield f"{len(wanted)} attributions wanted, {len(ledger.attributions)} found"
        return
    for line, attribution in zip(wanted, ledger.attributions, strict=True):
        yield from (f"{name} of {line}" for name in differences(line, ledger, attribution))


def differences(line: str, ledger: Ledger, attribution: Attribution) -> Iterator[str]:
    """Yield what an attribution has otherwise than ``line`` says."""
    kind, content, speaker, fields = ([part.strip() for part in line.split(" |")] + [""])[:4]
    if attribution.kind != kind:
        yield "kind"
    if [words(span) for span in attribution.content] != [trimmed(c) for c in content.split(" // ")]:
        yield "content"
    if not is_speaker(speaker, ledger, attribution):
        yield "speaker"
    for field in filter(None, fields.split(";")):
        name, _, value = field.strip().partition("=")
        if not is_field(name, value, attribution):
            yield name


def is_speaker(expected: str, ledger: Ledger, attribution: Attribution) -> bool:
    if expected.startswith("("):
        return attribution.speaker.status == expected.strip("()")
    who = ledger.speaker_of(attribution)
    return who is not None and who.name is not None and same_name(who.name, expected)


def is_field(name: str, value: str, attribution: Attribution) -> bool:
    found = field_of(name, attribution)
    if name == "role" and value and found:
        return same_role(found, value)
    return found == trimmed(value)


def field_of(name: str, attribution: Attribution) -> str:
    cue, mention = attribution.cue, attribution.speaker.mention
    spans = {
        "cue": cue.span if cue else None,
        "mention": mention.span if mention else None,
        "role": attribution.role,
        "to": attribution.addressee,
        "medium": attribution.medium,
    }
    if name in spans:
        span = spans[name]
        return words(span) if span else ""
    return {"act": attribution.act, "polarity": cue.polarity if cue else ""}[name]


def words(span: Span) -> str:
    return trim(span).text


def trimmed(text: str) -> str:
    return trim(Span(0, len(text), text)).text


def describe(ledger: Ledger, attribution: Attribution) -> str:
    who = ledger.speaker_of(attribution)
    name = who.name if who and who.name else f"({attribution.speaker.status})"
    fields = {key: field_of(key, attribution) for key in ("cue", "mention", "role", "to", "medium", "act", "polarity")}
    content = " // ".join(words(span) for span in attribution.content)
    stated = "; ".join(f"{k}={v}" for k, v in fields.items() if v)
    return f"{attribution.kind} | {content} | {name} | {stated}; rule={attribution.rule}"
