"""Hits are made in one place, so that every engine marks and shortens alike."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString

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


def bare(cursor: Cursor, title: str = "") -> Hit:
    """A document that was found, for a file or a choice: nothing is marked, and of its text nothing is shown."""
    return Hit(kind=cursor.kind, key=cursor.key, title=escape(title), excerpt=SafeString(""), cursor=cursor)
