"""Inviting providers to answer a call (domain 2.2, 3.3).

The log tells of it in the invitation's own story and the provider's: the call's is read by everybody, who would learn
there who is going to bid.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from catalog.models import Provider
from catalog.queries.eligibility import require_eligible
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset import Tier
from marketplace.rulebook.queries import work_calendar
from tendering.demands.services.matching import confirm_by_call, refuse_both_sides, refuse_planner
from tendering.tenders import permissions
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import locked

BEFORE_DEADLINE = (State.PREPARING, State.DOC_REVIEW, State.ANNOUNCED)


class NotInvited(Refusal):
    """Only providers that were invited and accepted may answer this call."""

    def __init__(self) -> None:
        super().__init__("tenders.not_invited")


def refuse_ineligible(tender: Tender, provider: Provider, now: datetime) -> None:
    """Raise `PlannedIt`, or `Refusals` with every obstacle: domain, state, lists (domain 2.4, 3.1)."""
    refuse_planner(tender.demand, provider)
    refuse_off_roster(tender, provider, now)


def refuse_off_roster(tender: Tender, provider: Provider, now: datetime) -> None:
    """Raise `Refusals` with every obstacle of domain, state and lists; who planned the project is asked apart."""
    gate = tender.rule_set.rules.roster.gate
    regime = tender.procedure.regime
    require_eligible(provider, tender.demand.scope_item, Tier(tender.tier), on=day_of(now), gate=gate, regime=regime)


def refuse_uninvited(tender: Tender, provider: Provider) -> None:
    """Raise `NotInvited` where the procedure invites and this provider has not accepted an invitation."""
    accepted = Invitation.State.ACCEPTED
    if tender.procedure.invited_only and not tender.invitations.filter(provider=provider, state=accepted).exists():
        raise NotInvited


@transaction.atomic
def invite_providers(
    *, tender: Tender, providers: Iterable[Provider], by: Membership, now: datetime
) -> list[Invitation]:
    """Invite providers that may do this: domain, state, no conflict.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusals: why one of them may not be invited.
        OnBothSides: somebody acts for one of them who stands on the demand's side.
        InvalidInput: `tenders.invited_already`.
    """
    permissions.require_community(by, tender)
    tender = locked(tender)
    if tender.state not in BEFORE_DEADLINE:
        raise Refusal("tenders.not_inviting")
    rules = tender.rule_set.rules
    expires_at = end_of_day(work_calendar().add_workdays(day_of(now), rules.roster.match_expires_working_days))
    made = []
    for provider in providers:
        refuse_ineligible(tender, provider, now)
        refuse_both_sides(tender.demand, provider, now)
        if tender.invitations.filter(provider=provider).exists():
            raise InvalidInput("tenders.invited_already", field="providers", provider=provider.organisation.name)
        row = Invitation.objects.create(tender=tender, provider=provider, invited_at=now, expires_at=expires_at)
        record(act="tenders.invitation.sent", target=row, by=by, about=[provider])
        made.append(row)
    return made


@transaction.atomic
def answer_invitation(*, invitation: Invitation, by: Membership, accept: bool, reason: str = "") -> Invitation:
    """A provider accepts or declines before it expires (the database's clock decides).

    Invited and accepted, both sides have said yes: a match (R36; domain 3.3).

    Raises:
        NotPermitted: `by` does not act for the invited provider.
        Refusal: `tenders.invitation_closed`, once answered or expired; `tenders.invitation_late`, where the call takes
            no more answers.
        OnBothSides, PlannedIt: it has come to stand on both sides, or planned the project; it can be declined.
    """
    require(by, *PROVIDER_ROLES, organisation=invitation.provider.organisation)
    row = Invitation.objects.select_for_update(of=("self",)).select_related("tender__demand").get(pk=invitation.pk)
    now = clock.read()
    if row.state != Invitation.State.INVITED or now >= row.expires_at:
        raise Refusal("tenders.invitation_closed")
    if row.tender.is_over_at(now):
        raise Refusal("tenders.invitation_late")
    row.state = Invitation.State.ACCEPTED if accept else Invitation.State.DECLINED
    row.answered_at, row.reason = now, reason
    row.save()
    if accept:
        confirm_by_call(demand=row.tender.demand, provider=row.provider, by=by, now=now)
    record(act=f"tenders.invitation.{row.state}", target=row, by=by, reason=reason, about=[row.provider])
    return row


@transaction.atomic
def expire_invitation(*, invitation: Invitation) -> bool:
    """Nobody answered in time (the clock's act); says whether it expired now."""
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    now = clock.read()
    if row.state != Invitation.State.INVITED or now < row.expires_at:
        return False
    row.state, row.answered_at = Invitation.State.EXPIRED, now
    row.save()
    record(act="tenders.invitation.expired", target=row, about=[row.provider])
    return True
