"""Lists of the back office."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views import generic

from marketplace.ui import typed


class Index(generic.IndexView):
    """A list that finds each word that is typed; Wagtail's own compares the whole line with a column."""

    search_fields: Any
    search_query: str

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the columns that the list names."""
        return queryset.filter(typed.says(self.search_query, *self.search_fields)) if self.is_searching else queryset
