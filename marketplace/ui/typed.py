"""Words typed into a list that asks its own columns: each of them is found, wherever it stands."""

from __future__ import annotations

from django.db.models import Q

# So many count, as of the search page: every word more is a condition more for the database.
MOST = 12


def words(text: str) -> list[str]:
    """What spaces separate, of whatever width."""
    return text.split()[:MOST]


def says(text: str, *fields: str) -> Q:
    """Rows of which each word stands in one of these fields, inside longer words, too; all rows where nothing is typed.

    Args:
        fields: one may say this word and another that one.
    """
    found = Q()
    for word in words(text):
        found &= Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR)
    return found
