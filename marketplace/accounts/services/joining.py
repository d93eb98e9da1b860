"""Nobody acts for a provider without having said yes: members are asked, answer, and may leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts import queries, sms
from marketplace.accounts.models import (
    ROLE_NAMES,
    InvitationState,
    MemberInvitation,
    Membership,
    MembershipQuerySet,
    Organisation,
    User,
)
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.accounts.services import memberships, organisations, people, telling
from marketplace.audit.services import record
from marketplace.outbox.services import publish
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import NotPermitted, Refusal
from marketplace.ui.addresses import absolute

TOPIC = "accounts.member_invited"
VALID_FOR = timedelta(days=14)
# Letters go to addresses that nobody here has proved: no provider writes to a crowd.
MOST_A_DAY = 20


class InvitationOver(Refusal):
    """It was answered, withdrawn, has expired, or whoever sent it does not act any more."""


class NotYourInvitation(NotPermitted):
    """Whoever proved that the address is theirs answers; its provider withdraws it."""


class InvitedAlready(Refusal):
    """An invitation to this address, in this role, waits already."""


class TooManyInvitations(Refusal):
    """A provider invites so many people a day."""


class LastAdministrator(Refusal):
    """A provider keeps somebody who acts for it."""


def invite_member(
    *,
    by: Membership,
    organisation: Organisation,
    role: Role,
    name: str,
    email: str | None,
    phone: str | None,
    from_date: date | None = None,
    to_date: date | None = None,
    now: datetime,
) -> MemberInvitation:
    """Ask whoever has this e-mail or phone to act for a provider; answers alike whether somebody has an account or not.

    What stands against it (an office, another provider) is told to the person who accepts, not to the inviter.

    Raises:
        RoleNotYours, RoleForOneself: `by` does not give this role there, or it is their own address.
        InvitedAlready, TooManyInvitations: the address is invited already; `MOST_A_DAY` were sent since yesterday.
        InvalidInput: neither e-mail nor phone, an e-mail or phone that is none, or days the wrong way round.
    """
    memberships.check_may_grant(by, role, organisation)
    mail, number = _address_of_another(by, email, phone)
    starts = max(from_date or day_of(now), day_of(now))
    memberships.check_period(starts, to_date)
    with transaction.atomic():
        memberships.lock_body(organisation.pk)
        _check_room(organisation, role, mail, number, now)
        invitation = MemberInvitation.objects.create(
            organisation=organisation,
            role=role,
            **_contact(name, mail, number),
            from_date=starts,
            to_date=to_date,
            invited_by=by,
            invited_at=now,
            expires_at=now + VALID_FOR,
        )
        _send(by, invitation)
    return invitation


def accept_invitation(*, user: User, invitation: MemberInvitation) -> Membership:
    """Say yes, in time by the database's clock: from the day named, today at the earliest, the person acts for it.

    Raises:
        NotYourInvitation: the person has not proved that the address is theirs, or sent it.
        InvitationOver: it waits no more.
        RoleClash: the person is an officer, or acts for another provider in that time.
        RoleAlreadyHeld: they hold the role already.
    """
    with transaction.atomic():
        person, locked, now = _taken(user, invitation)
        role, starts = Role(locked.role), max(locked.from_date, day_of(now))
        if locked.to_date is not None and locked.to_date <= starts:
            raise InvitationOver("accounts.invitation.over")
        memberships.check_no_clash(person, role)
        memberships.check_one_provider(person, role, locked.organisation, starts, locked.to_date)
        memberships.check_not_held(person, role, locked.organisation, starts, locked.to_date)
        membership = memberships.place_membership(person, role, locked.organisation, starts, locked.to_date)
        _close(locked, InvitationState.ACCEPTED, now, membership)
        record(
            act="accounts.invitation.accepted",
            actor=person,
            target=membership,
            about=[locked, person],
            parameters=memberships.described(membership),
            personal={"person": person.name},
            subject=person,
        )
        told = _administrators(locked.organisation, now).exclude(user=person).values_list("user", flat=True)
        _tell("accounts.invitation.accepted", told, "accounts:members", locked, person.name)
    return membership


def decline_invitation(*, user: User, invitation: MemberInvitation) -> MemberInvitation:
    """Say no; the provider reads that the address declined, not who it is.

    Raises:
        NotYourInvitation, InvitationOver: as for `accept_invitation`.
    """
    with transaction.atomic():
        person, locked, now = _taken(user, invitation)
        called = _called(locked)
        _close(locked, InvitationState.DECLINED, now)
        record(act="accounts.invitation.declined", actor=person, target=locked, parameters=_facts(locked))
        told = _administrators(locked.organisation, now).values_list("user", flat=True)
        _tell("accounts.invitation.declined", told, "accounts:members", locked, called)
    return locked


def withdraw_invitation(*, by: Membership, invitation: MemberInvitation) -> MemberInvitation:
    """The provider takes an invitation back.

    Raises:
        RoleNotYours: `by` does not give this role there.
        InvitationOver: it was answered, withdrawn or has expired.
    """
    memberships.check_may_grant(by, Role(invitation.role), invitation.organisation)
    with transaction.atomic():
        locked, now = _locked(invitation), clock.read()
        if locked.state != InvitationState.WAITING or locked.expires_at <= now:
            raise InvitationOver("accounts.invitation.over")
        known = list(queries.people_of_address(locked.email, locked.phone).values_list("pk", flat=True))
        _close(locked, InvitationState.WITHDRAWN, now)
        record(act="accounts.invitation.withdrawn", by=by, target=locked, parameters=_facts(locked))
        _tell("accounts.invitation.withdrawn", known, "accounts:roles", locked)
    return locked


def lapse_invitations(now: datetime) -> int:
    """Close what nobody answered in time; returns how many."""
    due = MemberInvitation.objects.filter(state=InvitationState.WAITING, expires_at__lte=now).order_by("pk")
    return sum(_lapse(one, now) for one in due)


def lay_down(*, user: User, membership: Membership, reason: str, now: datetime) -> Membership:
    """A person ends their own role for a provider today; what was done in it stays.

    Raises:
        RoleNotYours: it is somebody else's, no provider's, or has ended.
        LastAdministrator: nobody else would administer the provider.
    """
    today = day_of(now)
    if membership.user_id != user.pk or membership.role not in PROVIDER_ROLES or membership.organisation_id is None:
        raise memberships.RoleNotYours(
            "accounts.role_not_yours", role=membership.get_role_display(), scope=str(membership.scope)
        )
    with transaction.atomic():
        organisation = memberships.lock_body(membership.organisation_id)
        locked = Membership.objects.scoped().select_for_update(of=("self",)).get(pk=membership.pk)
        if locked.to_date is not None and locked.to_date <= today:
            raise memberships.RoleNotYours("accounts.role_ended", role=str(locked))
        others = _administrators(organisation, now).exclude(user=user)
        if locked.role == Role.PROVIDER_ADMIN and not others.exists():
            raise LastAdministrator("accounts.last_administrator", scope=str(organisation))
        memberships.close(locked, today)
        record(
            act="accounts.membership.laid_down",
            actor=user,
            target=locked,
            about=[user],
            parameters=memberships.described(locked),
            personal={"person": user.name},
            subject=user,
            reason=reason,
        )
        words = {"person": user.name, "organisation": organisation.name}
        _publish("accounts.laid_down", others.values_list("user", flat=True), "accounts:members", words)
    return locked


def send_member_invitation(*, invitation_id: int) -> None:
    """Write to the address, by e-mail or by a short message where there is only a phone; nothing once it is over."""
    waiting = MemberInvitation.objects.waiting(clock.now()).select_related("organisation")
    invitation = waiting.filter(pk=invitation_id).first()
    if invitation is None:
        return
    known = next(iter(queries.people_of_address(invitation.email, invitation.phone)), None)
    with translation.override((known and known.language) or settings.LANGUAGE_CODE):
        if invitation.email:
            send_mail(_("An invitation to act for an organisation"), _letter(invitation), None, [invitation.email])
        else:
            sms.send(invitation.phone, _letter(invitation))


def _contact(name: str, email: str, phone: str) -> dict[str, str]:
    return {"name": people.clean_name(name) if name else "", "email": email, "phone": phone}


def _address_of_another(by: Membership, email: str | None, phone: str | None) -> tuple[str, str]:
    mail, number = (part or "" for part in people.clean_contacts(email, phone))
    if (mail and mail == (by.user.email or "").lower()) or (number and number == by.user.phone):
        raise memberships.RoleForOneself("accounts.role_for_oneself")
    return mail, number


def _send(by: Membership, invitation: MemberInvitation) -> None:
    personal = {"name": invitation.name, "email": invitation.email, "phone": invitation.phone}
    record(act="accounts.invitation.sent", by=by, target=invitation, parameters=_facts(invitation), personal=personal)
    publish(topic=TOPIC, payload={"invitation": invitation.pk})
    known = queries.people_of_address(invitation.email, invitation.phone).exclude(pk=by.user_id)
    _tell("accounts.invited", known.values_list("pk", flat=True), "accounts:invitation", invitation)


def _letter(invitation: MemberInvitation) -> str:
    asked = _(
        "“%(organisation)s” asks you to act for it as %(role)s. Nothing happens unless you accept by %(day)s."
    ) % {
        "organisation": organisations.quotable(invitation.organisation),
        "role": str(ROLE_NAMES[Role(invitation.role)]),
        "day": day_of(invitation.expires_at).isoformat(),
    }
    step = _("Sign in, or open an account, with this address, verify it, and answer under “My roles”:")
    return f"{asked} {step} {absolute(reverse('accounts:roles'))}"


def _taken(user: User, invitation: MemberInvitation) -> tuple[User, MemberInvitation, datetime]:
    """The rows of the person and of the invitation, in this order, where the one may answer the other, and when."""
    person, locked, now = memberships.lock(user), _locked(invitation), clock.read()
    if not MemberInvitation.objects.waiting(now).filter(pk=locked.pk).exists():
        raise InvitationOver("accounts.invitation.over")
    if not queries.invitations_to(person, now).filter(pk=locked.pk).exists():
        raise NotYourInvitation("accounts.invitation.not_yours")
    return person, locked, now


def _locked(invitation: MemberInvitation) -> MemberInvitation:
    rows = MemberInvitation.objects.select_related("organisation").select_for_update(of=("self",))
    return rows.get(pk=invitation.pk)


def _check_room(organisation: Organisation, role: Role, email: str, phone: str, now: datetime) -> None:
    sent = MemberInvitation.objects.filter(organisation=organisation)
    same = sent.waiting(now).filter(role=role)
    if (email and same.filter(email=email).exists()) or (phone and same.filter(phone=phone).exists()):
        raise InvitedAlready("accounts.invitation.waiting", role=str(ROLE_NAMES[role]))
    if sent.filter(invited_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyInvitations("accounts.invitation.too_many", most=MOST_A_DAY)


def _close(
    invitation: MemberInvitation, state: InvitationState, now: datetime, membership: Membership | None = None
) -> None:
    invitation.state, invitation.closed_at, invitation.membership = state, now, membership
    # Least data: nobody needs name and address any more.
    invitation.name = invitation.email = invitation.phone = ""
    invitation.save()


def _lapse(invitation: MemberInvitation, now: datetime) -> bool:
    with transaction.atomic():
        locked = _locked(invitation)
        if locked.state != InvitationState.WAITING:
            return False
        called = _called(locked)
        _close(locked, InvitationState.EXPIRED, now)
        record(act="accounts.invitation.expired", target=locked, parameters=_facts(locked))
        told = _administrators(locked.organisation, now).values_list("user", flat=True)
        _tell("accounts.invitation.expired", told, "accounts:members", locked, called)
    return True


def _administrators(organisation: Organisation, now: datetime) -> MembershipQuerySet:
    active = Membership.objects.active(day_of(now))
    return active.filter(organisation=organisation, role=Role.PROVIDER_ADMIN)


def _called(invitation: MemberInvitation) -> str:
    """Whom the provider means, in its own words."""
    return invitation.name or invitation.email or invitation.phone


def _tell(kind: str, people: Iterable[int], page: str, invitation: MemberInvitation, person: str = "") -> None:
    words = {"person": person, "organisation": invitation.organisation.name}
    _publish(kind, people, page, words, *([invitation.pk] if page == "accounts:invitation" else []))


def _publish(kind: str, people: Iterable[int], page: str, parameters: dict[str, str], *args: int) -> None:
    telling.tell(kind, people, reverse(page, args=args), parameters)


def _facts(invitation: MemberInvitation) -> dict[str, str]:
    return {"role": invitation.role, "scope": invitation.organisation.name}
