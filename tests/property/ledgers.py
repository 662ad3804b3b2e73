"""Ledgers for the property tests: any that is valid, and any JSON that is not."""

from __future__ import annotations

from hypothesis import strategies as st

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
    Span,
    Speaker,
    SpeakerLink,
)

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def spans(draw: st.DrawFn, article: Article) -> Span:
    """Return a stretch of an article's text."""
    start = draw(st.integers(0, len(article.text) - 1))
    return article.span(start, draw(st.integers(start + 1, len(article.text))))


@st.composite
def speakers(draw: st.DrawFn, article: Article, ident: str) -> Speaker:
    """Return a speaker with a name or without."""
    span, maybe = spans(article), st.none() | spans(article)
    form = st.sampled_from(("name", "partial", "pronoun", "nominal"))
    return draw(
        st.builds(
            Speaker,
            id=st.just(ident),
            name=st.none() | WORDS,
            kind=st.sampled_from(("person", "organization", "group", "document", "anonymous")),
            roles=st.lists(st.builds(Role, span=span, title=maybe, organization=maybe, rank=maybe), max_size=2).map(
                tuple
            ),
            aliases=st.lists(WORDS, max_size=2, unique=True).map(tuple),
            mentions=st.lists(st.builds(Mention, span=span, form=form), max_size=3).map(tuple),
        )
    )


@st.composite
def links(draw: st.DrawFn, article: Article, known: list[Speaker]) -> tuple[SpeakerLink, Span | None]:
    """Return a link of any status that the known speakers allow, and a role of its speaker."""
    mention = draw(st.none() | st.builds(Mention, span=spans(article), form=st.just("nominal")))
    speaker = draw(st.none() | st.sampled_from(known)) if known else None
    if speaker is not None:
        nameless = st.sampled_from(("anonymous", "collective"))
        status = draw(nameless) if speaker.name is None else "resolved"
        role = draw(st.none() | st.sampled_from(speaker.roles)) if speaker.roles else None
        return SpeakerLink(id=speaker.id, status=status, mention=mention), role.span if role else None
    if len(known) > 1 and draw(st.booleans()):
        candidates = tuple(s.id for s in known[:2])
        return SpeakerLink(id=None, status="ambiguous", mention=mention, candidates=candidates), None
    status = "unresolved" if mention else draw(st.sampled_from(("none", "unresolved")))
    return SpeakerLink(id=None, status=status, mention=mention), None


@st.composite
def attributions(draw: st.DrawFn, article: Article, ident: str, known: list[Speaker]) -> Attribution:
    """Return an attribution whose content is one or two stretches in order."""
    first = draw(spans(article))
    cut = draw(st.integers(first.start, first.end - 1))
    content = (first,) if cut == first.start else (article.span(first.start, cut), article.span(cut, first.end))
    link, role = draw(links(article, known))
    maybe = st.none() | spans(article)
    cue = st.builds(
        Cue,
        span=spans(article),
        lemma=WORDS,
        stance=st.sampled_from(("neutral", "denying")),
        polarity=st.sampled_from(("positive", "negative", "hypothetical")),
    )
    kind = draw(st.sampled_from(("direct", "mixed", "indirect")))
    return Attribution(
        id=ident,
        kind=kind,
        act=draw(st.sampled_from(("speech", "writing", "thought"))),
        content=content,
        verbatim={"direct": content, "mixed": content[:1], "indirect": ()}[kind],
        cue=draw(st.none() | cue),
        speaker=link,
        role=role,
        addressee=draw(maybe),
        medium=draw(maybe),
        confidence=draw(st.floats(0, 1)),
        rule=draw(WORDS),
        evidence=tuple(draw(st.lists(st.builds(Evidence, shows=WORDS, span=spans(article)), max_size=2))),
    )


@st.composite
def ledgers(draw: st.DrawFn, *, embed: bool | None = None) -> Ledger:
    """Return any ledger that is valid, with its text or without if ``embed`` says so."""
    article = Article(
        id=draw(WORDS), text=draw(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=80))
    )
    known = [draw(speakers(article, f"s{i}")) for i in range(draw(st.integers(0, 3)))]
    entries = [draw(attributions(article, f"a{i}", known)) for i in range(draw(st.integers(0, 4)))]
    embed = draw(st.booleans()) if embed is None else embed
    options = Options(
        acts=draw(st.sampled_from(("speech", "all"))),
        embed_text=embed,
        min_confidence=draw(st.none() | st.floats(0, 1)),
    )
    return Ledger(
        source=Source.of(article, embed_text=embed),
        speakers=tuple(known),
        attributions=tuple(sorted(entries, key=lambda a: a.content[0].start)),
        not_speech=tuple(draw(st.lists(st.builds(NotSpeech, span=spans(article), reason=WORDS), max_size=2))),
        problems=tuple(draw(st.lists(st.builds(Problem, path=WORDS, check=WORDS, message=WORDS), max_size=2))),
        run=Run(
            version=draw(WORDS), model=ModelInfo(name=draw(WORDS), version=draw(st.none() | WORDS)), options=options
        ),
        extensions=draw(st.dictionaries(WORDS.map(lambda w: ("source", f"x_{w}")), JSON, max_size=2)),
    )
