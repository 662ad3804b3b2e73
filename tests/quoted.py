"""Entries made by hand of a line of text: what the tests of check and variants start from."""

from quotes.entry import Entry, around
from quotes.ledger import Source
from quotes.model import Article, Attribution, Cue, Mention, Role, Speaker, SpeakerLink


def quoting(
    text,
    *contents,
    by="Mara Voss",
    kind="direct",
    verbatim=(),
    source="pier",
    published=None,
    aliases=(),
    role=None,
    status=None,
    cue=None,
    number=1,
    known=True,
):
    """Return the entry of an article `text` whose content is `contents`, pieces of it; without any, all of it.

    `by` None is a speaker whom the article does not name, with `role` as the description, or none at all.
    """
    article = Article(id=source, text=text, published=published)
    spans = [_find(article, words) for words in contents or (text,)]
    quoted = spans if kind == "direct" else [_find(article, words) for words in verbatim]
    roles = (Role(span=_find(article, role)),) if role else ()
    speaker = Speaker(id="s1", name=by, kind="person", aliases=tuple(aliases), roles=roles) if by or role else None
    default = "resolved" if by else "anonymous" if role else "none"
    mention = Mention(span=roles[0].span, form="nominal") if roles else None
    return Entry(
        source=Source.of(article),
        attribution=Attribution(
            id=f"a{number}",
            kind=kind,
            act="speech",
            content=tuple(spans),
            verbatim=tuple(quoted),
            cue=cue and Cue(span=_find(article, cue[0]), lemma=cue[0], stance=cue[1], polarity=cue[2]),
            speaker=SpeakerLink(id=speaker and speaker.id, status=status or default, mention=mention),
            confidence=1.0,
            rule="made",
        ),
        speaker=speaker,
        context=around(text, tuple(spans)) if known else None,
    )


def _find(article, words):
    start = article.text.index(words)
    return article.span(start, start + len(words))
