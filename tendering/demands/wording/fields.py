"""What is written of a demand, in words: on its forms, on its page, in what changed since the vote."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text

FIELDS: Mapping[str, Text] = {
    "title": _("Title"),
    "scope_item": _("Scope item"),
    "chengdu_class": _("Chengdu class"),
    "kind": _("Kind of work"),
    "delivery_class": _("Delivery"),
    "beneficiary_groups": _("Whom it serves"),
    "households": _("Households"),
    "people": _("People"),
    "need": _("What residents need, and why"),
    "outputs": _("What will be there when it is done"),
    "flags": _("What decides the tier"),
    "budget": _("Budget"),
    "sources": _("Where the money comes from"),
}
