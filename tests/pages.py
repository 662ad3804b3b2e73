"""Pages for the tests of the report: a reader of HTML, an article that attacks its reader, and one of any length."""

from dataclasses import replace
from html.parser import HTMLParser

from samples import LEDGER

from quotes.ledger import Ledger, ModelInfo, Run, Source
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

BLOCKS = {"p", "div", "li", "dt", "dd", "tr", "th", "td", "h1", "h2", "h3", "details", "summary"}
VOID = {"meta", "input", "br", "link", "img", "hr"}
ATTACKS = (
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 1</script>",
    "</style><script>window.hit = 1</script>",
    "</noscript><script>window.hit = 1</script>",
    "</title></template></dialog><img src=x onerror='window.hit = 1'>",
    '" autofocus onfocus="window.hit = 1',
    "' onmouseover='window.hit = 1",
    "<!-- <script>",
    "]]><svg onload=window.hit=1>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:window.hit=1",
    "\u202egnp.exe\u2066\x00\x1b]0;title\x07\r",
    "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 3,
)
ATTACK = " ".join(ATTACKS)


class Page(HTMLParser):
    """A page as a list of its elements: the tag, the attributes, the text inside, and that on one line with blanks."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.open = [], []
        self.feed(html)
        self.close()
        assert not self.open, f"{self.open} are not closed"

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attributes": dict(attrs), "text": "", "line": ""}
        assert len(element["attributes"]) == len(attrs), "an attribute is given twice"
        self.elements.append(element)
        if tag in BLOCKS:
            self.add(" ", "line")
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        self.add(data, "text", "line")

    def add(self, data, *keys):
        for element in self.open:
            for key in keys:
                element[key] += data

    def find(self, name):
        """Return the elements that have a tag or a class of that name."""
        return [e for e in self.elements if e["tag"] == name or name in (e["attributes"].get("class") or "").split()]

    @property
    def ids(self):
        return [e["attributes"]["id"] for e in self.elements if "id" in e["attributes"]]


def hostile():
    """Return a ledger in which every field that may hold any words attacks whoever shows it."""
    text = f"{ATTACK}\n" * 3
    article = Article(id=ATTACK, text=text)
    spans = [article.span(at, at + len(words)) for words in ATTACKS for at in [text.index(words)]]
    every = article.span(0, len(ATTACK))
    role = Role(span=spans[0], title=spans[0], organization=spans[1])
    mention = Mention(span=spans[2], form="name")
    speakers = [
        Speaker(id=ATTACK, name=ATTACK, kind="person", roles=(role,), aliases=(ATTACK,), mentions=(mention,)),
        Speaker(id="other", name=None, kind="anonymous", roles=(role,)),
    ]
    attribution = Attribution(
        id=ATTACK,
        kind="mixed",
        act="thought",
        content=(every,),
        verbatim=tuple(spans[3:5]),
        cue=Cue(span=spans[5], lemma=ATTACK, stance="denying", polarity="negative"),
        speaker=SpeakerLink(id=ATTACK, status="resolved", mention=mention),
        role=role.span,
        addressee=spans[6],
        medium=spans[7],
        confidence=0.3,
        rule=ATTACK,
        evidence=tuple(Evidence(shows=words, span=span) for words, span in zip(ATTACKS, spans, strict=True)),
    )
    unsure = SpeakerLink(id=None, status="ambiguous", mention=mention, candidates=(ATTACK, "other"))
    others = [
        replace(attribution, id=f"{i}", content=(s,), verbatim=(), speaker=unsure, role=None)
        for i, s in enumerate(spans)
    ]
    source = Source.of(article, embed_text=True)
    names = ("path", "title", "published", "outlet", "media_type")
    return Ledger(
        source=replace(source, url=f"javascript:{ATTACK}", **dict.fromkeys(names, ATTACK)),
        speakers=tuple(speakers),
        attributions=(attribution, *others),
        not_speech=tuple(NotSpeech(span=s, reason=ATTACK) for s in spans),
        problems=(Problem(path=ATTACK, check=ATTACK, message=ATTACK),),
        run=Run(tool=ATTACK, version=ATTACK, model=ModelInfo(name=ATTACK, version=ATTACK)),
    )


def long(words=10_000, entries=500):
    """Return a ledger, with its text, of that many words and entries: entries nest in pairs, and have thirty speakers."""
    per_entry = words // entries
    sentence = "The harbour board of Oster will "
    filler = " ".join(["not close the pier before spring"] * 9).split()[: per_entry - 9]
    line = sentence + " ".join(filler) + ", Mara Voss said.\n"
    text = line * entries
    article = Article(id="long", text=text, path="long.txt", title="A long day in Oster")
    speakers = tuple(Speaker(id=f"s{n}", name=f"Mara Voss {n}", kind="person") for n in range(30))
    said = []
    for n in range(entries):
        at = n * len(line)
        end = at + line.index(", Mara")
        content = article.span(at + (0 if n % 2 else 4), end)
        cue = article.span(at + line.index("said"), at + line.index("said") + 4)
        mention = Mention(span=article.span(at + line.index("Mara"), cue.start - 1), form="name")
        said.append(
            Attribution(
                id=f"a{n}",
                kind=("direct", "mixed", "indirect")[n % 3],
                act="speech",
                content=(content,),
                verbatim=(content,) if n % 3 == 0 else (),
                cue=Cue(span=cue, lemma="say"),
                speaker=SpeakerLink(id=f"s{n % 30}", status="resolved", mention=mention),
                confidence=n / entries,
                rule="clause/as-read",
                evidence=(Evidence(shows="cue", span=cue), Evidence(shows="mention", span=mention.span)),
            )
        )
    return Ledger(
        source=Source.of(article, embed_text=True), speakers=speakers, attributions=tuple(said), run=LEDGER.run
    )


def without_text(ledger):
    return replace(ledger, source=replace(ledger.source, text=None))


def crossing():
    """Return a ledger of which two entries cross, and a third nests in both: “one two three four five”."""
    article = Article(id="cross", text="one two three four five")
    spans = [article.span(0, 13), article.span(4, 18), article.span(8, 13)]
    link = SpeakerLink(id=None, status="none")
    said = [
        Attribution(id=f"a{n}", kind=kind, act="speech", content=(span,), speaker=link, confidence=0.5, rule="x/y")
        for n, (kind, span) in enumerate(zip(("indirect", "mixed", "direct"), spans, strict=True))
    ]
    return Ledger(source=Source.of(article, embed_text=True), attributions=tuple(said), run=LEDGER.run)


__all__ = ["ATTACK", "ATTACKS", "Page", "Span", "crossing", "hostile", "long", "without_text"]
