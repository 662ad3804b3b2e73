"""Segments -> Sentences: tokens, tags, lemmas and dependencies by Stanza, which no other stage knows.

Stanza and torch are imported inside the functions that need them: `quotes --help` must not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from quotes.blocks import blocks
from quotes.model import Article, Segment, Sentence, Span, Word
from quotes.parse.boundaries import CHUNK, LIKENESS, Clean, Pair, chunks, clean, mend
from quotes.parse.penn import TABLE, ByPenn
from quotes.parse.tokens import Tokenizer
from quotes.vectors import PLACE as VECTORS
from quotes.weights import EMBEDDED, MANIFEST, Identity, ModelError, check, identity_of

if TYPE_CHECKING:
    from stanza import Document, Pipeline

    from quotes.parse.annotate import Analysis

__all__ = ["Identity", "ModelError", "Parser", "from_document", "load"]

# How much is cut, or analysed, at once: enough to fill the nets, little enough to bound the memory.
CHARACTERS_AT_ONCE = 100 * CHUNK
WORDS_AT_ONCE = 20_000
LEMMAS_AT_ONCE = 1_000  # unknown words, each spelt letter by letter: a batch takes as long as its longest word
TOKENS = Path("en") / "tokens" / "news.json"
# A word is shown to the models by its first and last letters only when it is longer than any word.
LONGEST_WORD = 40
HIDDEN = regex.compile(r"[\s\p{Cc}\p{Cf}\p{Zs}]+")
DOWNLOAD = 'fetch it once with: python -c "import stanza; stanza.download({!r})"'


class _Draft(NamedTuple):
    """A sentence before it is analysed: the places of its article and its segment, the offsets of its tokens."""

    place: int
    segment: int
    tokens: list[Pair]


class Parser:
    """A loaded model. `parse` may be called any number of times; equal input gives equal sentences."""

    def __init__(
        self, pipeline: Pipeline, identity: Identity, tokenizer: Tokenizer | None = None, by_penn: ByPenn | None = None
    ) -> None:
        from quotes.parse.annotate import annotator

        self._pipeline: Any = pipeline
        self._tokenizer = tokenizer
        self._by_penn = by_penn or ByPenn({})
        self._annotator = annotator(pipeline)
        self.identity = identity

    def parse(self, article: Article, segments: Iterable[Segment]) -> tuple[Sentence, ...]:
        """Return the sentences of the segments in order; each segment is parsed as if it stood alone."""
        return next(self.parse_all([(article, tuple(segments))]))

    def parse_all(self, articles: Sequence[tuple[Article, Sequence[Segment]]]) -> Iterator[tuple[Sentence, ...]]:
        """Yield the sentences of each article with its segments; together they take less time than one by one.

        Which sentences go through the bare nets together does not change what comes out; Stanza's own processors do
        not promise that, so they get one article at a time.
        """
        if len(articles) > 1 and not self._annotator.independent:
            for each in articles:
                yield from self.parse_all([each])
            return
        with _one_thread():
            result: list[list[Sentence]] = [[] for _ in articles]
            drafts = [
                _Draft(place, index, tokens)
                for place, (article, segments) in enumerate(articles)
                for index, sentences in enumerate(self._tokenize(article.text, segments))
                for tokens in sentences
            ]
            for block in blocks(drafts, lambda draft: len(draft.tokens), WORDS_AT_ONCE):
                forms = [[shown(articles[d.place][0].text[start:end]) for start, end in d.tokens] for d in block]
                for draft, shown_as, analyses in zip(block, forms, self._annotator.annotate(forms), strict=True):
                    article, _ = articles[draft.place]
                    words = list(self._by_penn.settle(shown_as, analyses))
                    result[draft.place].append(_sentence(article, draft.segment, draft.tokens, words))
        yield from map(tuple, result)

    def _tokenize(self, text: str, segments: Sequence[Segment]) -> Iterator[list[list[Pair]]]:
        """Yield the tokens of each segment, sentence by sentence, as offsets into `text`."""
        cleaned = [clean(text, segment.span.start, segment.span.end) for segment in segments]
        cut = map(self._tokenizer.sentences, (c.text for c in cleaned)) if self._tokenizer else self._cut(cleaned)
        for c, sentences in zip(cleaned, cut, strict=True):
            yield [[c.span(*pair) for pair in tokens] for tokens in mend(c.text, sentences)]

    def _cut(self, cleaned: Sequence[Clean]) -> list[list[list[Pair]]]:
        """Return what Stanza's tokenizer makes of clean texts: the tokens of each, sentence by sentence."""
        pieces = [(index, low, high) for index, c in enumerate(cleaned) for low, high in chunks(c.text)]
        found: list[list[list[Pair]]] = [[] for _ in cleaned]
        for block in blocks(pieces, lambda piece: piece[2] - piece[1], CHARACTERS_AT_ONCE):
            texts = [cleaned[index].text[low:high] for index, low, high in block]
            for (index, low, _), sentences in zip(block, self._tokenize_chunks(texts), strict=True):
                found[index].extend([(low + start, low + end) for start, end in tokens] for tokens in sentences)
        return found

    def _tokenize_chunks(self, texts: Sequence[str]) -> list[list[list[Pair]]]:
        """Return for each text its sentences as token offsets; blank lines keep the texts apart."""
        document = self._pipeline.process("\n\n".join(texts), processors=("tokenize", "mwt"))
        result: list[list[list[Pair]]] = [[] for _ in texts]
        index, start = 0, 0
        for sentence in document.sentences:
            tokens = [pair for token in sentence.tokens for pair, _ in _pieces_of(token)]
            while tokens[0][0] >= start + len(texts[index]):
                start += len(texts[index]) + 2
                index += 1
            result[index].append([(low - start, high - start) for low, high in tokens])
        return result


