"""What the commands of a store share: where it is, how it is opened, and how they say that it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.console import stop

if TYPE_CHECKING:
    from quotes.store import Store

DEFAULT = "quotes.db"
StoreAt = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="QUOTES_STORE",
        metavar="FILE_OR_URL",
        help="A file, or a postgresql:// address of a database.",
    ),
]


@contextmanager
def opened(where: str, *, create: bool = False) -> Iterator[Store]:
    """Open a store; whatever makes it unusable, then or later, ends the command with a message."""
    from quotes.store import StoreError, connect

    try:
        with connect(where, create=create) as store:
            yield store
    except StoreError as error:
        stop(str(error))
