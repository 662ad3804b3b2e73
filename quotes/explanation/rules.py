"""The rules in words: what the two parts of an entry's ``rule``, "clause/as-read", say of how it came about."""

from __future__ import annotations

from typing import Final

# What found the words: the frames of `quotes.find.reports`, the links of `quotes.find.quoted`, layout.
FOUND: Final = {
    "clause": "a cue that reports a clause: “Voss said [that it held]”",
    "infinitive": "a cue that reports an infinitive: “vowed [to rebuild]”",
    "gerund": "a cue that reports a gerund: “denied [knowing her]”",
    "np": "a cue that reports a noun phrase: “announced [the closure]”",
    "as": "a cue that reports a phrase with “as”: “described it [as a gift]”",
    "prep": "a cue that reports a phrase with the preposition “{}”",
    "parenthetical": "a cue that stands within or after what it reports: “[the bridge], Voss said, [had held]”",
    "according": "a preposition that reports the clause it stands in: “according to Voss, [it held]”",
    "quote-then-cue": "words in quotation marks, and a cue after them: “‘[It held],’ Voss said”",
    "cue-then-quote": "a cue, and words in quotation marks after it: “Voss said: ‘[It held]’”",
    "quote-then-verb": "words in quotation marks, and after them a verb that is no listed cue, in the place of one",
    "dash-signature": "words that a dash signs with who said them: “[It held] – Voss”",
    "colon-label": "words after a label that ends in a colon: “Voss: [It held]”",
    "cut-off-source": "words in quotation marks, and after them the beginning of a name where the paragraph breaks off",
    "re-opened": "a quotation opened again in a further paragraph, with the cue of another of its paragraphs",
    "no-cue": "a sentence in quotation marks of its own, without a cue",
}
# What found the source: the rules of `quotes.attribute`.
CREDITED: Final = {
    "as-read": "the words that the reader takes the cue to credit",
    "beside-mark": "what stands at the dash or colon, or at the end of the cut-off paragraph",
    "pronoun": "the pronoun right before the cue: “[she] said”",
    "agent": "the agent of the passive: “was confirmed by [the ministry]”",
    "between": "what stands between the quotation and its cue: “‘It held,’ [Mayor Voss] said”",
    "subject": "the cue's own subject: “[Voss] said”",
    "inherited-subject": "the subject of a verb further up: “[Voss] rose and said”",
    "neighbour": "the noun phrase right beside the cue",
    "carried-on": "the source of the quotation before, which goes on here",
    "none": "nobody: the text gives no source here",
}
UNKNOWN: Final = "a rule that this version does not know"


def in_words(rule: str) -> tuple[str, str]:
    """Return what a rule says of how the words were found, and of whom they are credited to.

    >>> in_words("prep:of/subject")[0]
    'a cue that reports a phrase with the preposition “of”'
    """
    found, _, credited = rule.partition("/")
    frame, _, preposition = found.partition(":")
    return FOUND.get(frame, UNKNOWN).format(preposition), CREDITED.get(credited, UNKNOWN)
