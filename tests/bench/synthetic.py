"""Makes up ledgers by the thousand: invented words, people and outlets, as unevenly used as those of a language are.

The frequency of words, speakers and outlets follows Zipf's law. One quotation in eight was said before in another
source: it is repeated as it was, shortened, with some words changed, or credited to the surname alone. The same seed
gives the same ledgers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final

VOCABULARY: Final = 60_000
PEOPLE: Final = 20_000
OUTLETS: Final = 300
REPEATED: Final = 0.125  # of all quotations
KEPT: Final = 20_000  # quotations that may be repeated
ONSETS: Final = [
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "qu",
    "r",
    "s",
    "sh",
    "sl",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
VOWELS: Final = ["a", "e", "i", "o", "u", "ai", "ea", "ie", "oa", "ou"]
ENDINGS: Final = ["", *["n", "r", "l", "s", "t", "d", "m", "nd", "st", "rk"]]
TITLES: Final = [
    "mayor",
    "spokesman",
    "spokeswoman",
    "minister",
    "director",
    "chief",
    "secretary",
    "captain",
    "analyst",
    "professor",
    "owner",
    "lawyer",
]
BODIES: Final = [
    "harbour",
    "council",
    "bank",
    "ministry",
    "police",
    "union",
    "museum",
    "college",
    "company",
    "league",
    "court",
    "agency",
]
MODEL: Final = hashlib.sha256(b"model").hexdigest()
SHARES: Final = {"direct": 0.4, "mixed": 0.15, "indirect": 0.45}


class Ledgers:
    """Ledgers without end."""

    def __init__(self, seed: int = 1) -> None:
        self.random = Random(seed)
        self.words = _vocabulary(self.random)
        names = [word.capitalize() for word in self.words[200:9_200]]
        pick = self.random.choice
        self.people = [(pick(names[:800]), pick(names[800:])) for _ in range(PEOPLE)]
        self.roles = [(pick(TITLES), f"the {pick(names)} {pick(BODIES)}") for _ in range(PEOPLE)]
        self.outlets = [f"{pick(names)} {kind}" for kind in ("Post", "Herald", "Times") for _ in range(OUTLETS // 3)]
        self._weights = {number: _zipf(number) for number in (VOCABULARY, PEOPLE, OUTLETS)}
        self._said: list[tuple[int, str, list[str]]] = []
        self._number = 0

    def some(self, quotations: int) -> Iterator[dict[str, Any]]:
        """Yield ledgers until they have so many quotations together."""
        left = quotations
        while left > 0:
            count = min(left, self.random.randint(4, 20))
            left -= count
            yield self._ledger(count)

    def _drawn(self, number: int, count: int = 1) -> list[int]:
        """Return indices of so many things, drawn by Zipf's law."""
        return self.random.choices(range(number), cum_weights=self._weights[number], k=count)

    def text(self, words: int) -> list[str]:
        """Return so many words, as they come in a text."""
        return [self.words[i] for i in self._drawn(VOCABULARY, words)]

    def _ledger(self, count: int) -> dict[str, Any]:
        self._number += 1
        body = _Body(self, self._drawn(PEOPLE, self.random.randint(2, 6)))
        for _ in range(count):
            body.add()
        day = date(2014, 1, 1) + timedelta(days=self.random.randrange(4_000))
        [outlet] = self._drawn(OUTLETS)
        name = f"article-{self._number:07}"
        record: dict[str, Any] = {
            "schema_version": "1.0.0",
            "source": {
                "id": name,
                "path": None,
                "url": f"https://news.example/{name}",
                "title": " ".join(self.text(7)).capitalize(),
                "published": day.isoformat(),
                "outlet": self.outlets[outlet],
                "media_type": "text/plain",
                "sha256": hashlib.sha256(name.encode()).hexdigest(),
                "length": body.at + 200,
            },
            "speakers": list(body.speakers.values()),
            "attributions": body.attributions,
            "not_speech": [],
            "problems": [],
            "run": {
                "tool": "quotes",
                "version": "0.1.0",
                "model": {"name": "en", "version": "1", "sha256": MODEL},
                "options": {"acts": "speech", "embed_text": False},
            },
        }
        # Without such numbers as are written in two ways, sorted JSON is canonical.
        canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return {**record, "integrity": {"sha256": hashlib.sha256(canonical.encode()).hexdigest()}}

    def quotation(self, cast: list[int]) -> tuple[int, str, list[str]]:
        """Return who of a cast says something, or who said it elsewhere; of which kind it is, and its words."""
        random = self.random
        if self._said and random.random() < REPEATED:
            person, kind, words = random.choice(self._said)
            return person, kind, self.varied(words)
        person = random.choice(cast)
        [kind] = random.choices(list(SHARES), weights=list(SHARES.values()))
        words = self.text(max(2, int(random.lognormvariate(2.6, 0.6))))
        if len(self._said) < KEPT:
            self._said.append((person, kind, words))
        return person, kind, words

    def varied(self, words: list[str]) -> list[str]:
        """Return words as another source may have them: the same, shortened, or with some of them changed."""
        way = self.random.random()
        if way < 0.5 or len(words) < 6:
            return words
        if way < 0.7:
            return words[: len(words) * 2 // 3]
        changed = list(words)
        for i in self.random.sample(range(len(words)), max(1, len(words) // 8)):
            [changed[i]] = self.text(1)
        return changed


class _Body:
    """The quotations of one article in the making, one behind the other."""

    def __init__(self, of: Ledgers, cast: list[int]) -> None:
        self.of, self.cast = of, cast
        self.at = 50
        self.speakers: dict[int, dict[str, Any]] = {}
        self.attributions: list[dict[str, Any]] = []

    def span(self, text: str) -> dict[str, Any]:
        """Return a span of the article that comes next."""
        start, self.at = self.at, self.at + len(text)
        return {"start": start, "end": self.at, "text": text}

    def add(self) -> None:
        """Add a quotation."""
        person, kind, words = self.of.quotation(self.cast)
        content = self.span(" ".join(words))
        self.at += 2
        cue = {**self.span("said"), "lemma": "say", "stance": "neutral", "polarity": "positive"}
        self.at += 1
        speaker = self._speaker(person)
        mention = {**self.span(speaker["name"].split()[-1]), "form": "partial"}
        self.at += 2
        speaker["counts"][kind] += 1
        verbatim = {"direct": [content], "mixed": [_part(content)], "indirect": []}[kind]
        role = speaker["roles"][0] if speaker["roles"] else None
        number = len(self.attributions)
        self.attributions.append(
            {
                "id": f"a-{number:010x}",
                "kind": kind,
                "act": "speech",
                "content": [content],
                "verbatim": verbatim,
                "cue": cue,
                "speaker": {"id": speaker["id"], "status": "resolved", "mention": mention, "candidates": []},
                "role": role and {key: role[key] for key in ("start", "end", "text")},
                "addressee": None,
                "medium": None,
                "confidence": self.of.random.randint(50, 98) / 100,
                "rule": "cue/subject",
                "evidence": [{"shows": "cue", **{key: cue[key] for key in ("start", "end", "text")}}],
            }
        )

    def _speaker(self, person: int) -> dict[str, Any]:
        if person not in self.speakers:
            first, last = self.of.people[person]
            name = last if self.of.random.random() < 0.1 else f"{first} {last}"
            mention = {**self.span(name), "form": "name"}
            self.at += 2
            self.speakers[person] = {
                "id": f"s-{person:010x}",
                "name": name,
                "kind": "person",
                "roles": [self._role(person)] if self.of.random.random() < 0.7 else [],
                "aliases": [last] if name != last else [],
                "mentions": [mention],
                "counts": {"direct": 0, "mixed": 0, "indirect": 0},
            }
        return self.speakers[person]

    def _role(self, person: int) -> dict[str, Any]:
        title, organization = self.of.roles[person]
        whole = self.span(f"{title} of {organization}")
        end = whole["end"]
        return {
            **whole,
            "title": {"start": whole["start"], "end": whole["start"] + len(title), "text": title},
            "organization": {"start": end - len(organization), "end": end, "text": organization},
            "rank": None,
        }


def _part(content: dict[str, Any]) -> dict[str, Any]:
    """Return the last words of some content."""
    text = content["text"].split(" ", 1)[-1]
    return {"start": content["end"] - len(text), "end": content["end"], "text": text}


def _vocabulary(random: Random) -> list[str]:
    """Return invented words, the first of them short."""
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        syllables = 1 + (len(made) > 60) + (len(made) > 5_000)
        made[
            "".join(random.choice(each) for _ in range(syllables) for each in (ONSETS, VOWELS)) + random.choice(ENDINGS)
        ] = None
    return list(made)


def _zipf(number: int) -> list[float]:
    """Return the cumulative weights of so many things, of which the n-th is used 1/n as often as the first."""
    return list(accumulate(1 / n for n in range(1, number + 1)))
