"""Who holds which role."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from marketplace import clock
from marketplace.accounts import alongside, permissions, rules
from marketplace.accounts.models import (
    MemberInvitation,
    MemberInvitationQuerySet,
    Membership,
    MembershipQuerySet,
    Organisation,
    Residency,
    ResidencyState,
    User,
)
from marketplace.accounts.rules import GRANTS, PROVIDER_ROLES, Role
from marketplace.places.models import Place
from marketplace.primitives.duty import Duty
from marketplace.primitives.masking import mask_name
from marketplace.primitives.refusal import InvalidInput
from marketplace.ui.waiting import Rows


def holders(
    *roles: str,
    place: Place | None = None,
    covering: Place | None = None,
    organisation: Organisation | None = None,
    on: date | None = None,
) -> MembershipQuerySet:
    """Memberships that hold one of the roles on a day (today), substitutes included, oldest first.

    Args:
        roles: any of these; none given means any role.
        place: exactly for this place.
        covering: for this place or one that contains it.
        organisation: for this organisation.
    """
    found = Membership.objects.active(on or clock.today()).scoped().order_by("pk")
    if roles:
        found = found.filter(role__in=roles)
    if place is not None:
        found = found.filter(place=place)
    if covering is not None:
        found = found.filter(place__path__in=covering.lineage())
    if organisation is not None:
        found = found.filter(organisation=organisation)
    return found


def memberships_of(user: User, on: date | None = None) -> MembershipQuerySet:
    """The roles a person holds on a day (today), the one used last first."""
    active = Membership.objects.active(on or clock.today()).filter(user=user).scoped()
    return active.order_by(F("last_used_at").desc(nulls_last=True), "pk")


def held_by(user_id: int) -> MembershipQuerySet:
    """The same with whether the person has set up the second factor and what other parts read alongside."""
    enrolled = Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
    substitutes = Membership.objects.filter(substitute_for__user=OuterRef("user"))
    known = {"enrolled": Exists(enrolled), "stood_in": Exists(substitutes)}
    return memberships_of(User(pk=user_id)).annotate(**known, **alongside.registered())


def person_by_login(text: str) -> User | None:
    """Who signs in with this e-mail or phone, however written; only people with an open account."""
    people = User.objects.filter(is_active=True)
    if "@" in text:
        return people.filter(email__iexact=text.strip()).first()
    try:
        return people.filter(phone=rules.normalise_phone(text)).first()
    except InvalidInput:
        return None


def members_seen_by(membership: Membership) -> MembershipQuerySet:
    """The memberships a person may see on the members page: those the role gives, and colleagues of the same place."""
    unended = Membership.objects.unended(clock.today()).scoped().select_related("place__parent", "substitute_for__user")
    if membership.organisation_id:
        return unended.filter(organisation=membership.organisation_id)
    if membership.place is None or membership.role not in rules.STAFF_ROLES:
        return unended.none()
    own = Q(place=membership.place_id, role__in=sorted(rules.STAFF_ROLES))
    given = GRANTS.get(Role(membership.role), frozenset())
    inside = Q(role__in=sorted(given), place__path__startswith=membership.place.path)
    bodies = Q(role__in=sorted(given), organisation__isnull=False) if membership.role == Role.DISTRICT else Q(pk__in=[])
    return unended.filter(own | inside | bodies)


def waiting_residencies(membership: Membership | None) -> QuerySet[Residency]:
    """Requests that wait for this community officer, oldest first."""
    waiting = Residency.objects.filter(state=ResidencyState.WAITING).select_related("user", "community")
    if membership is None or not permissions.holds(membership, Role.COMMUNITY):
        return waiting.none()
    return waiting.filter(community=membership.place_id).order_by("asked_at", "pk")


def waiting(membership: Membership, now: datetime) -> Iterator[Duty | Rows]:
    """Residents who wait to be confirmed, for which no rule sets a period; providers who ask the person to join."""
    for request in waiting_residencies(membership):
        yield Duty(
            kind="accounts.residency.decide",
            subject=mask_name(request.user.name),
            url=reverse("accounts:residency_decide", args=[request.pk]),
            detail={"asked_at": request.asked_at},
        )
    yield asked_to_join(membership.user, now)


def asked_to_join(user: User, now: datetime) -> Rows:
    """The invitations that wait for a person, also for one who holds no role."""
    return Rows(
        kind="accounts.invitation.answer",
        rows=invitations_to(user, now),
        subject="organisation__name",
        page="accounts:invitation",
        due="expires_at",
    )


def invitations_to(user: User, now: datetime) -> MemberInvitationQuerySet:
    """What a person may answer: sent, by somebody else, to an e-mail or phone that they proved to be theirs."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values(address=Lower("email"))
    theirs = Q(email__in=addresses)
    if user.phone and user.phone_verified:
        theirs |= Q(phone=user.phone)
    found = MemberInvitation.objects.waiting(now).filter(theirs).exclude(invited_by__user=user)
    return found.select_related("organisation").order_by("expires_at", "pk")


def invitations_of(membership: Membership | None, now: datetime) -> MemberInvitationQuerySet:
    """The invitations of one's provider that wait, newest first, for its administrators."""
    found = MemberInvitation.objects.waiting(now).select_related("organisation")
    if membership is None or not permissions.holds(membership, Role.PROVIDER_ADMIN):
        return found.none()
    return found.filter(organisation=membership.organisation_id).order_by("-invited_at", "-pk")


def read_letters(people: Collection[User]) -> set[int]:
    """Whom of these letters to the account's e-mail reach: it was proved, or nobody has opened the account yet.

    In an account in use the e-mail is what somebody typed, the person or an office: whoever reads its letters may be a
    stranger. Until then the office that entered the account answers for its e-mail; the first letter's link proves it.
    """
    proved = EmailAddress.objects.filter(user__in=[one.pk for one in people], verified=True)
    known = {(user, email.lower()) for user, email in proved.values_list("user", "email")}
    return {
        one.pk
        for one in people
        if one.email and (not one.has_usable_password() or (one.pk, one.email.lower()) in known)
    }


def people_of_address(email: str, phone: str) -> QuerySet[User]:
    """Who proved that one of these is theirs."""
    proved = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user") if email else []
    theirs = Q(pk__in=proved) | (Q(phone=phone, phone_verified=True) if phone else Q(pk__in=[]))
    return User.objects.filter(theirs, is_active=True).order_by("pk")


def laid_down_by(user: User) -> MembershipQuerySet:
    """The roles for a provider that a person may lay down: their own that have not ended."""
    held = Membership.objects.unended(clock.today()).filter(user=user, role__in=PROVIDER_ROLES)
    return held.scoped().order_by("pk")


def substitutes_of(membership: Membership) -> MembershipQuerySet:
    """Who stands in for this officer now or later, by day."""
    ahead = Membership.objects.filter(substitute_for=membership, to_date__gt=clock.today())
    return ahead.select_related("user").order_by("from_date", "pk")


def residencies_of(user: User) -> QuerySet[Residency]:
    """A person's requests, newest first."""
    return Residency.objects.filter(user=user).select_related("community").order_by("-asked_at", "-pk")
