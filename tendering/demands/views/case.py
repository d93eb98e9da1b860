"""The case of a demand, as its page and the pages of its decision show it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import said
from tendering.demands.forms.demand import GROUPS
from tendering.demands.models import Deliberation, Demand, ResidentMeeting
from tendering.demands.queries.vote import Vote, vote_at
from tendering.demands.wording.planners import PLANNED_BY

SHOWN = ("body", "recorded_by", "countersigned_by", "minutes_file")
MEETINGS = Prefetch("meetings", ResidentMeeting.objects.select_related(*SHOWN).order_by("-held_at"))
DELIBERATIONS = Prefetch("deliberations", Deliberation.objects.select_related("file").order_by("held_on", "pk"))


def meetings_of(demand: Demand) -> list[tuple[ResidentMeeting, Vote | None]]:
    """Every meeting; with heads and votes once they are recorded."""
    rules = demand.rule_set.rules
    return [(row, vote_at(row, rules) if row.present is not None else None) for row in demand.meetings.all()]


def recorded(demand: Demand) -> dict[str, Any]:
    """The meeting whose record waits for its countersign, as a template shows it; none once it is signed."""
    rules = demand.rule_set.rules
    rows = demand.meetings.filter(present__isnull=False, outcome="").select_related("body", "minutes_file")
    return {"meetings": [(row, vote_at(row, rules)) for row in rows], "decision": rules.decision}


def planned_by(names: list[str] | None) -> list[Fact]:
    """Who planned it, and so may not bid for it (`queries.planners.with_planners`); nothing where nobody is known."""
    return [Fact(PLANNED_BY, said("、".join(sorted(names))))] if names else []


def facts_of(demand: Demand) -> list[Fact]:
    """Where, what, for whom."""
    groups = dict(GROUPS)
    served = ", ".join(str(groups.get(group, group)) for group in demand.beneficiary_groups)
    return [
        Fact(_("Community"), f"{demand.community.parent} {demand.community}"),
        Fact(_("Scope item"), str(demand.scope_item or "—")),
        Fact(_("Chengdu class"), demand.get_chengdu_class_display() or "—"),
        Fact(_("Kind of work"), demand.get_kind_display()),
        Fact(_("Delivery"), demand.get_delivery_class_display()),
        Fact(_("Whom it serves"), served or "—"),
        *planned_by(demand.planners_named),
        Fact(_("Households"), demand.households),
        Fact(_("People"), demand.people),
    ]
