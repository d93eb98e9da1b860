"""The latest lines of an object's story on its own page: ``{% load audit %}{% recent_acts object %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context
from django.urls import reverse

from marketplace.audit import queries, readers

register = template.Library()
# So many times the lines shown are read, since some may be for other readers.
SPARE = 3


@register.inclusion_tag("audit/_story.html", takes_context=True)
def recent_acts(context: Context, target: Model, limit: int = 8) -> dict[str, Any]:
    """At most `limit` lines, and nothing for those who may not read the story; three queries."""
    membership = getattr(context.get("request"), "membership", None)
    if not readers.may_read(membership, target):
        return {"runs": []}
    names = readers.sees_names(membership, target)
    lines = queries.told_to(membership, queries.story(target)[: limit * SPARE], known=target, names=names)
    return {
        "runs": queries.runs(lines[:limit]),
        "url": reverse("audit:story", args=[target._meta.label_lower, target.pk]),
    }
