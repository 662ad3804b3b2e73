"""The Typer application that the commands register with, and its own options."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="quotes",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from quotes import __version__

        print(f"quotes {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """Extract quotations and their attribution from news: what was said, by whom, in what role, and how sure."""