@contextmanager
def _one_thread() -> Iterator[None]:
    """Run torch on one thread: nets this small gain little from two, which on a busy machine wait for each other.

    It also keeps the machine's number of cores out of the results.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def load(model: str | Path | None = None) -> Parser:
    """Return the parser for a model, loaded once per process: the embedded one, a Stanza package or a folder.

    `model` is None for the embedded English model, the NAME of a package in the user's Stanza resources ("en", or
    "en_gum" for a certain package), or the PATH of a folder laid out as Stanza's resources folder.
    Raises ModelError where a file is missing, altered or unreadable.
    """
    return _load(None if model is None else str(model))


@lru_cache(maxsize=2)
def _load(model: str | None) -> Parser:
    if model is None:
        identity = check(EMBEDDED)
        return _parser(EMBEDDED, "reinstall the package", identity)
    folder = Path(model)
    if folder.is_dir() or len(folder.parts) > 1:
        return _load_folder(folder)
    return _load_package(model)


def _load_folder(folder: Path) -> Parser:
    mend_it = "the folder must be laid out as Stanza's resources folder: resources.json, en/tokenize/*.pt, ..."
    if not (folder / "resources.json").is_file():
        raise ModelError(f"{folder / 'resources.json'}: there is no such file; {mend_it}")
    vouched = (folder / MANIFEST).is_file()
    identity = check(folder, mend="restore the file") if vouched else identity_of(folder, folder.name)
    return _parser(folder, mend_it, identity)


def _parser(folder: Path, mend_it: str, identity: Identity) -> Parser:
    """Return the parser for a folder of models, with the tokenizer that lies in it or else Stanza's."""
    tokens, table = folder / TOKENS, folder / TABLE
    tokenizer = Tokenizer.load(tokens) if tokens.is_file() else None
    by_penn = ByPenn.load(table) if table.is_file() else None
    pipeline = _pipeline(folder, "en", "default", mend_it, tokenize=tokenizer is None)
    return Parser(pipeline, identity, tokenizer, by_penn)


def _load_package(name: str) -> Parser:
    from stanza.resources.common import DEFAULT_MODEL_DIR

    language, _, package = name.partition("_")
    folder, mend_it = Path(DEFAULT_MODEL_DIR), DOWNLOAD.format(language)
    if not (folder / language).is_dir():
        raise ModelError(f"{folder / language}: there is no Stanza package {name!r} on this machine; {mend_it}")
    pipeline = _pipeline(folder, language, package or "default", mend_it)
    return Parser(pipeline, identity_of(folder / language, f"stanza-{name}"))


