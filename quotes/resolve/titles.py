"""Tell titles from names: where the title before a name begins and ends, and which title has no name behind it."""

from __future__ import annotations

from collections.abc import Sequence

from quotes import lexicon
from quotes.grammar import DATES, PLURAL_NOUNS
from quotes.model import Sentence, Word

# Words that join the words of a name, and dates, which are none though they have a capital.
LINKS = frozenset({"of", "for", "the", "and", "&"})
NOT_NAMES = frozenset(date.lower() for date in DATES)


def is_title_word(word: Word) -> bool:
    """Return whether a word before a name says what its bearer is: a rank, a title, an office, "Mr."."""
    text = word.text
    if lexicon.nation(text):
        return False
    if lexicon.honorific(text) or lexicon.rank(text) or lexicon.service(text) or lexicon.title(text):
        return True
    return lexicon.noun_class(word.lemma.lower()) == "person"


def is_office(word: Word) -> bool:
    """Return whether a word is the title of a person by itself: "Speaker" or "Sen.", but not "House" or "National"."""
    if word.upos == "ADJ" or not lexicon.title(word.text):
        return False
    return lexicon.noun_class(word.lemma.lower()) == "person" or bool(lexicon.spelled_out(word.text))


def is_office_alone(words: Sequence[Word], *, definite: bool) -> bool:
    """Return whether a run of name words is an office with no name behind it: "the Oster Police Chief", "White House Press Secretary".

    Many a surname is an office as well: "Bishop" is one behind a given name or another office.
    """
    if len(words) < 2 or lexicon.given_name(words[-1].text):
        return False
    if lexicon.title(" ".join(w.text for w in words[-2:])):
        return True  # "the Secretary General": a title of two words, neither of which need be an office by itself
    last, before = words[-1], words[-2]
    if any(w.text.lower() in LINKS - {"and"} for w in words) or before.text.lower() in LINKS:
        return False  # "the Department of Justice"
    if not is_office(last) or is_office(before) or lexicon.rank(before.text) or lexicon.honorific(before.text):
        return False
    if any(lexicon.given_name(w.text) for w in words[:-1]):
        return False
    return definite or all(lexicon.title(w.text) or lexicon.organization_word(w.text) for w in words[:-1])


def title_end(words: tuple[Word, ...]) -> int:
    """Return how many words at the start of a run are title, not name; all of them if no name follows."""
    if lexicon.institution(" ".join(word.text for word in words)):
        return 0
    if len(words) == 1 and lexicon.title(words[0].text) and lexicon.noun_class(words[0].lemma.lower()) == "person":
        return 0 if lexicon.given_name(words[0].text) else 1
    if lexicon.rank(words[-1].text) and all(lexicon.rank(w.text) or lexicon.service(w.text) for w in words[-2:]):
        return len(words)
    cut = 0
    # The last word is the name's own: "Baker" and "Bishop" are surnames too. So is what follows a given name.
    for i, word in enumerate(words[:-1]):
        # A title and a link belong to what is linked: "House of Delegates", "Secretary of State".
        if (i and len(word.text.rstrip(".")) == 1) or words[i + 1].text.lower() in LINKS:
            continue
        ranked = lexicon.rank(word.text) or lexicon.honorific(word.text)
        if i and not ranked and lexicon.given_name(words[i - 1].text) and cut < i:
            break
        if (is_title_word(word) and (ranked or not lexicon.given_name(word.text))) or (
            i + 1 < len(words) and lexicon.given_name(words[i + 1].text) and describes(words[: i + 1], words[i + 1 :])
        ):
            cut = i + 1
    rest = words[cut:]
    institutional = any(lexicon.organization_word(w.text) for w in rest)
    return 0 if institutional and not lexicon.given_name(rest[0].text) else cut


def describes(before: Sequence[Word], name: Sequence[Word]) -> bool:
    """Return whether the words before a given name say who bears it: a country, an office, the body it belongs to."""
    last = before[-1]
    if lexicon.nation(last.text) or lexicon.title(last.text) or lexicon.noun_class(last.lemma.lower()) is not None:
        return True
    if any(lexicon.nation(" ".join(w.text for w in before[-n:])) for n in (2, 3)):
        return True
    institutional = any(lexicon.organization_word(w.text) for w in before)
    return institutional and 2 <= len(name) <= 3 and not any(lexicon.organization_word(w.text) for w in name)


def prefix_start(sentence: Sentence, end: int) -> int:
    """Return where the words that modify a name from the left begin: "[Pentagon spokesman Army Col.] Ryan Dillon"."""
    at = modifiers_start(sentence, end)
    before = at
    while before > 0 and sentence.words[before - 1].text.lower() in ("of", "for", "to", "at", "the"):
        before -= 1
    office = before < at < end and before > 0 and is_title_word(sentence.words[before - 1])
    between = sentence.words[at:end]
    plain = not any(lexicon.noun_class(w.lemma.lower()) == "person" or lexicon.honorific(w.text) for w in between)
    if office and plain and sentence.words[before - 1].xpos not in PLURAL_NOUNS:
        at = modifiers_start(sentence, before)
    last = max((i for i in range(at, end) if is_possessive(sentence.words[i])), default=at)
    if not any(is_title_word(w) for w in sentence.words[last + 1 : end]) and is_possessive(sentence.words[last]):
        at = last + 1
    while at < end and (sentence.words[at].upos in ("PUNCT", "PART") or is_possessive(sentence.words[at])):
        at += 1
    return at


def from_courtesy(prefix: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words before a name from its courtesy on, unless an office stands before that: "[the fire] Mr. Voss"."""
    at = next((i for i, w in enumerate(prefix) if lexicon.honorific(w.text)), 0)
    return prefix if at == 0 or is_title_word(prefix[at - 1]) else prefix[at:]


def modifiers_start(sentence: Sentence, end: int) -> int:
    """Return where the nouns, adjectives and possessives directly before a word begin."""
    at = end
    while at > 0:
        word = sentence.words[at - 1]
        possessive = word.text in ("-", "'s", "’s", "'", "’", "/") or word.upos == "PART"
        nominal = word.upos in ("NOUN", "PROPN", "ADJ", "NUM") and word.text.lower().rstrip(".") not in NOT_NAMES
        if word.upos == "PRON" and word.deprel == "nmod:poss":
            return at - 1
        if not possessive and not nominal:
            break
        at -= 1
    return at


def is_possessive(word: Word) -> bool:
    """Return whether a word is a possessive "'s"."""
    return word.text in ("'s", "’s", "'", "’")
