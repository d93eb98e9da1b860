"""Bodies that act: offices and groups the district enters, providers that register themselves."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts import permissions
from marketplace.accounts.models import Membership, Organisation, OrganisationType, User
from marketplace.accounts.rules import Role, leads_elsewhere
from marketplace.accounts.services import memberships
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.canonical import Json
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from marketplace.primitives.uscc import check_uscc

# Offices are entered by the district; nobody registers one.
OFFICES = frozenset({OrganisationType.RESIDENTS_COMMITTEE, OrganisationType.GOVERNMENT_OFFICE})


class OrganisationKnown(Refusal):
    """A body with this credit code is registered already."""


class ProviderAlready(NotPermitted):
    """One person acts for one provider."""


class OrganisationNotYours(NotPermitted):
    """Only its administrators and the district change an organisation."""


def register_organisation(
    *, user: User, name: str, org_type: str, uscc: str, place: Place | None = None
) -> tuple[Organisation, Membership]:
    """A signed-in person registers the body they act for and becomes its administrator.

    Being registered opens nothing but the application to the roster.

    Raises:
        InvalidInput: a wrong credit code (`uscc.*`), an empty name or one that leads elsewhere, or a kind that does not
            register itself.
        OrganisationKnown: the code is taken; its administrator can add people.
        RoleClash: the person is an officer.
        ProviderAlready: the person acts for another body, or will.
    """
    if org_type not in set(OrganisationType.values) - OFFICES - {OrganisationType.COMMUNITY_GROUP}:
        raise InvalidInput("accounts.organisation.kind", field="org_type")
    with transaction.atomic():
        memberships.lock(user)
        memberships.check_no_clash(user, Role.PROVIDER_ADMIN)
        check_acts_for_none(user)
        organisation = _create(name, org_type, uscc, place)
        first = memberships.place_membership(user, Role.PROVIDER_ADMIN, organisation, clock.today())
        record(
            act="accounts.organisation.registered",
            actor=user,
            target=organisation,
            about=[user, first],
            parameters=_described(organisation),
        )
    return organisation, first


def check_acts_for_none(user: User, *, but: Organisation | None = None) -> None:
    """Refuse whoever acts for a body already, or will, but for this one; callers hold the person's row."""
    if memberships.acts_for_a_provider(user, but=but):
        raise ProviderAlready("accounts.organisation.acts_already")


def create_organisation(
    *, by: Membership, name: str, org_type: str, uscc: str = "", place: Place | None = None
) -> Organisation:
    """The district enters a body; a community enters its own groups, which have no credit code (R26).

    Raises:
        RoleMissing: neither the district, nor the community of a community group.
        InvalidInput, OrganisationKnown: as for `register_organisation`.
    """
    if org_type == OrganisationType.COMMUNITY_GROUP and place is not None:
        permissions.require(by, Role.DISTRICT, Role.COMMUNITY, place=place)
    else:
        permissions.require(by, Role.DISTRICT)
    if org_type not in OrganisationType.values:
        raise InvalidInput("accounts.organisation.kind", field="org_type")
    with transaction.atomic():
        organisation = _create(name, org_type, uscc, place)
        record(act="accounts.organisation.created", by=by, target=organisation, parameters=_described(organisation))
    return organisation


def change_organisation(*, by: Membership, organisation: Organisation, name: str, place: Place | None) -> Organisation:
    """Correct the name or the seat; kind and credit code say which body it is and never change.

    Raises:
        OrganisationNotYours: `by` is neither its administrator nor the district.
    """
    own = permissions.holds(by, Role.PROVIDER_ADMIN) and by.organisation_id == organisation.pk
    if not own and not permissions.holds(by, Role.DISTRICT):
        raise OrganisationNotYours("accounts.organisation.not_yours", organisation=organisation.name)
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        before = _described(locked)
        locked.name, locked.place = _clean_name(name), place
        locked.save(update_fields=["name", "place"])
        record(
            act="accounts.organisation.changed",
            by=by,
            target=locked,
            parameters=_described(locked) | {"before": before},
        )
    return locked


def _create(name: str, org_type: str, uscc: str, place: Place | None) -> Organisation:
    code = check_uscc(uscc, org_type)
    known = Organisation.objects.filter(uscc=code).exclude(uscc="")
    try:
        if known.exists():
            raise OrganisationKnown("accounts.organisation.known", field="uscc", uscc=code)
        with transaction.atomic():
            return Organisation.objects.create(name=_clean_name(name), org_type=org_type, uscc=code, place=place)
    except IntegrityError:
        # Two at once: the later one is told like anybody who comes later.
        if not known.exists():
            raise
        raise OrganisationKnown("accounts.organisation.known", field="uscc", uscc=code) from None


def quotable(organisation: Organisation) -> str:
    """The name as a letter quotes it; one that could lead readers elsewhere is replaced by the credit code."""
    name = organisation.name
    return organisation.uscc if leads_elsewhere(name) or not name.isprintable() else name


def _clean_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 120 or not name.isprintable():
        raise InvalidInput("accounts.name.invalid", field="name")
    # Official letters carry the name: it must not make them lead anywhere else.
    if leads_elsewhere(name):
        raise InvalidInput("accounts.organisation.name_leads_elsewhere", field="name")
    return name


def _described(organisation: Organisation) -> dict[str, Json]:
    """Names of bodies are public (the roster shows them), so they may stand in the log for good."""
    place = organisation.place
    return {
        "name": organisation.name,
        "org_type": str(organisation.org_type),
        "uscc": organisation.uscc,
        "place": place.code if place else None,
    }
