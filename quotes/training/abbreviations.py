"""Sentences as news abbreviates them: ranks and titles before names, months, states, mountains, initials.

Treebanks of the web have few abbreviations. A tokenizer that has not seen "Adm." takes its stop for a sentence's end.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

from quotes.lexicon.names import given_name
from quotes.lexicon.titles import honorific, rank, title
from quotes.training.treebank import Token, Tree, renumber


def _forms(text: str, between: str = " ") -> tuple[str, ...]:
    return tuple(text.split(between))


MONTHS = {
    "January": "Jan.",
    "February": "Feb.",
    "August": "Aug.",
    "September": "Sept.",
    "October": "Oct.",
    "November": "Nov.",
    "December": "Dec.",
}
# As the news agencies abbreviate them behind the name of a place.
STATES = _forms(
    "Ala. Ariz. Ark. Calif. Colo. Conn. Del. D.C. Fla. Ga. Ill. Ind. Kan. Ky. La. Md. Mass. Mich. Minn. Miss. Mo. Mont."
    " Neb. Nev. N.H. N.J. N.M. N.Y. N.C. N.D. Okla. Ore. Pa. R.I. S.C. S.D. Tenn. Vt. Va. Wash. W.Va. Wis. Wyo."
)
TITLES = _forms(
    "Adm. Amb. Atty. Brig. Brig.-Gen. Capt. Cdr. Cmdr. Col. Const. Cpl. Del. Det. Dr. Drs. Ens. Fr. Gen. Gov. Govs. Hon. Insp."
    " Lt. Lt.-Col. Lt.-Gen. Maj. Maj.-Gen. Messrs. Mr. Mrs. Ms. Pfc. Pres. Prof. Pvt. Rep. Reps. Rev. Sen. Sens. Sgt."
    " Spc. St. Supt."
)
TWO_TITLES = _forms(
    "Lt. Gen.|Lt. Col.|Lt. Cmdr.|Maj. Gen.|Brig. Gen.|Rear Adm.|Vice Adm.|Staff Sgt.|Sgt. Maj.|Master Sgt.|"
    "Atty. Gen.|Lt. Gov.|State Rep.|State Sen.|Army Lt.|Navy Capt.|1st Lt.",
    "|",
)
PLACES = {"Mount", "Fort", "Lake", "Port", "Cape", "Saint"}
SHORT_PLACES = ("Mt.", "Ft.", "St.")
COMPANIES = {"Corporation": "Corp.", "Incorporated": "Inc.", "Company": "Co.", "Limited": "Ltd.", "Department": "Dept."}
ABBREVIATIONS = {*MONTHS.values(), *STATES, *TITLES, *COMPANIES.values(), *SHORT_PLACES}


def abbreviated(tree: Tree, chance: random.Random) -> Tree:
    """Return the sentence with its titles, months, states, firms and given names abbreviated where it has any."""
    pairs = [
        (number, token)
        for number, old in enumerate(tree.tokens, 1)
        for token in _abbreviated(tree.tokens, number - 1, old, chance)
    ]
    if len(pairs) == len(tree.tokens):
        return replace(tree, tokens=tuple(token for _, token in pairs))
    return replace(tree, tokens=renumber(pairs, {}))


def _abbreviated(tokens: tuple[Token, ...], index: int, old: Token, chance: random.Random) -> Iterator[Token]:
    """Yield the token, or what stands for it; of two new tokens the last keeps the place in the tree."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is not None and after.form[0] == ".":  # one stop ends both, which is another lesson
        yield old
        return
    named = after is not None and old.space and after.upos == "PROPN" and after.form[0].isupper()
    if old.form in MONTHS and after is not None and after.form.isdigit():
        yield replace(old, form=MONTHS[old.form])
    elif old.form in COMPANIES and old.upos == "PROPN" and before is not None and before.upos == "PROPN":
        yield replace(old, form=COMPANIES[old.form])
    elif named and old.form[0].isupper() and (honorific(old.form) or rank(old.form) or title(old.form)):
        forms = chance.choice(TWO_TITLES if chance.random() < 0.3 else TITLES).split()
        yield from (replace(old, form=form, space=True) for form in forms)
    elif named and old.form in PLACES and old.upos == "PROPN":
        yield replace(old, form=chance.choice(SHORT_PLACES))
    elif named and given_name(old.form) is not None and old.upos == "PROPN" and chance.random() < 0.5:
        yield replace(old, form=chance.choice((f"{old.form[0]}.", f"{old.form[0]}.{chance.choice('ABCDJKLMRT')}.")))
    elif before is not None and before.form == "," and old.upos == "PROPN" and index > 1 and _is_place(tokens, index):
        yield replace(
            old, form=chance.choice(STATES), space=old.space or (after is not None and after.form[0].isalnum())
        )
    else:
        yield old


def _is_place(tokens: tuple[Token, ...], index: int) -> bool:
    """Return whether the name at `index` narrows down the one before the comma: "Phoenix, Arizona"."""
    place, name = tokens[index - 2], tokens[index]
    return place.upos == "PROPN" and name.head == index - 1 and name.form[0].isupper()
