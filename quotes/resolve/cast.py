"""The cast of an article: who and what it names, each with every mention, so that a surname finds its full name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf

from quotes import lexicon
from quotes.model import Mention, Role, SpeakerKind
from quotes.resolve.names import SUFFIXES, Name
from quotes.resolve.roles import Stated
from quotes.resolve.titles import is_title_word

LONGEST_IN_HEADLINE = 3
# A surname that two people share is of him who was named in full so few sentences before, the other so many before.
FRESH = 2
STALE = 10


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something that the article speaks of, while its mentions are being gathered."""

    kind: SpeakerKind
    name: str | None = None
    aliases: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    description: Role | None = None
    gender: str | None = None
    plural: bool = False
    speaks: bool = False
    order: int = 0

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of the fullest name."""
        return tuple((self.name or "").split())

    @property
    def roles(self) -> list[Role]:
        """The roles that the article states, what tells most first."""
        return [s.role for s in sorted(self.stated, key=lambda s: s.preference)]

    @property
    def is_certain_person(self) -> bool:
        """Whether more than a capitalised word says that this is a person: a title, a given name, words credited to it.

        Two capitalised words may be a place too, if something is in it.
        """
        if self.kind != "person" or self.speaks:
            return self.kind in ("anonymous", "person")
        if any(n.prefix or lexicon.given_name(n.tokens[0]) for n in self.names):
            return True
        return len(self.tokens) > 1 and not any(n.located for n in self.names)

    @property
    def sort_key(self) -> int:
        """Where the referent is first mentioned."""
        return min((m.span.start for m in self.mentions), default=0)


@dataclass(slots=True)
class Cast:
    """Everybody whom an article names, and which surnames could be two people."""

    referents: list[Referent] = field(default_factory=list)
    of_name: dict[tuple[int, int], list[Referent]] = field(default_factory=dict)
    bearers: dict[str, tuple[int, Referent]] = field(default_factory=dict)
    by_word: dict[str, list[Referent]] = field(default_factory=dict)

    def at(self, name: Name) -> list[Referent]:
        """Return whom a name can mean: one referent, several if the article gives two people that surname, or none.

        A surname cannot mean somebody whom the article only brings in later, if it can mean somebody before; with a title
        it means the one who is called so in full.
        """
        found = self.of_name.get((name.span.start, name.span.end), [])
        if len(found) < 2:
            return found
        own = titles(name)
        titled = [r for r in found if own and any(own & titles(n) for n in r.names if len(core(n.tokens)) > 1)]
        if len(titled) == 1:
            return titled
        known = [r for r in found if any(n.span.start < name.span.start for n in r.names)]
        fresh = [r for r in known if since_named(r, name) <= FRESH]
        if len(fresh) == 1 and all(since_named(r, name) > STALE for r in known if r is not fresh[0]):
            return fresh
        settled = self.bearers.get(name.span.text)
        if len(known) > 1 and settled is not None and settled[0] < name.span.start and settled[1] in known:
            return [settled[1]]
        return known or found

    def add(self, referent: Referent) -> None:
        """Add somebody to the cast."""
        referent.order = len(self.referents)
        self.referents.append(referent)
        initials = "".join(t[0] for t in referent.tokens if t[:1].isupper())
        self.index(referent, (*core(referent.tokens), *nicknames(referent), initials, referent.name or ""))

    def index(self, referent: Referent, keys: Iterable[str]) -> None:
        """Let a referent be found by some words."""
        for key in {k.lower() for k in keys if k}:
            found = self.by_word.setdefault(key, [])
            if referent not in found:
                found.append(referent)

    def like(self, name: Name) -> list[Referent]:
        """Return the referents that share a word with a name, or whose initials it may be, in the order they came."""
        keys = (*core(name.tokens), name.span.text.lower(), name.span.text.replace(".", "").lower())
        found = {id(r): r for k in keys for r in self.by_word.get(k, ())}
        return sorted(found.values(), key=lambda r: r.order)

    def settle(self, found: Iterable[Name]) -> None:
        """Settle who bears a surname that two people share: whom the article called by it before it brought in the other.

        From then on the other one needs more than the surname.
        """
        for name in sorted(found, key=lambda n: n.span.start):
            candidates = self.at(name)
            shared = len(self.of_name.get((name.span.start, name.span.end), [])) > 1
            if shared and len(candidates) == 1 and not name.prefix:
                self.bearers.setdefault(name.span.text, (name.span.start, candidates[0]))


def titles(name: Name) -> set[str]:
    """Return the words of a name's title that not everybody can bear: not "Mr." or "former"."""
    return {w.text.lower().strip(".") for w in name.prefix if is_title_word(w) and not lexicon.honorific(w.text)}


def since_named(referent: Referent, name: Name) -> float:
    """Return how many sentences before a name a referent was last named by more than that, infinity if never."""
    fuller = [n.sentence for n in referent.names if n.span.start < name.span.start and len(core(n.tokens)) > 1]
    return name.sentence - max(fuller) if fuller else inf


