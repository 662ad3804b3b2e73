"""Read the names in a parsed article: where each stands, what precedes it as a title, and what kind of thing it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotes import lexicon
from quotes.grammar import PLURAL_NOUNS
from quotes.model import Parsed, Sentence, Span, SpeakerKind, Word
from quotes.resolve.titles import (
    LINKS,
    NOT_NAMES,
    from_courtesy,
    is_office,
    is_office_alone,
    is_title_word,
    prefix_start,
    title_end,
)

PARTICLES = frozenset(
    {"al", "el", "de", "da", "di", "du", "del", "der", "den", "van", "von", "bin", "ibn", "la", "le", "ben", "abu"}
)
SUFFIXES = frozenset({"jr.", "jr", "sr.", "sr", "ii", "iii", "iv"})
SHORT_FORM = re.compile(r"[A-Z][A-Z.&-]+")
# What joins the people of a body to its cause, and people who only speak for another: "[lawyers] for Mara Voss".
CAUSES = frozenset({"for", "against", "without"})
SPEAKING_FOR = frozenset({"aide", "attorney", "counsel", "executive", "lawyer", "leader", "official", "representative", "spokesman",
                          "spokesperson", "spokeswoman", "strategist", "supporter"})  # fmt: skip
LOCATING = frozenset({"in", "near", "outside", "inside", "across", "throughout"})
MARKS = frozenset("\"“”‘’'")
EPITHETS = frozenset({"based", "led", "backed", "run", "owned", "born"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A proper name at one place: its words, the words of the role before it, and what it names.

    ``located`` is true of what something is in: "in [North Varland]".
    """

    sentence: int
    words: tuple[Word, ...]
    prefix: tuple[Word, ...]
    kind: SpeakerKind
    span: Span
    abbreviation: str | None = None
    definite: bool = False
    headline: bool = False
    located: bool = False

    @property
    def modifies(self) -> bool:
        """Whether the name stands before a noun that it belongs to: "the [Voss] plan"."""
        last = self.words[-1]
        return last.relation == "compound" and last.head > last.index

    @property
    def tokens(self) -> tuple[str, ...]:
        """The name's words as they stand, hyphens and apostrophes joined to their neighbours."""
        return tuple(self.span.text.split())

    def holds(self, word: Word) -> bool:
        """Return whether ``word`` (of the same sentence) is one of the name's own or of its prefix."""
        return any(w.index == word.index for w in (*self.words, *self.prefix))


def names(parsed: Parsed) -> Iterator[Name]:
    """Yield the names of an article in order."""
    for index, sentence in enumerate(parsed.sentences):
        at = 0
        found: list[Name] = []
        while at < len(sentence.words):
            end = run_end(sentence, at)
            if end > at:
                found.extend(split_run(parsed, index, sentence, at, end))
            at = max(end, at + 1)
        yield from (n for n in found if not any(n is not m and m.span.covers(n.span) for m in found))


def is_name_word(word: Word) -> bool:
    """Return whether a word can be part of a proper name."""
    if word.text.lower().rstrip(".") in NOT_NAMES or not any(c.isalnum() for c in word.text):
        return False
    if word.upos == "PROPN" or (word.text[:1].isupper() and word.relation == "flat"):
        return True
    capital = word.upos == "NOUN" and word.index > 0 and word.text[:1].isupper()
    return capital and (
        lexicon.organization_word(word.text) or lexicon.noun_class(word.lemma.lower()) == "organization"
    )


def ends_name(sentence: Sentence, at: int) -> bool:
    """Return whether a noun with a capital ends the name before it: "Varland [Today]", but not "Voss [Administration]".

    It does not where it says what sort of person or body is meant, or where every noun has a capital.
    """
    word, last = sentence.words[at], sentence.words[at - 1]
    if word.upos != "NOUN" or last.upos != "PROPN" or not word.text[:1].isupper():
        return False
    nouns = [w for w in sentence.words if w.upos in ("NOUN", "VERB") and w.index > 0]
    return lexicon.noun_class(word.lemma.lower()) is None and any(w.text[:1].islower() for w in nouns)


def leads_name(sentence: Sentence, at: int) -> bool:
    """Return whether a capitalised adjective or noun belongs to the name after it: "[Saudi] [Interior] Ministry"."""
    word, following = sentence.words[at], sentence.words[at + 1] if at + 1 < len(sentence.words) else None
    if following is None or word.upos not in ("ADJ", "NOUN", "VERB") or not word.text[:1].isupper():
        return False
    if word.index == 0 and not lexicon.nation(word.text):
        return False
    return is_name_word(following) or leads_name(sentence, at + 1)


