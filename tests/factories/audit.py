"""Reading the log in tests."""

from __future__ import annotations

from django.db.models import Model

from marketplace.audit.models import Entry


def acts_of(target: Model) -> list[str]:
    """The names of all acts in the object's story, in the order they were recorded."""
    story = Entry.objects.filter(mentions__model=target._meta.label_lower, mentions__object_id=str(target.pk)).order_by(
        "pk"
    )
    return list(story.values_list("act", flat=True))


def acts() -> list[str]:
    """The acts in the log, in order."""
    return list(Entry.objects.order_by("pk").values_list("act", flat=True))
