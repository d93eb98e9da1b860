"""Columns of lists in the back office."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db.models import Model
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from marketplace.ui import tongue


def in_words(name: str, row: object) -> object:
    """A field of a row: yes or no, or a text with its Chinese marked."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return tongue.foreign(value)


def in_english(name: str, row: object) -> str:
    """A field that is English for every reader."""
    return format_html('<span lang="en">{}</span>', getattr(row, name))


def as_code(name: str, row: object) -> str:
    """A field that is no word of any language."""
    return format_html("<code>{}</code>", getattr(row, name))


def column(model: type[Model], name: str, said: Callable[[str, object], object] = in_words) -> Column:
    """A column of a field that says its value for reading."""
    label = capfirst(getattr(model._meta.get_field(name), "verbose_name", name))
    return Column(name, label=label, sort_key=name, accessor=partial(said, name))