def opens_body(sentence: Sentence, at: int) -> bool:
    """Return whether people and a cause in capitals make the name of a body: "[Bakers] Against Hunger", "[Citizens] for Tax Justice"."""
    people, *cause = sentence.words[at : at + 3]
    if len(cause) < 2 or people.xpos not in PLURAL_NOUNS or not people.text[:1].isupper():
        return False
    inside = at > 0 and sentence.words[at - 1].upos != "PUNCT"
    joined = cause[0].text.lower() in CAUSES and cause[1].text[:1].isupper()
    return joined and (inside or people.lemma.lower() not in SPEAKING_FOR)


def run_end(sentence: Sentence, start: int) -> int:
    """Return the end of the run of name words that begins at ``start``; ``start`` itself if none does."""
    words, at = sentence.words, start
    if words[at].upos != "PROPN" and not words[at].text[:1].isupper():
        return start  # most words are spared the questions below, each of which wants a capital or a proper noun
    if opens_body(sentence, at):
        at += 3
        while at < len(words) and words[at].text[:1].isupper() and words[at].upos in ("NOUN", "ADJ", "VERB"):
            at += 1
    elif not is_name_word(words[at]) and not leads_name(sentence, at):
        return start
    while at < len(words):
        suffix = at > start and (words[at].text.lower() in SUFFIXES or ends_name(sentence, at))
        if is_name_word(words[at]) or suffix or leads_name(sentence, at):
            at += 1
            continue
        bridge = bridge_end(sentence, start, at)
        if bridge == at:
            break
        at = bridge
    return at


def bridge_end(sentence: Sentence, start: int, at: int) -> int:
    """Return where a name goes on after a word that is no name word by itself: "Bashar [al -] Assad", "Ministry [of] Trade"."""
    words, end = sentence.words, at
    while end < len(words) and end - at < 3 and bridges(sentence, start, end):
        end += 1
        if end < len(words) and (is_name_word(words[end]) or leads_name(sentence, end)):
            return end
    return at


def bridges(sentence: Sentence, start: int, at: int) -> bool:
    """Return whether the word at ``at`` can stand inside a name that began at ``start``."""
    word, before = sentence.words[at], sentence.words[at - 1]
    if (
        is_nickname(sentence, at)
        or (at > 1 and is_nickname(sentence, at - 1))
        or (at > 2 and is_nickname(sentence, at - 2))
    ):
        return True
    if word.text in ("-", "‑", "–") or before.text in ("-", "‑"):
        return word.span.start == before.span.end
    if word.text.lower() in PARTICLES:
        return True
    link = word.text.lower()
    if link == "&":
        return True
    if link == "and" and any(lexicon.given_name(w.text) or is_office(w) for w in sentence.words[start : at - 1]):
        return False  # a person's name ends there: "Ada Voss and Oster News", "Minister Voss and the Oster Board"
    if link not in LINKS or (before.text.lower() == "and" and link == "the") or lexicon.nation(before.text):
        return False
    reach = at
    while reach < len(sentence.words) and (reach <= at or is_name_word(sentence.words[reach])):
        reach += 1
    return any(lexicon.organization_word(w.text) for w in sentence.words[start:reach])


def long_form_start(sentence: Sentence, start: int, end: int, abbreviation: str) -> int:
    """Return where the name that an abbreviation in brackets stands for begins, at or before ``start``.

    By matching letters from the right, the first one at the start of a word, as Schwartz and Hearst (2003) do.
    """
    left = list(abbreviation.lower())
    for at in range(end - 1, max(-1, end - 2 * len(abbreviation) - 1), -1):
        text = sentence.words[at].text
        if left and text[:1].lower() == left[-1]:
            left.pop()
            if not left:
                return min(at, start) if text[:1].isupper() else start
    return start


def is_nickname(sentence: Sentence, at: int) -> bool:
    """Return whether a nickname in marks begins at ``at``, inside a name: 'Robert ["Bobby"] Voss'."""
    inside = sentence.words[at : at + 4]
    marks = len(inside) == 4 and inside[0].text in MARKS and inside[2].text in MARKS
    return (
        marks
        and inside[1].upos == "PROPN"
        and inside[3].upos == "PROPN"
        and at > 0
        and is_name_word(sentence.words[at - 1])
    )


