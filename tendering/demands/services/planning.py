"""Recording who planned a project (domain 2.4; 条例 18): they neither bid for it nor judge it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog.rules.control import tight
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.demands import calls, permissions
from tendering.demands.models import Demand, ProjectPlanner
from tendering.demands.queries.planners import named
from tendering.demands.rules.planning import LONGEST, MOST, PLANNABLE
from tendering.demands.services.matching import lapse_for_planners
from tendering.demands.services.states import locked, note_writer, touch


@transaction.atomic
def record_planners(*, demand: Demand, by: Membership, names: Sequence[str], now: datetime) -> list[ProjectPlanner]:
    """Write down every body that planned or designed the project; none means that nobody outside did.

    Who is asked already and stands among them is asked no longer. Whoever writes it does not approve the call.

    Args:
        names: each body once, by name or credit code.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: `demands.planners.too_many`, `demands.planners.too_long`.
        Refusal: `demands.planners.late`, once the call is announced.
    """
    permissions.require_community(by, demand)
    _check(names)
    calls.hold_draft(demand)
    demand = locked(demand)
    if demand.state not in PLANNABLE:
        raise Refusal("demands.planners.late")
    demand.planners.all().delete()
    rows = ProjectPlanner.objects.bulk_create(_rows(demand, by, names, now))
    note_writer(demand, by)
    touch(demand)
    lapse_for_planners(demand=demand)
    calls.draft_changed(demand, by)
    said = {"names": "、".join(row.name for row in rows) or "—"}
    record(act="demands.planners.recorded", target=demand, by=by, parameters=said, about=[demand.community])
    return rows


def _check(names: Sequence[str]) -> None:
    if len(names) > MOST:
        raise InvalidInput("demands.planners.too_many", field="names", most=MOST)
    if any(max(len(name), len(tight(name))) > LONGEST for name in names):
        raise InvalidInput("demands.planners.too_long", field="names", most=LONGEST)


def _rows(demand: Demand, by: Membership, names: Sequence[str], now: datetime) -> list[ProjectPlanner]:
    found: dict[str, ProjectPlanner] = {}
    for line in names:
        provider = named(line)
        name = provider.organisation.name if provider else line
        found[tight(name)] = ProjectPlanner(
            demand=demand, name=name, key=tight(name), provider=provider, recorded_by_id=by.user_id, recorded_at=now
        )
    return list(found.values())