def gather(found: Iterable[Name]) -> Cast:
    """Return the cast that a list of names makes: full names first, then the partial names that they explain."""
    cast = Cast()
    ordered = sorted(found, key=lambda n: (n.headline, -len(core(n.tokens)), n.span.start))
    for name in ordered:
        matches = [r for r in cast.like(name) if same(r, name)]
        if not matches and name.headline:
            # Headlines capitalise every word, so a run of them is a name only as far as the article knows it.
            matches = [r for r in cast.like(name) if known_in(r, name)]
        if not matches and name.headline and len(name.tokens) > LONGEST_IN_HEADLINE:
            continue
        if not matches:
            matches = [Referent(kind=name.kind, name=plain(name))]
            cast.add(matches[0])
        cast.of_name[(name.span.start, name.span.end)] = matches
        if len(matches) == 1:
            enlist(matches[0], name)
            cast.index(matches[0], (name.abbreviation or "",))
    cast.settle(ordered)
    for referent in cast.referents:
        drop_epithet(referent)
        referent.mentions.sort(key=lambda m: m.span.start)
        referent.names.sort(key=lambda n: n.span.start)
    return cast


def drop_epithet(referent: Referent) -> None:
    """Take the word before a given name for an epithet if the article mostly does without: "Honest Ada Voss"."""
    tokens = referent.tokens
    if referent.kind != "person" or len(tokens) < 3 or lexicon.given_name(tokens[0]):
        return
    plainer = " ".join(tokens[1:])
    with_it = sum(plain(n) == referent.name for n in referent.names)
    without = sum(plain(n) == plainer for n in referent.names)
    if lexicon.given_name(tokens[1]) and without > with_it:
        referent.aliases = [a for a in (referent.name or "", *referent.aliases) if a != plainer]
        referent.name = plainer


def known_in(referent: Referent, name: Name) -> bool:
    """Return whether a run of capitalised words begins with a referent's name."""
    tokens = referent.tokens
    return len(tokens) > 1 and name.tokens[: len(tokens)] == tokens


def plain(name: Name) -> str:
    """Return a name as one line of text."""
    return " ".join(name.tokens)


@lru_cache(maxsize=1 << 12)  # each name is compared with all that share a word with it
def core(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name in lower case that tell people apart: no initials, no "Jr."."""
    lowered = [t.lower().strip(",\"“”‘’'") for t in tokens]
    kept = [t for t in lowered if t not in SUFFIXES and len(t.rstrip(".")) > 1]
    return tuple(kept or lowered)


def same(referent: Referent, name: Name) -> bool:
    """Return whether a name can mean a referent. Two full names are the same only if first and last words agree."""
    if referent.name is None or (gender_of(name) and referent.gender and gender_of(name) != referent.gender):
        return False
    if name.span.text in referent.aliases or (referent.kind == "organization" and is_acronym(referent, name)):
        return True
    ours, theirs = core(referent.tokens), core(name.tokens)
    if ours == theirs:
        return True
    if referent.kind == "person" and name.kind == "person":
        return same_person(referent, name, ours, theirs)
    if referent.kind == "organization" and name.kind == "person" and len(theirs) == 1:
        return False
    if len(theirs) == 1 and referent.kind == "person" and name.kind in ("organization", "group"):
        return (name.modifies or not name.definite) and theirs[0] == ours[-1]
    if referent.kind != "organization" or name.kind != "organization":
        return False
    if len(theirs) == 1:
        return name.definite and lexicon.organization_word(name.tokens[0]) and theirs[0] in ours
    return ours[: len(theirs)] == theirs or ours[-len(theirs) :] == theirs


def is_acronym(referent: Referent, name: Name) -> bool:
    """Return whether a name is the initials of an institution's: "S.E.C." of "Securities and Exchange Commission"."""
    letters = name.span.text.replace(".", "")
    if len(letters) < 2 or not letters.isupper():
        return False
    initials = "".join(t[0] for t in referent.tokens if t[:1].isupper())
    return letters == initials and lexicon.nation(name.span.text) is None


def same_person(referent: Referent, name: Name, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Return whether a person's name, full or partial, fits a referent: "Dillon" fits "Ryan Dillon", "Ann Dillon" not."""
    if len(theirs) == 1:
        by_surname = theirs[0] == ours[-1]
        by_given = theirs[0] == ours[0] and not name.prefix and bool(lexicon.given_name(name.tokens[0]))
        return by_surname or by_given
    given = theirs[0] == ours[0] or theirs[0] in nicknames(referent)
    return (given and theirs[-1] == ours[-1]) or ours[-len(theirs) :] == theirs


def nicknames(referent: Referent) -> set[str]:
    """Return the nicknames that a full name gives in marks: 'Robert "Bobby" Voss'."""
    return {t.strip("\"“”‘’'").lower() for t in referent.tokens if t[:1] in "\"“‘'"}


def gender_of(name: Name) -> str | None:
    """Return the gender that a name shows by its title or given name, if any."""
    for word in name.prefix:
        honorific = lexicon.honorific(word.text)
        gender = honorific.gender if honorific else lexicon.noun_gender(word.lemma.lower())
        if gender in ("m", "f"):
            return gender
    if len(name.words) > 1 and name.kind == "person":
        given = lexicon.given_name(name.words[0].text)
        return given if given in ("m", "f") else None
    return None


def enlist(referent: Referent, name: Name) -> None:
    """Add a name to a referent's mentions, and what it tells: gender, kind, abbreviation."""
    full = core(name.tokens) == core(referent.tokens)
    referent.mentions.append(Mention(span=name.span, form="name" if full else "partial"))
    referent.names.append(name)
    referent.gender = referent.gender or gender_of(name)
    if name.prefix and not name.abbreviation:
        referent.kind = "person"
    if plain(name) != referent.name and plain(name) not in referent.aliases:
        referent.aliases.append(plain(name))
    if name.abbreviation and name.abbreviation not in referent.aliases:
        referent.aliases.append(name.abbreviation)
