"""Objects by the number that people know them by (XQ-…, JN-…, HT-…), in models that the apps name."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Q

from marketplace.audit.models import Entry, Mention

_labels: list[str] = []


def register(label: str) -> None:
    """A model whose ``number`` is unique, as ``app.Model``; call it in `AppConfig.ready()`."""
    if label not in _labels:
        _labels.append(label)


def entries_about(number: str) -> Q:
    """Entries of objects with this number, and such as name them; a query for each model, nothing where none fits."""
    objects = Q(pk__in=[])
    for label in _labels:
        keys = apps.get_model(label)._default_manager.filter(number__iexact=number).values_list("pk", flat=True)
        if found := [str(key) for key in keys[:1]]:
            objects |= Q(model=label.lower(), object_id__in=found)
    mentioned = Mention.objects.filter(objects).values("entry")
    return Q(pk__in=Entry.objects.filter(objects).values("pk")) | Q(pk__in=mentioned)
