"""Puts a report together: one page that holds all it needs and that a browser lets do nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from quotes import __version__
from quotes.model import Problem
from quotes.report.article import KINDS, Document, Section, section
from quotes.report.cast import ranks
from quotes.report.characters import inline, plain
from quotes.report.overview import rows, timeline
from quotes.report.palette import DARK, LIGHT, SPEAKERS, properties


def render(documents: Sequence[Document], *, title: str | None = None, failed: Sequence[Problem] = ()) -> str:
    """Return a report as HTML: of one document its article and ledger, of several an index and a section for each.

    ``failed`` is what could not be read, which the page says. Raises ``ValueError`` if there is no document, or if a document's text is not the one that its ledger is of.
    """
    if not documents:
        raise ValueError("a report needs at least one ledger")
    rank = ranks(document.ledger for document in documents)
    sections = [section(number, document, rank) for number, document in enumerate(documents, 1)]
    style, script = _style(), _asset("report.js")
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            title=title or _title(sections),
            sections=sections,
            rows=rows(sections),
            timeline=timeline(sections),
            kinds=KINDS,
            failed=failed,
            style=style,
            script=script,
            policy=policy(style, script),
            version=__version__,
        )
    )


def policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy that allows this style sheet and this script, by their hashes, and no more."""
    allowed = {"style-src": style, "script-src": script}
    hashed = [f"{what} 'sha256-{_digest(code)}'" for what, code in allowed.items()]
    return "; ".join(["default-src 'none'", *hashed, "base-uri 'none'", "form-action 'none'"])


def _title(sections: Sequence[Section]) -> str:
    return "Who said what" if len(sections) == 1 else f"Who said what in {len(sections)} articles"


def _style() -> str:
    """Return the style sheet with the colours of the palette, of both modes, in it."""
    modes = [":root {" + _declared(properties(LIGHT)) + "}"]
    modes.append("@media screen and (prefers-color-scheme: dark) {:root {" + _declared(properties(DARK)) + "}}")
    colours = [
        f".c{n} {{--speaker: var(--ink-{n}); --tint: var(--tint-{n}); --strong: var(--strong-{n})}} .o{n} {{--outer: var(--ink-{n})}}"
        for n in range(SPEAKERS + 1)
    ]
    return "\n".join([*modes, *colours, _asset("report.css")])


def _declared(pairs: Iterator[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in pairs)


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")


def _asset(name: str) -> str:
    return files("quotes.report").joinpath(name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    """Return the templates: what they are given is escaped, and a name that is not given is an error."""
    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"seen": inline, "plain": plain}
    return environment
