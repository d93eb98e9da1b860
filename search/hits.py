"""Hits are made in one place, so that every engine marks and shortens alike."""

from __future__ import annotations

from search import highlights
from search.language import Terms
from search.query import Cursor, Hit


def hit(*, cursor: Cursor, title: str, body: str, terms: Terms) -> Hit:
    """A document that was found, as a page shows it."""
    return Hit(
        kind=cursor.kind,
        key=cursor.key,
        title=highlights.marked(title, terms.wanted),
        excerpt=highlights.excerpt(body, terms.wanted),
        cursor=cursor,
    )
