"""The case of a demand, as its page and the pages of its decision show it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.rulebook.models import ChengduClass
from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import number, said
from marketplace.ui.formats import enumerated, yuan
from marketplace.ui.text import Text
from tendering.demands.forms.demand import GROUPS
from tendering.demands.models import Deliberation, Demand, ResidentMeeting
from tendering.demands.models.demand import DeliveryClass, Kind
from tendering.demands.queries.vote import Vote, vote_at
from tendering.demands.queries.voted import changes
from tendering.demands.rules.voted import Change
from tendering.demands.wording.fields import FIELDS
from tendering.demands.wording.planners import PLANNED_BY
from tendering.funds.models import Source

SHOWN = ("body", "recorded_by", "countersigned_by", "minutes_file")
MEETINGS = Prefetch("meetings", ResidentMeeting.objects.select_related(*SHOWN).order_by("-held_at"))
DELIBERATIONS = Prefetch("deliberations", Deliberation.objects.select_related("file").order_by("held_on", "pk"))

CODES: Mapping[str, type[TextChoices]] = {"chengdu_class": ChengduClass, "kind": Kind, "delivery_class": DeliveryClass}


def meetings_of(demand: Demand) -> list[tuple[ResidentMeeting, Vote | None]]:
    """Every meeting; with heads and votes once they are recorded."""
    rules = demand.rule_set.rules
    return [(row, vote_at(row, rules) if row.present is not None else None) for row in demand.meetings.all()]


def changed_facts(demand: Demand) -> list[Fact]:
    """What was corrected since the residents voted: as it was, and as it is."""
    return [
        Fact(FIELDS[one.name], said(f"{_shown(one, one.before)} → {_shown(one, one.now)}")) for one in changes(demand)
    ]


def _shown(change: Change, value: Any) -> str:
    """A value of `as_voted` in words."""
    if change.name in CODES:
        return str(dict(CODES[change.name].choices).get(value, value)) or "—"
    if change.name == "sources":
        return enumerated(f"{Source(source).label} {yuan(Decimal(agreed))}" for source, agreed in value) or "—"
    if change.name == "budget":
        return yuan(Decimal(value))
    if isinstance(value, list):
        names: Mapping[str, Text] = Demand.FLAG_WORDS if change.name == "flags" else dict(GROUPS)
        return enumerated(str(names.get(one, one)) for one in value) or "—"
    return str(value) or "—"


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
    served = enumerated(str(groups.get(group, group)) for group in demand.beneficiary_groups)
    return [
        Fact(_("Community"), f"{demand.community.parent} {demand.community}"),
        Fact(FIELDS["scope_item"], str(demand.scope_item or "—")),
        Fact(FIELDS["chengdu_class"], demand.get_chengdu_class_display() or "—"),
        Fact(FIELDS["kind"], demand.get_kind_display()),
        Fact(FIELDS["delivery_class"], demand.get_delivery_class_display()),
        Fact(FIELDS["beneficiary_groups"], served or "—"),
        *planned_by(demand.planners_named),
        Fact(FIELDS["households"], number(demand.households)),
        Fact(FIELDS["people"], number(demand.people)),
    ]
