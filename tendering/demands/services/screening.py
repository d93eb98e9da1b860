"""The community's first look at a proposal: adopt, merge, decline (R16, R18, R26, R27)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import InvalidInput, Refusals, require_text
from tendering.demands import permissions
from tendering.demands.models import Demand
from tendering.demands.rules.screening import negative_list
from tendering.demands.rules.steps import State
from tendering.demands.services.drafting import check_complete, facts_of
from tendering.demands.services.states import locked, move, note_writer, retier


@transaction.atomic
def screen(
    *,
    demand: Demand,
    by: Membership,
    negative: frozenset[str],
    duplicates_checked: bool,
    flags: frozenset[str] | None,
    now: datetime,
) -> Demand:
    """Take a proposal into deliberation after the checks of domain 3.2.

    Args:
        negative: items of the negative list that apply; any one refuses.
        duplicates_checked: the officer looked for the same need proposed twice.
        flags: names of those of `Demand.FLAGS` that hold, as the officer finds; None where nobody looked. The tier
            follows from them; what differs from the author's word stands in the log.

    Raises:
        NotPermitted: `by` is not of the community, or wrote the demand.
        InvalidInput: `demands.duplicates_unchecked`, `demands.flags_unconfirmed`.
        Refusals: everything that is missing or forbidden.
    """
    permissions.require_community(by, demand)
    permissions.require_not_writer(by, demand)
    demand = locked(demand)
    permissions.require_not_writer(by, demand)  # asked again: the same person may have written while this waited
    if refused := negative_list(facts_of(demand, negative), demand.rule_set.rules):
        raise Refusals(refused)
    if not duplicates_checked:
        raise InvalidInput("demands.duplicates_unchecked", field="duplicates_checked")
    if flags is None or not flags <= set(Demand.FLAGS):
        raise InvalidInput("demands.flags_unconfirmed", field="flags_confirmed")
    _correct(demand, by, flags)
    check_complete(demand)
    retier(demand)
    return move(demand, "screen", by=by, now=now, parameters={"tier": demand.tier})


def _correct(demand: Demand, by: Membership, flags: frozenset[str]) -> None:
    """What decides the tier, as whoever screens finds it (domain 3.2); the author's word stays in the log."""
    declared = demand.declared
    if flags == declared:
        return
    for name in Demand.FLAGS:
        setattr(demand, name, name in flags)
    said = {"declared": ",".join(sorted(declared)), "found": ",".join(sorted(flags))}
    record(act="demands.demand.flags_corrected", target=demand, by=by, parameters=said, about=[demand.community])


@transaction.atomic
def adopt(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """The community makes a resident's proposal its own, to write the budget and plan it needs."""
    permissions.require_community(by, demand)
    demand = locked(demand)
    if demand.state != State.PROPOSED or not demand.from_resident:
        raise InvalidInput("demands.not_a_residents_proposal")
    move(demand, "adopt", by=by, now=now)
    demand.from_resident, demand.adopted_by_id = False, by.user_id
    demand.save()
    note_writer(demand, by)
    return demand


@transaction.atomic
def decline(*, demand: Demand, by: Membership, reason: str, now: datetime) -> Demand:
    """Say no to a proposal with a reason that everybody may read."""
    permissions.require_community(by, demand)
    _need(reason)
    demand = locked(demand)
    demand.public_reason = reason
    move(demand, "decline", by=by, now=now, reason=reason)
    _tell_author(demand, "demands.declined", reason)
    return demand


@transaction.atomic
def merge(*, demand: Demand, into: Demand, by: Membership, reason: str, now: datetime) -> Demand:
    """Join a proposal to another one of the same community that asks for the same."""
    permissions.require_community(by, demand)
    _need(reason)
    if into.pk == demand.pk or into.community_id != demand.community_id:
        raise InvalidInput("demands.merge_target", field="into")
    # In a fixed order, so that two officers who join the two to each other do not wait for one another.
    rows = {pk: locked(Demand(pk=pk)) for pk in sorted((demand.pk, into.pk))}
    demand, into = rows[demand.pk], rows[into.pk]
    if into.merged_into_id is not None:
        raise InvalidInput("demands.merge_target", field="into")
    demand.merged_into, demand.public_reason = into, reason
    move(demand, "merge", by=by, now=now, parameters={"into": into.number}, reason=reason)
    _tell_author(demand, "demands.merged", reason)
    return demand


def _need(reason: str) -> None:
    require_text(reason, "demands.reason_missing")


def _tell_author(demand: Demand, kind: str, reason: str) -> None:
    notify(
        kind=kind,
        recipients=[demand.author_id],
        url=demand.get_absolute_url(),
        parameters={"title": demand.title, "reason": reason},
    )
