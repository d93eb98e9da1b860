"""A list of one kind whose words and filters can be saved as a search, as far as the index knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from marketplace.places.models import Place
from marketplace.ui.views import ListPage
from search.asked import TEXT
from search.schema import KIND

STATUS = "status"


class SaveableList(ListPage):
    """A list that offers to save what it is filtered by.

    Attributes:
        searched_kind: the kind whose documents stand for its rows.
        searched: its filters and the fields of the index that are filtered alike; with another one set, what would be
            found is not what the list shows, and saving is not offered.
    """

    searched_kind: str = ""
    searched: Mapping[str, str] = {}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds where this is saved and subscribed to, and where everything is searched for the same words."""
        asked = self.get_search()
        extra = {
            "save_url": f"{reverse('search:save')}?{asked}" if asked else "",
            "atom_url": f"{reverse('search:feed')}?{asked}" if asked else "",
            "everywhere_url": self.get_everywhere_url(),
        }
        return super().get_context(**(extra | context))

    def get_everywhere_url(self) -> str:
        """The search page with the words that were typed; empty where none were."""
        words = self.filter_form.chosen().get(TEXT, "")
        return f"{reverse('search:page')}?{urlencode({TEXT: words})}" if words else ""

    def get_search(self) -> str:
        """The same as a search; empty where nothing is filtered by, or by what the index does not know."""
        chosen = self.filter_form.chosen()
        fields = {TEXT: TEXT, **self.searched}
        if not chosen or chosen.keys() - fields.keys():
            return ""
        data = QueryDict(mutable=True)
        data[KIND] = self.searched_kind
        for name, value in chosen.items():
            data.setlist(fields[name], list(self._values(fields[name], value)))
        return data.urlencode()

    def _values(self, field: str, value: Any) -> Iterable[str]:
        for one in value if isinstance(value, list | tuple) else [value]:
            said = one.code if isinstance(one, Place) else str(one)
            yield f"{self.searched_kind}.{said}" if field == STATUS else said
