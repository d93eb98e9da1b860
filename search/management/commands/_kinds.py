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
def bar(kind: str, total: int, options: dict[str, Any]) -> Iterator[Advance]:
    """A bar of so many documents; those that went meanwhile count no more once it is through."""
    is_off = options["verbosity"] == 0
    with tqdm(desc=f"  {kind}", total=total, unit=" documents", disable=is_off, ncols=90) as shown:
        yield shown.update
        shown.total = shown.n
