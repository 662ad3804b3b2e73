"""A ledger written by hand that shows every field and every status once: the literal that many tests start from."""

from quotes.ledger import Ledger, ModelInfo, Options, Run, Source
from quotes.model import (
    Article,
    Attribution,
    Cue,
    Evidence,
    Mention,
    NotSpeech,
    Problem,
    Role,
    Speaker,
    SpeakerLink,
)

TEXT = (
    "Oster to rebuild its pier\n\n"
    "“We will rebuild it,” Mara Voss, the mayor of Oster, told reporters on Monday. She said in a statement that "
    "the work was “ahead of plan”. A port official denied that money was short.\n\n"
    "Critics said it was. Ilse Voss and Mara Voss disagreed: the pier was a loss, Voss said. “They would not.” "
    "He thought the so-called “pier – of – dreams” was naïve 😀.\n"
)
ARTICLE = Article(
    id="pier",
    text=TEXT,
    path="news/pier.txt",
    url="https://news.example/pier",
    title="Oster to rebuild its pier",
    published="2024-05-06T07:08:09+02:00",
    outlet="Oster Bote",
    problems=(Problem(path="news/pier.txt", check="encoding", message="decoded as windows-1252, a guess"),),
)
RUN = Run(version="0.1.0", model=ModelInfo(name="en", version="1", sha256="0" * 64))


def at(words, nth=0):
    """Return the span of the `nth` occurrence of `words` in the text, from 0."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return ARTICLE.span(start, start + len(words))


def mention(words, form, nth=0):
    return Mention(span=at(words, nth), form=form)


def said(number, kind, words, link, *, cue=None, **more):
    """Return an attribution of `words`, all of them quoted if it is direct."""
    content = (at(words),)
    return Attribution(
        id=f"a{number}",
        kind=kind,
        act=more.pop("act", "speech"),
        content=content,
        verbatim=more.pop("verbatim", content if kind == "direct" else ()),
        cue=cue,
        speaker=link,
        confidence=more.pop("confidence", 0.9),
        rule=more.pop("rule", "cue/subject"),
        **more,
    )


MAYOR = Role(span=at("the mayor of Oster"), title=at("mayor"), organization=at("Oster", 1))
OFFICIAL = Role(span=at("A port official"), rank=at("official"))
SPEAKERS = (
    Speaker(
        id="s1",
        name="Mara Voss",
        kind="person",
        roles=(MAYOR,),
        aliases=("Voss",),
        mentions=(mention("Mara Voss", "name"), mention("She", "pronoun")),
    ),
    Speaker(id="s2", name=None, kind="anonymous", roles=(OFFICIAL,), mentions=(mention("A port official", "nominal"),)),
    Speaker(id="s3", name=None, kind="group", mentions=(mention("Critics", "nominal"),)),
    Speaker(id="s4", name="Ilse Voss", kind="person", mentions=(mention("Ilse Voss", "name"),)),
)
ATTRIBUTIONS = (
    said(
        1,
        "direct",
        "We will rebuild it,",
        SpeakerLink(id="s1", status="resolved", mention=mention("Mara Voss", "name")),
        cue=Cue(span=at("told"), lemma="tell"),
        role=MAYOR.span,
        addressee=at("reporters"),
        evidence=(Evidence(shows="cue", span=at("told")), Evidence(shows="role", span=MAYOR.span)),
    ),
    said(
        2,
        "mixed",
        "the work was “ahead of plan”",
        SpeakerLink(id="s1", status="resolved", mention=mention("She", "pronoun")),
        cue=Cue(span=at("said"), lemma="say"),
        verbatim=(at("ahead of plan"),),
        role=MAYOR.span,
        medium=at("in a statement"),
    ),
    said(
        3,
        "indirect",
        "money was short",
        SpeakerLink(id="s2", status="anonymous", mention=mention("A port official", "nominal")),
        cue=Cue(span=at("denied"), lemma="deny", stance="denying", polarity="negative"),
        role=OFFICIAL.span,
    ),
    said(4, "indirect", "it was", SpeakerLink(id="s3", status="collective", mention=mention("Critics", "nominal"))),
    said(
        5,
        "indirect",
        "the pier was a loss",
        SpeakerLink(id=None, status="ambiguous", mention=mention("Voss", "partial", 3), candidates=("s1", "s4")),
    ),
    said(6, "direct", "They would not.", SpeakerLink(id=None, status="none"), confidence=0.25, rule="alone"),
    said(
        7,
        "indirect",
        "the so-called “pier – of – dreams” was naïve 😀",
        SpeakerLink(id=None, status="unresolved", mention=mention("He", "pronoun")),
        act="thought",
        confidence=0,
    ),
)
LEDGER = Ledger(
    source=Source.of(ARTICLE, embed_text=True),
    speakers=SPEAKERS,
    attributions=ATTRIBUTIONS,
    not_speech=(NotSpeech(span=at("pier – of – dreams"), reason="scare quotes"),),
    problems=ARTICLE.problems,
    run=Run(version=RUN.version, model=RUN.model, options=Options(acts="all", embed_text=True)),
)
