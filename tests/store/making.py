"""Makes ledgers of a few quotations, for tests that need several that differ in one thing."""

from quotes.ledger import Ledger, ModelInfo, Run, Source
from quotes.model import Article, Attribution, Mention, Role, Speaker, SpeakerLink

RUN = Run(version="0.1.0", model=ModelInfo(name="en"))


class Said:
    """What a source says that somebody said, and how it presents them."""

    def __init__(self, words, name=None, *, title=None, organization=None, kind="direct", who="person", aliases=()):
        self.words, self.name, self.kind, self.who, self.aliases = words, name, kind, who, aliases
        self.title, self.organization = title, organization


def article(ident, *said, before="", **about):
    """Return an article of a sentence for each quotation: “words”, said name, title of the organization."""
    return Article(id=ident, text=before + "\n\n".join(_sentence(each) for each in said), **about)


def ledger(ident, *said, embed_text=False, version="0.1.0", before="", **about):
    """Return the ledger of such an article, as one would write it by hand."""
    source = article(ident, *said, before=before, **about)
    speakers, attributions, at = {}, [], len(before)
    for number, each in enumerate(said):
        sentence = _sentence(each)
        speaker = _speaker(source, each, at, sentence, f"s{number}")
        known = speakers.setdefault((each.name, each.who), speaker) if each.name else None
        attributions.append(_attribution(source, each, at, known, f"a{number}"))
        at += len(sentence) + 2
    return Ledger(
        source=Source.of(source, embed_text=embed_text),
        speakers=tuple(speakers.values()),
        attributions=tuple(attributions),
        run=Run(version=version, model=RUN.model),
    )


def record(*given, **more):
    """Return such a ledger as JSON values."""
    return ledger(*given, **more).to_dict()


def _sentence(each):
    role = " of ".join(filter(None, (each.title, each.organization)))
    name = f", said {each.name}{f', {role}' if role else ''}" if each.name else ""
    return f"“{each.words}”{name}."


def _speaker(source, each, at, sentence, ident):
    if not each.name:
        return None
    found = source.span(start := at + sentence.index(f"said {each.name}") + 5, start + len(each.name))
    roles = ()
    if each.title or each.organization:
        begin, end = found.end + 2, at + len(sentence) - 1
        title = source.span(begin, begin + len(each.title)) if each.title else None
        organization = source.span(end - len(each.organization), end) if each.organization else None
        roles = (Role(span=source.span(begin, end), title=title, organization=organization),)
    return Speaker(
        id=ident,
        name=each.name,
        kind=each.who,
        roles=roles,
        aliases=tuple(each.aliases),
        mentions=(Mention(span=found, form="name"),),
    )


def _attribution(source, each, at, speaker, ident):
    content = (source.span(at + 1, at + 1 + len(each.words)),)
    link = SpeakerLink(id=None, status="none")
    if speaker:
        link = SpeakerLink(id=speaker.id, status="resolved", mention=speaker.mentions[0])
    return Attribution(
        id=ident,
        kind=each.kind,
        act="speech",
        content=content,
        verbatim=content if each.kind == "direct" else (),
        speaker=link,
        role=speaker.roles[0].span if speaker and speaker.roles else None,
        confidence=0.9,
        rule="cue/subject",
    )
