"""The rows of a search for a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.ui.views import Column
from search import engines
from search.found import Found, shown
from search.query import LARGEST_PAGE, Query

COLUMNS = (
    Column(name="kind", label=_("Kind of result"), value=lambda row: row.kind),
    Column(name="title", label=_("Title"), value=lambda row: row.title),
    Column(name="said", label=_("Number and place"), value=lambda row: " ".join(filter(None, row.line.said))),
    Column(name="state", label=_("State"), value=lambda row: row.line.state),
    Column(name="amount", label=_("Amount"), value=lambda row: row.line.amount),
    Column(name="deadline", label=_("Deadline"), value=lambda row: row.line.due_at),
    Column(name="address", label=_("Address"), value=lambda row: row.line.url),
)


def rows(query: Query, member: Membership | None) -> Iterator[Found]:
    """Everything that fits, in order, as far as this person may open it; some hundreds are read at a time."""
    hits = engines.engine().walk(replace(query, after=None))
    while chunk := list(islice(hits, LARGEST_PAGE)):
        yield from shown(chunk, member)
