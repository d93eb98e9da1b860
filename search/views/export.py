"""The rows of a search for a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.ui.addresses import absolute
from marketplace.ui.views import Column
from marketplace.ui.views.lists import VISITORS_ROWS
from search import engines
from search.found import Found, shown
from search.query import LARGEST_PAGE, NEWEST, Cursor, Hit, Query
from search.showing import Line

COLUMNS = (
    Column(name="kind", label=_("Kind of result"), value=lambda row: row.kind),
    Column(name="title", label=_("Title"), value=lambda row: row.title),
    Column(name="said", label=_("Number and place"), value=lambda row: " ".join(filter(None, row.line.said))),
    Column(name="state", label=_("State"), value=lambda row: row.line.state),
    Column(name="amount", label=_("Amount"), value=lambda row: row.line.amount),
    Column(name="deadline", label=_("Deadline"), value=lambda row: row.line.due_at),
    Column(name="address", label=_("Address"), value=lambda row: absolute(row.line.url) if row.line.url else ""),
)


# Rows of a file, for whoever is signed in; visitors get as many as of a list.
MOST_ROWS = 20_000
CUT = _("Files hold the newest %(most)s results and not the others; narrow the search for them.")


def most_rows(*, is_signed_in: bool) -> int:
    """How many rows a file holds at most."""
    return MOST_ROWS if is_signed_in else VISITORS_ROWS


def rows(query: Query, member: Membership | None, most: int) -> Iterator[Found]:
    """The `most` newest of what fits, as far as this person may open it; a last row says so where that is not all."""
    hits = engines.engine().walk(replace(query, sort=NEWEST, boosts=(), facets=(), after=None))
    yield from in_chunks(islice(hits, most), member)
    if next(hits, None) is not None:
        nothing = Hit("", 0, SafeString(""), SafeString(""), Cursor((), "", 0))
        yield Found(nothing, CUT % {"most": most}, Line(url=""))


def in_chunks(hits: Iterator[Hit], member: Membership | None) -> Iterator[Found]:
    """Those of these that this person may open; some hundreds are read at a time."""
    while chunk := list(islice(hits, LARGEST_PAGE)):
        yield from shown(chunk, member)
