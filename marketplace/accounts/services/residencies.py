"""Residents become known to their community: asked by the person, confirmed by the community (domain 4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.accounts import permissions
from marketplace.accounts.models import Membership, Residency, ResidencyState, User
from marketplace.accounts.rules import Role
from marketplace.accounts.services import memberships
from marketplace.audit.services import record
from marketplace.places.models import Level, Place
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal


class PhoneNotVerified(Refusal):
    """Residents are known by a phone they have proved to be theirs."""


class ResidencyWaiting(Refusal):
    """A request is waiting already."""


class ResidencyDecided(Refusal):
    """The request does not wait any more."""


class NotYourRequest(NotPermitted):
    """Only the person who asked takes a request back."""


def ask_residency(*, user: User, community: Place, address: str, now: datetime) -> Residency:
    """Ask to be known as a resident of a community.

    Raises:
        PhoneNotVerified: the phone has to be verified first.
        ResidencyWaiting: another request of the person is waiting.
        RoleAlreadyHeld: the person is a resident there.
        InvalidInput: not a community, or no address.
    """
    if community.level != Level.COMMUNITY:
        raise InvalidInput("accounts.residency.not_a_community", field="community")
    if not address.strip() or len(address) > 120:
        raise InvalidInput("accounts.residency.address", field="address")
    with transaction.atomic():
        locked = memberships.lock(user)
        if not locked.phone_verified:
            raise PhoneNotVerified("accounts.phone.not_verified")
        if Residency.objects.filter(user=locked, state=ResidencyState.WAITING).exists():
            raise ResidencyWaiting("accounts.residency.waiting")
        if memberships.unended(locked).filter(role=Role.RESIDENT, place=community).exists():
            raise memberships.RoleAlreadyHeld("accounts.residency.held", scope=str(community))
        request = Residency.objects.create(user=locked, community=community, address=address.strip(), asked_at=now)
        record(
            act="accounts.residency.asked",
            actor=locked,
            target=request,
            parameters={"community": community.code},
            personal={"person": locked.name},
            subject=locked,
        )
    return request


def confirm_residency(*, by: Membership, request: Residency, now: datetime) -> Membership:
    """The community confirms that the person lives there; a residency elsewhere ends today.

    Raises:
        RoleMissing: `by` is not staff of this community.
        RoleForOneself: `by` asked themselves.
        ResidencyDecided: it does not wait any more.
    """
    _check_may_decide(by, request)
    with transaction.atomic():
        locked = _decide(by, request, ResidencyState.CONFIRMED, now)
        memberships.lock(locked.user)
        for elsewhere in memberships.unended(locked.user).scoped().filter(role=Role.RESIDENT):
            elsewhere.to_date = max(elsewhere.from_date, day_of(now))
            elsewhere.save(update_fields=["to_date"])
            record(
                act="accounts.residency.moved",
                by=by,
                target=elsewhere,
                about=[locked.user],
                parameters=memberships.described(elsewhere),
                personal={"person": locked.user.name},
                subject=locked.user,
            )
        resident = memberships.place_membership(locked.user, Role.RESIDENT, locked.community, day_of(now))
        _record(by, "accounts.residency.confirmed", locked)
    return resident


def refuse_residency(*, by: Membership, request: Residency, reason: str, now: datetime) -> Residency:
    """The community does not know the person as a resident and says why.

    Raises:
        RoleMissing, RoleForOneself, ResidencyDecided: as for `confirm_residency`.
        InvalidInput: no reason.
    """
    _check_may_decide(by, request)
    if not reason.strip() or len(reason) > 400:
        raise InvalidInput("accounts.reason.missing", field="reason")
    with transaction.atomic():
        locked = _decide(by, request, ResidencyState.REFUSED, now, reason.strip())
        _record(by, "accounts.residency.refused", locked, reason.strip())
    return locked


def withdraw_residency(*, user: User, request: Residency, now: datetime) -> Residency:
    """The person takes the request back.

    Raises:
        NotYourRequest: somebody else asked.
        ResidencyDecided: it does not wait any more.
    """
    if request.user_id != user.pk:
        raise NotYourRequest("accounts.residency.not_yours")
    with transaction.atomic():
        locked = _decide(None, request, ResidencyState.WITHDRAWN, now)
        record(act="accounts.residency.withdrawn", actor=user, target=locked)
    return locked


def _check_may_decide(by: Membership, request: Residency) -> None:
    permissions.require(by, Role.COMMUNITY, place=request.community)
    memberships.check_apart(by, request.user)


def _decide(
    by: Membership | None, request: Residency, state: ResidencyState, now: datetime, reason: str = ""
) -> Residency:
    locked = Residency.objects.select_for_update(of=("self",)).select_related("user", "community").get(pk=request.pk)
    if locked.state != ResidencyState.WAITING:
        raise ResidencyDecided("accounts.residency.decided", state=str(ResidencyState(locked.state).label))
    locked.state, locked.decided_by, locked.decided_at, locked.reason = state, by, now, reason
    # Least data: nobody needs the address any more.
    locked.address = ""
    locked.save()
    return locked


def _record(by: Membership, act: str, request: Residency, reason: str = "") -> None:
    record(
        act=act,
        by=by,
        target=request,
        about=[request.user],
        parameters={"community": request.community.code},
        personal={"person": request.user.name},
        subject=request.user,
        reason=reason,
    )
