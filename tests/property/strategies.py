"""Texts for the property tests: dirty ones that no newsroom would print, and articles of invented sentences."""

from __future__ import annotations

from hypothesis import strategies as st

LINE_ENDS = ("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")
BLANKS = (" ", "\t", "\u00a0", "\u2009", "\u202f", "\u3000")
DOUBLE_MARKS = ('"', "“", "”", "„", "‟", "＂", "''", "``", "‘‘", "’’")
SINGLE_MARKS = ("'", "‘", "’", "‚", "‛", "`", "´")
GUILLEMETS = ("«", "»", "‹", "›")
MARKS = (*DOUBLE_MARKS, *SINGLE_MARKS, *GUILLEMETS, "′", "″")

NAMES = ("Mara Ellwood", "Tobin Ashe", "Col. Ines Varga", "Dr. Pell", "the mayor of Orrin", "a harbour official")
CLAIMS = (
    "the bridge will open in spring",
    "nobody was told about the flood",
    "we don't want the states' money",
    "the harbour's gates were 6'2\" high in the '90s",
    "it isn't over until the last boat is in",
    "they have never asked us",
)
ASIDES = (
    "The town has waited for eleven years. Its council meets again in March.",
    "Rain fell on the coast all week. Three roads were closed and the ferry stayed in port.",
    "Ellwood had led the inquiry since June. She left the room before the vote was taken.",
)
PAIRS = (('"', '"'), ("“", "”"), ("''", "''"), ("``", "''"), ("„", "“"), ("«", "»"), ("‘", "’"))


def unicode_text(max_size: int = 400) -> st.SearchStrategy[str]:
    """Return any text but lone surrogates: controls, astral characters and combining marks among them."""
    return st.text(st.characters(exclude_categories=("Cs",)), max_size=max_size)


def dirty_text(max_pieces: int = 60) -> st.SearchStrategy[str]:
    """Return text dense with marks, odd line ends, apostrophes, broken markup, emoji and controls."""
    pieces = st.one_of(
        st.sampled_from(MARKS),
        st.sampled_from(LINE_ENDS),
        st.sampled_from(BLANKS),
        st.sampled_from(
            (
                "he said",
                ", Ashe said.",
                "U.S.",
                "don't",
                "Jones'",
                "5'11\"",
                '7"',
                "'em",
                "\u200b",
                "\x00",
                "😀",
                "é",
                '<b a="',
            )
        ),
        st.sampled_from(CLAIMS),
        st.sampled_from((".", ",", "?", "!", ":", ";", "—", "(", ")", "[", "]")),
        unicode_text(4),
    )
    return st.lists(pieces, max_size=max_pieces).map("".join)


@st.composite
def quoting_sentences(draw: st.DrawFn) -> str:
    """Return a sentence that attributes something, with well-paired marks."""
    opening, closing = draw(st.sampled_from(PAIRS))
    name, claim = draw(st.sampled_from(NAMES)), draw(st.sampled_from(CLAIMS))
    shape = draw(
        st.sampled_from(
            (
                "{o}{C},{c} said {n}.",
                "{N} said that {l}.",
                "{N} said: {o}{C}.{c}",
                "According to {n}, {l}.",
                "{N} called it {o}a dark year{c} and left.",
            )
        )
    )
    claim_first, name_first = claim[0].upper() + claim[1:], name[0].upper() + name[1:]
    return shape.format(o=opening, c=closing, C=claim_first, l=claim, n=name, N=name_first)


@st.composite
def body_paragraphs(draw: st.DrawFn) -> str:
    """Return a paragraph that can only be body text: two full sentences of background around quoting ones."""
    quoting = draw(st.lists(quoting_sentences(), max_size=3))
    return " ".join([draw(st.sampled_from(ASIDES)), *quoting, "The council will meet again on Monday."])


def body_texts(max_paragraphs: int = 6) -> st.SearchStrategy[str]:
    """Return the body of an article: paragraphs of invented sentences, divided by blank lines."""
    return st.lists(body_paragraphs(), min_size=1, max_size=max_paragraphs).map("\n\n".join)


@st.composite
def article_texts(draw: st.DrawFn) -> str:
    """Return an article as it is found: a headline, a body, page furniture, and one of the usual line ends."""
    headline = draw(
        st.sampled_from(("Bridge To Open In Spring", "Ellwood: ‘Nobody Was Told’", "Harbour vote delayed again"))
    )
    furniture = draw(
        st.lists(st.sampled_from(("Share this", "Read more", "By MARA ELLWOOD", "ADVERTISEMENT")), max_size=3)
    )
    body = draw(body_texts())
    blank = draw(st.sampled_from(("\n\n", "\r\n\r\n", "\n \n", "\u2029\u2029")))
    return blank.join([headline, *body.split("\n\n"), *furniture])
