"""An organisation registers itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.models import CreditEvent, Provider
from catalog.rules.kinds import LIST_OF_TYPE, list_for
from catalog.rules.states import CreditKind
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.accounts.services import memberships, organisations
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook.queries import in_force


def register_organisation(*, actor: User, name: str, org_type: str, uscc: str, now: datetime) -> Membership:
    """Enter a body as a provider and make the person its administrator (domain 3.1, 5.1, 5.2).

    Nothing is vetted yet: an unlisted provider may bid only where the roster is no condition.

    Raises:
        ProviderAlready: `accounts.organisation.acts_already`.
        InvalidInput: `catalog.type_not_eligible`, one of `uscc.*`, or an empty name.
        OrganisationKnown: another body carries the credit code.
        RoleClash: the person holds an office.
    """
    if org_type not in LIST_OF_TYPE:
        raise InvalidInput("catalog.type_not_eligible", field="org_type", org_type=org_type)
    with transaction.atomic():
        organisation, membership = organisations.register_organisation(
            user=actor, name=name, org_type=org_type, uscc=uscc
        )
        _create_provider(organisation, membership, now=now)
    return membership


def enter_provider(*, by: Membership | None, now: datetime) -> Provider:
    """Enter the organisation a person administers as a provider, once; a second call changes nothing.

    Raises:
        NotPermitted: `by` administers no organisation.
        ProviderAlready: the person acts for another body as well.
        InvalidInput: `catalog.type_not_eligible`.
    """
    by = require(by, Role.PROVIDER_ADMIN)
    organisation = by.organisation
    assert organisation is not None  # administrators act for one
    with transaction.atomic():
        memberships.lock(by.user)
        # Two administrators enter one body at once: the second finds what the first made.
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = Provider.objects.filter(organisation=organisation).select_related("organisation").first()
        if known is not None:
            return known
        organisations.check_acts_for_none(by.user, but=organisation)
        return _create_provider(organisation, by, now=now)


def _create_provider(organisation: Organisation, by: Membership, *, now: datetime) -> Provider:
    today = day_of(now)
    start = in_force(today).rules.roster.credit.start
    standing = list_for(organisation.org_type, None, today)
    if standing is None:
        raise InvalidInput("catalog.type_not_eligible", field="org_type", org_type=organisation.org_type)
    provider = Provider.objects.create(organisation=organisation, roster_list=standing, credit=start, created_at=now)
    CreditEvent.objects.create(
        provider=provider, kind=CreditKind.START, points=start, cause="registration", recorded_at=now
    )
    record(
        act="catalog.provider.registered",
        target=provider,
        by=by,
        parameters={"provider": organisation.name, "uscc": organisation.uscc},
        about=(organisation,),
    )
    return provider
