"""Words typed into a list of one kind: the list keeps its rows, filters and order, and asks the index for the words.

The embedded index stands beside the rows and is always written, so that the question is a part of the list's own query:
no number of hits is too large for it, and nothing is found that the list's own rows do not hold.
"""

from __future__ import annotations

from django.db.models import Q

from search import language
from search.engines.embedded.expressions import Says, texts
from search.models import Entry


def saying(kind: str, text: str, *, of: str = "pk") -> Q:
    """Rows of a kind's model that say what was typed; which of them somebody may read is the list's to know.

    Args:
        kind: of which documents.
        text: what was typed.
        of: the field of a row that holds the key of its document.
    """
    terms = language.read(text)
    if terms.is_vain:
        return Q(pk__in=())
    entries = Entry.objects.filter(kind=kind, is_removed=False)
    if terms.wanted:
        entries = entries.filter(pk__in=texts(Says(terms.wanted)))
    if terms.unwanted:
        entries = entries.exclude(pk__in=texts(Says(terms.unwanted, any_of=True)))
    return Q(**{f"{of}__in": entries.values("key")}) if terms.wanted or terms.unwanted else Q()
