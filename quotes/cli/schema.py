"""The command that prints the schemas."""

from __future__ import annotations

from typing import Annotated

import typer

from quotes.cli.app import app
from quotes.cli.console import stop


@app.command(short_help="Print a JSON Schema.")
def schema(
    name: Annotated[str | None, typer.Argument(help="A schema; without it their names are printed.")] = None,
) -> None:
    """Print a JSON Schema, or the names of those there are."""
    from quotes import schema as schemas

    if name is None:
        print("\n".join(schemas.names()))
    elif name in schemas.names():
        print(schemas.text(name), end="")
    else:
        stop(f"there is no schema {name!r}; there are {', '.join(schemas.names())}")