def split_run(parsed: Parsed, index: int, sentence: Sentence, start: int, end: int) -> Iterator[Name]:
    """Yield the name in a run of name words, its title split off: "[Army Lt. Gen.] Paul E. Funk II"."""
    abbreviation = bracketed(sentence, end)
    start = long_form_start(sentence, start, end, abbreviation) if abbreviation else start
    words = sentence.words[start:end]
    before = sentence.words[start - 1] if start else None
    definite = before is not None and before.text.lower() == "the"
    if is_office_alone(words, definite=definite):
        return
    cut = 0 if opens_body(sentence, start) else title_end(words)
    if cut == len(words):
        return
    name = words[cut:]
    prefix = from_courtesy(sentence.words[prefix_start(sentence, start + cut) : start + cut])
    if not any(is_title_word(w) or (cut and lexicon.given_name(name[0].text)) for w in prefix):
        prefix = ()
        name = without_epithet(name)
    if is_institution_after(prefix, name):
        prefix = ()
    yield Name(
        sentence=index,
        words=tuple(name),
        prefix=tuple(prefix),
        kind="organization"
        if abbreviation or (not prefix and is_body(sentence, start, name))
        else kind_of(name, tuple(prefix), definite),
        span=parsed.span(name),
        abbreviation=abbreviation,
        headline=parsed.segments[sentence.segment].kind != "body",
        definite=definite,
        located=any(is_inside(sentence, word) for word in name),
    )


def is_inside(sentence: Sentence, word: Word) -> bool:
    """Return whether something is said to be in what a word names; it is a place, then, or a time, not a person."""
    case = sentence.child(word, "case")
    return case is not None and case.text.lower() in LOCATING and word.relation in ("obl", "nmod", "root")


def is_institution_after(prefix: tuple[Word, ...], name: tuple[Word, ...]) -> bool:
    """Return whether an adjective that could be a noun for a person tells of a body: "the [centrist] Tax Policy Center"."""
    common = all(w.upos == "ADJ" and (w.text.islower() or w.index == 0) for w in prefix)
    institutional = len(name) > 1 and lexicon.organization_word(name[-1].text)
    return common and institutional and not lexicon.given_name(name[0].text)


def is_body(sentence: Sentence, start: int, name: Sequence[Word]) -> bool:
    """Return whether a name is of a body by its cause, its ampersand or the noun before it: "the firm [Hale & Pike]"."""
    before = sentence.words[start - 1] if start else None
    noun = before is not None and before.upos == "NOUN" and lexicon.noun_class(before.lemma.lower()) == "organization"
    return noun or opens_body(sentence, start) or any(w.text == "&" for w in name)


def without_epithet(name: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return a name without what merely says where it sits: "[UK-based] Syrian Observatory"."""
    last = max((i for i, w in enumerate(name) if w.text.lower().rpartition("-")[2] in EPITHETS), default=-1)
    return name[last + 1 :] or name


def kind_of(name: tuple[Word, ...], prefix: tuple[Word, ...], definite: bool) -> SpeakerKind:
    """Return what a name names, by its words, its title and its article."""
    text = " ".join(w.text for w in name)
    if prefix or any(w.text in MARKS for w in name):
        return "person"
    if is_people(name[-1]) and len(name) <= 2:
        return "group"
    if lexicon.nation(text) or lexicon.institution(text) or any(lexicon.organization_word(w.text) for w in name):
        return "organization"
    if lexicon.given_name(name[0].text):
        return "person"
    if lexicon.nation_kind(name[0].text) == "name":
        return "organization"
    if len(name) == 1:
        word = name[0]
        letters = [c for c in word.text if c.isalpha()]
        if definite or any(c.isdigit() for c in word.text) or (len(letters) > 1 and all(c.isupper() for c in letters)):
            return "organization"
        return "person"
    return "organization" if definite or len(name) > 4 else "person"


def is_people(word: Word) -> bool:
    """Return whether a name is a plural of people: "Democrats", "Russians"; a surname in -s is not."""
    text = word.text
    demonym = text.endswith("s") and lexicon.nation_kind(text.removesuffix("s")) == "adjective"
    return demonym or lexicon.noun_class(text.lower()) == "group"


def bracketed(sentence: Sentence, end: int) -> str | None:
    """Return the abbreviation introduced in brackets after a name: "US Central Command (CENTCOM)"."""
    after = sentence.words[end : end + 3]
    if len(after) == 3 and after[0].text == "(" and after[2].text == ")" and SHORT_FORM.fullmatch(after[1].text):
        return after[1].text
    return None
