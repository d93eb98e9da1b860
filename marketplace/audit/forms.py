"""Filters of the auditors' list."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.audit import numbers, place_names, sentences
from marketplace.audit.models import Entry
from marketplace.ui import typed
from marketplace.ui.forms import DateField, FilterForm, TextField


class EntryFilter(FilterForm):
    """By act, person, place, number of the object and day."""

    act = TextField(label=_("Kind of act"), max_length=80)
    person = TextField(label=_("Person"), max_length=80)
    place = TextField(label=_("Place"), max_length=80)
    number = TextField(label=_("Number of a project, call or contract"), max_length=40)
    since = DateField(label=_("From this day on"))
    until = DateField(label=_("Up to and including"))

    def filter(self, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """The entries that fit."""
        chosen = self.chosen()
        if act := chosen.get("act"):
            queryset = queryset.filter(act__in=_acts(act)) if _acts(act) else queryset.filter(act__startswith=act)
        if person := chosen.get("person"):
            # Through the side table: the log itself knows no names.
            queryset = queryset.filter(typed.says(person, "disclosures__person__name"), disclosures__name="actor")
        if place := chosen.get("place"):
            queryset = queryset.filter(place_id__in=place_names.keys(place))
        if number := chosen.get("number"):
            queryset = queryset.filter(numbers.entries_about(number.strip()))
        if since := chosen.get("since"):
            queryset = queryset.filter(at__gte=_midnight(since))
        if until := chosen.get("until"):
            queryset = queryset.filter(at__lt=_midnight(until + timedelta(days=1)))
        return queryset


def _acts(text: str) -> list[str]:
    """Acts whose sentence, in the reader's language, holds each word typed."""
    words = typed.words(text)
    return [act for act, said in sentences.known().items() if all(word in str(said.text) for word in words)]


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
