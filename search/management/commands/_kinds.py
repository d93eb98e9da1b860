"""What the commands of the index share: which kinds, and a bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from search import registry
from search.services.keeping import Advance


def add_argument(parser: CommandParser) -> None:
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="which kinds; all if none is named")


def chosen(names: list[str]) -> list[str]:
    """The kinds that were named.

    Raises:
        CommandError: there is none of a name.
    """
    known = list(registry.sources())
    if unknown := sorted({*names} - {*known}):
        message = f"No such kind: {', '.join(unknown)}; there are {', '.join(known)}"
        raise CommandError(message)
    return names or known


@contextmanager
def bar(kind: str, options: dict[str, Any]) -> Iterator[Advance]:
    """A bar of documents."""
    with tqdm(desc=f"  {kind}", unit=" documents", disable=options["verbosity"] == 0, ncols=90) as shown:
        yield shown.update
