"""The results as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bench.results import Results
from bench.systems import OURS

LONG = "long-"
ONE = next(iter(OURS))
NOTES = """\
- The command writes this page, the plot and the figures of every run; `--long` adds the long articles.
- Words are cut at white space, the same for every system; of our tokens there are {tokens_per_word:.2f} to a word.
- Each run is a process of its own, and the systems take turns, so that a busy moment of the machine hits all alike.
  Figures are medians, the range is that of the runs. "ours ÷ this" divides our words a second by the row's: above 1 we
  are faster. The time is that of the texts once the system is loaded; of a command, its whole time less the median
  of three runs over one short article.
- "pace" says how much of the machine there was, where others share it: before and after each run all cores hash for a
  second, and the median of what they hash is set against the most that they hashed in all this time. It tells of the
  cores alone, not of what others leave of caches and memory.
- Start-up is from the start of the process to the end of the first short article. Memory is the peak of what is
  resident, pages that several processes share counted once. A slow system reads a part of the texts only, evenly
  spread; the column "words" says how much.
- Of ours everything counts: reading the file, the ledger, its validation, its JSON. The others read the same file and
  stop at the parse, spaCy at its rules.
- Stanza with our models runs at its default settings, `nlp(text)` for each text. Its default size is what its training
  programs make by default (tagger 2 x 200 units without shared layers, parser 3 x 400, letters 400, scorers 400), with
  our vocabularies and random weights. The tree search gets recorded scores of the embedded parser, for random ones
  would take it longer; tokenizer and lemmatizer are as in the row above. The packages that Stanza offers for download
  have a language model over characters besides, which costs more still.{stand_ins}
- spaCy has the shape of `en_core_web_sm` (tok2vec, tagger, parser, ner with embeddings of its own) with random weights
  and, in the place of the rules, a `Matcher` and a `DependencyMatcher`; documents go to its processes in batches small
  enough that each has work. Lemmatizer and attribute ruler, which that package has, are left out; torch, which spaCy
  loads where it is installed but does not need here, is hidden from it.
"""


def page(results: Results) -> str:
    """Return the whole page."""
    parts = [
        "# Speed and memory",
        f"Measured by `{results.command}` on the machine below. The figures of every run are in [bench.json](bench.json).",
        "![Words a second and peak memory of each system](bench.svg)",
        *_comparisons(results),
        *_failures(results),
        *_profile(results),
        *_limit(results),
        *_long(results),
        "## How it is measured",
        _notes(results),
        "## The machine",
        table(("what", "which"), [(k, v) for k, v in results.machine.items()], left=2),
    ]
    return "\n\n".join(parts) + "\n"


def _notes(results: Results) -> str:
    stand_ins = "".join(
        f" The embedded models have no weights for Stanza's `{processor}`, so its variant `{variant}` runs in both rows."
        for processor, variant in results.stand_ins.items()
    )
    return NOTES.format(tokens_per_word=results.limit["tokens_per_word"], stand_ins=stand_ins).rstrip()


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Return a table of Markdown whose first `left` columns are set left, the others right."""
    rule = [" --- " if i < left else " ---: " for i in range(len(head))]
    lines = [" | ".join(row) for row in (head, *rows)]
    return "\n".join([f"| {lines[0]} |", f"|{'|'.join(rule)}|", *(f"| {line} |" for line in lines[1:])])


def _comparisons(results: Results) -> Iterator[str]:
    bases = [system for system in OURS if system in results.labels]
    head = (
        "system",
        "words/s",
        "range",
        *(f"ours ÷ this, {OURS[base]}" for base in bases),
        "peak memory",
        "start-up",
        "pace",
        "words",
        "runs",
    )
    for name, texts in results.texts.items():
        if not name.startswith(LONG):
            yield f"## {texts['title']}: {texts['documents']:,} texts, {texts['words']:,} words"
            yield table(head, list(_rows(results, name, bases)))


def _rows(results: Results, texts: str, bases: Sequence[str]) -> Iterator[Sequence[str]]:
    ours = [results.summary(base, texts) for base in bases]
    for system, label in results.labels.items():
        found = results.summary(system, texts)
        if found is not None:
            yield (
                label,
                f"{found.rate:,.0f}",
                f"{found.slowest:,.0f}–{found.fastest:,.0f}",
                *(f"{base.rate / found.rate:.2f}" if base and system not in OURS else "" for base in ours),
                f"{found.memory:,.0f} MB",
                f"{found.start:.1f} s",
                f"{found.pace:.0%}",
                f"{found.words:,}",
                str(found.runs),
            )


def _failures(results: Results) -> Iterator[str]:
    if results.failures:
        yield "## Not measured"
        yield "\n".join(f"- {results.labels[system]}: {why}" for system, why in results.failures.items())


def _profile(results: Results) -> Iterator[str]:
    whole = sum(results.stages.values())
    if whole:
        yield "## Where our time goes"
        rows = [(name, f"{seconds / whole:.1%}", f"{seconds:.2f} s") for name, seconds in results.stages.items()]
        yield table(("stage", "share", "time"), rows)


def _limit(results: Results) -> Iterator[str]:
    yield "## The distance to the limit"
    yield _limit_text(results.limit)
    yield table(("what", "figure"), list(_limit_rows(results)))


def _limit_text(limit: dict[str, Any]) -> str:
    return (
        "The multiply-adds that tagger and parser need for a word, counted from the shapes of their weights"
        f" ({limit['characters']:.1f} letters to a token, {limit['sentence']:.0f} tokens to the sentence of the average"
        f" token, relations scored for the chosen head only, and weighted once for each of the {limit['heads']:.0%} of words"
        " that are heads), against those that one thread does in a product of two"
        " matrices of 1,024 x 1,024 in single precision, the best of twenty. The letters need to be read once for each form,"
        " not for each word, so they are left out of the limit. A recurrent net multiplies smaller matrices, one after the"
        " other, so the limit cannot be reached."
    )


def _limit_rows(results: Results) -> Iterator[tuple[str, str]]:
    limit = results.limit
    needed = limit["without_letters"] * limit["tokens_per_word"]
    for net, count in limit["multiply_adds"].items():
        yield f"{net}: millions of multiply-adds a token", f"{count / 1e6:.2f}"
    yield "both, without letters: millions of multiply-adds a word", f"{needed / 1e6:.2f}"
    for threads, rate in limit["rates"].items():
        count = f"{threads} thread{'s' * (int(threads) > 1)}"
        yield (
            f"the machine, {count}: billions of multiply-adds a second (GFLOP/s)",
            f"{rate / 1e9:.1f} ({rate / 5e8:.0f})",
        )
    one = limit["rates"]["1"] / needed
    yield "the limit: words a second with 1 thread", f"{one:,.0f}"
    for name, texts in results.texts.items():
        found = None if name.startswith(LONG) else results.summary(ONE, name)
        if found is not None:
            yield f"share of it that is reached, {texts['title']}", f"{found.rate / one:.1%}"


def _long(results: Results) -> Iterator[str]:
    rows = []
    for name, texts in results.texts.items():
        found = results.summary(ONE, name) if name.startswith(LONG) else None
        if found is not None:
            rows.append(
                (
                    texts["title"],
                    f"{found.words:,}",
                    f"{found.seconds:.1f} s",
                    f"{found.rate:,.0f}",
                    f"{found.memory:,.0f} MB",
                    f"{found.pace:.0%}",
                )
            )
    if rows:
        yield "## Long articles"
        yield "Documents of the raw text put together into one, read by the extractor in one process."
        yield table(("text", "words", "time", "words/s", "peak memory", "pace"), rows)
