"""What lists say under a title and their files in columns of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from marketplace.ui.views import Column

NUMBER = Column(name="number", label=_("Number"), file_only=True)


def place_columns(community: Callable[[Any], Place]) -> list[Column]:
    """Street and community of a row, for its file; the list has joined both."""
    return [
        Column(name="street", label=_("Street"), value=lambda row: community(row).parent, file_only=True),
        Column(name="community", label=_("Community"), value=community, file_only=True),
    ]
