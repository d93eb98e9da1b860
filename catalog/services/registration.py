"""An organisation registers itself."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from catalog.models import CreditEvent, Provider
from catalog.rules.kinds import LIST_OF_TYPE, list_for
from catalog.rules.states import CreditKind
from marketplace import clock
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.queries import memberships_of
from marketplace.accounts.rules import PROVIDER_ROLES, Role, clashes
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from marketplace.primitives.uscc import check_uscc
from marketplace.rulebook.queries import in_force


class CodeTaken(Refusal):
    """Another organisation carries this credit code."""


class MayNotRegister(NotPermitted):
    """Staff never act for a provider, and one person acts for one provider."""


def register_organisation(*, actor: User, name: str, org_type: str, uscc: str) -> Membership:
    """Enter a body as a provider and make the person its administrator (domain 3.1, 5.1, 5.2).

    Nothing is vetted yet: an unlisted provider may bid only where the roster is no condition.

    Raises:
        MayNotRegister: `catalog.staff_may_not_register`, or `catalog.registered_already`.
        InvalidInput: `catalog.name_missing`, `catalog.type_not_eligible`, or one of `uscc.*`.
        CodeTaken: `catalog.uscc_taken`.
    """
    today = clock.today()
    _check_person(actor, today)
    code = _checked(name, org_type, uscc)
    with transaction.atomic():
        organisation = _create_organisation(name.strip(), org_type, code)
        provider = _create_provider(organisation, today)
        membership = Membership.objects.create(
            user=actor, role=Role.PROVIDER_ADMIN, organisation=organisation, from_date=today
        )
        record(
            act="catalog.provider.registered",
            target=provider,
            by=membership,
            parameters={"provider": name.strip(), "uscc": code},
        )
    return membership


def _check_person(actor: User, today: date) -> None:
    held = frozenset(Role(membership.role) for membership in memberships_of(actor, today))
    if clashes(held, Role.PROVIDER_ADMIN):
        raise MayNotRegister("catalog.staff_may_not_register")
    if held & PROVIDER_ROLES:
        raise MayNotRegister("catalog.registered_already")


def _checked(name: str, org_type: str, uscc: str) -> str:
    if not name.strip():
        raise InvalidInput("catalog.name_missing", field="name")
    if org_type not in LIST_OF_TYPE:
        raise InvalidInput("catalog.type_not_eligible", field="org_type", org_type=org_type)
    return check_uscc(uscc, org_type)


def _create_organisation(name: str, org_type: str, code: str) -> Organisation:
    try:
        with transaction.atomic():
            return Organisation.objects.create(name=name, org_type=org_type, uscc=code)
    except IntegrityError:
        raise CodeTaken("catalog.uscc_taken", field="uscc", uscc=code) from None


def _create_provider(organisation: Organisation, today: date) -> Provider:
    now = clock.now()
    start = in_force(today).rules.roster.credit.start
    standing = list_for(organisation.org_type, None, today)
    assert standing is not None  # `_checked` let only providers' types through
    provider = Provider.objects.create(organisation=organisation, roster_list=standing, credit=start, created_at=now)
    CreditEvent.objects.create(
        provider=provider, kind=CreditKind.START, points=start, cause="registration", recorded_at=now
    )
    return provider