def _pipeline(folder: Path, language: str, package: str, mend_it: str, *, tokenize: bool = True) -> Pipeline:
    """Load a pipeline without a network, a word on the terminal or a change to the caller's logging."""
    from stanza import Pipeline

    from quotes import checkpoint
    from quotes.parse.loading import shared_vectors, without_compiler

    try:
        with without_compiler(), checkpoint.quickly():
            pipeline = Pipeline(
                lang=language,
                dir=str(folder),
                package=package,
                processors="tokenize,pos,lemma,depparse",
                tokenize_pretokenized=not tokenize,
                lemma_batch_size=LEMMAS_AT_ONCE,
                download_method=None,
                logging_level="CRITICAL",
                use_gpu=False,
                foundation_cache=shared_vectors(folder / VECTORS),
            )
    except Exception as error:  # Stanza and torch raise a dozen kinds for a file that is missing or broken
        raise ModelError(
            f"{folder}: the model cannot be loaded ({type(error).__name__}: {error}); {mend_it}"
        ) from error
    for name in ("pos", "depparse"):  # vectors may be stored in 16 bits, which no CPU layer takes
        pipeline.processors[name].trainer.model.float()
    return pipeline


def from_document(article: Article, segments: Sequence[Segment], document: Document) -> tuple[Sentence, ...]:
    """Return the sentences of a Stanza document that the caller parsed from the article's text.

    Raises ValueError where the document is not of this text, or has no tags, lemmas or dependencies.
    """
    from quotes.parse.annotate import analysis_of

    result = []
    starts = [segment.span.start for segment in segments]
    for sentence in document.sentences:
        words = [piece for token in sentence.tokens for piece in _pieces_of(token)]
        for (start, end), word in words:
            if word.head is None or word.upos is None:
                raise ValueError(
                    f"the document's word {word.text!r} has no parse: run tokenize, pos, lemma and depparse"
                )
            if article.text[start:end] != (word.text if end - start == len(word.text) else word.parent.text):
                raise ValueError(f"the document is of another text: {word.text!r} is not at {start}..{end}")
        index = max(0, sum(start <= words[0][0][0] for start in starts) - 1)
        place = {other.id: number for number, (_, word) in enumerate(words, 1) for other in word.parent.words}
        place |= {word.id: number for number, (_, word) in enumerate(words, 1)}
        analyses = [
            analysis_of(word)._replace(head=place.get(word.head, 0 if word.head == 0 else -1)) for _, word in words
        ]
        result.append(_sentence(article, index, [pair for pair, _ in words], analyses))
    return tuple(result)


def _pieces_of(token: Any) -> list[tuple[Pair, Any]]:
    """Return a Stanza token's words with their offsets, in order and without overlap.

    A multiword token's words have no offsets of their own. Where their forms are as long as the token's together, it
    is cut accordingly; else the word whose head lies outside stands for the whole token.
    """
    start, end, words = token.start_char, token.end_char, token.words
    if len(words) < 2:
        return [((start, end), words[0])]
    if sum(len(word.text) for word in words) != end - start:
        ids = {word.id for word in words}
        return [((start, end), next((word for word in words if word.head not in ids), words[-1]))]
    pieces = []
    for word in words:
        pieces.append(((start, start + len(word.text)), word))
        start += len(word.text)
    return pieces


def _sentence(article: Article, segment: int, tokens: Sequence[Pair], analyses: Sequence[Analysis]) -> Sentence:
    """Return one sentence; heads become indices, and a word whose head is lost (-1) hangs on the root."""
    root = next((index for index, word in enumerate(analyses) if word.head == 0), 0)
    text = article.text  # which tokens lie inside by how they were found: `Article.span` would check each again
    words = tuple(
        Word(
            index=index,
            span=Span(start, end, text[start:end]),
            lemma=word.lemma,
            upos=word.upos,
            xpos=word.xpos,
            feats=word.feats,
            head=-1 if index == root else root if word.head < 1 else word.head - 1,
            deprel="root" if index == root else word.relation,
        )
        for index, ((start, end), word) in enumerate(zip(tokens, analyses, strict=True))
    )
    return Sentence(span=article.span(words[0].span.start, words[-1].span.end), words=words, segment=segment)


@lru_cache(maxsize=1 << 14)
def shown(form: str) -> str:
    """Return a word as the models see it: without hidden characters, and never longer than 40 characters."""
    text = HIDDEN.sub("", form).translate(LIKENESS)
    if len(text) > LONGEST_WORD:
        text = text[: LONGEST_WORD // 2] + text[-LONGEST_WORD // 2 :]
    return text
