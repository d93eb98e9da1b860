"""The light register of residents' own groups (R34), kept by their community."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog.models import CommunityGroup, GroupMember
from catalog.permissions import require_community
from catalog.rules.groups import problems
from marketplace.accounts.models import Membership, OrganisationType
from marketplace.accounts.services.organisations import create_organisation
from marketplace.audit.services import record
from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, StaleVersion, require_text
from marketplace.rulebook.models import ServiceDomain


@dataclass(frozen=True, slots=True)
class Person:
    """A member to be named; exactly one of a group leads."""

    name: str
    phone: str = ""
    leads: bool = False


def register_group(
    *,
    community: Place,
    by: Membership | None,
    name: str,
    purpose: str,
    members: Sequence[Person],
    domains: Sequence[ServiceDomain] = (),
    uscc: str = "",
    filed_date: date | None = None,
    now: datetime,
) -> CommunityGroup:
    """Put a residents' group on the community's register; it may then carry out micro projects (R34).

    Raises:
        NotPermitted: `by` does not work for this community.
        Refusals: what a group must have, see `rules.groups`.
        InvalidInput: `uscc.*` for a code that is given and wrong.
        OrganisationKnown: another body carries the code.
    """
    by = require_community(by, community)
    if community.level != Level.COMMUNITY:
        raise InvalidInput("catalog.group_needs_community", field="community")
    _check(name, purpose, members)
    with transaction.atomic():
        group = CommunityGroup.objects.create(
            organisation=create_organisation(
                by=by, name=name, org_type=OrganisationType.COMMUNITY_GROUP, uscc=uscc, place=community
            ),
            community=community,
            purpose=purpose.strip(),
            filed_date=filed_date,
            registered_at=now,
            registered_by=by,
        )
        group.domains.set(domains)
        _name(group, members)
        _record("catalog.group.registered", group, by, members)
    return group


def edit_group(
    *,
    group: CommunityGroup,
    by: Membership | None,
    purpose: str,
    members: Sequence[Person],
    domains: Sequence[ServiceDomain] = (),
    filed_date: date | None = None,
    version: int | None = None,
) -> CommunityGroup:
    """Change what a group does and who belongs to it.

    Raises: as `register_group`; `catalog.group_dissolved`; StaleVersion.
    """
    by = require_community(by, group.community)
    _check(group.organisation.name, purpose, members)
    with transaction.atomic():
        group = _locked(group, version)
        group.purpose = purpose.strip()
        group.filed_date = filed_date
        group.version += 1
        group.save()
        group.domains.set(domains)
        group.members.all().delete()
        _name(group, members)
        _record("catalog.group.edited", group, by, members)
    return group


def dissolve_group(*, group: CommunityGroup, by: Membership | None, reason: str, now: datetime) -> CommunityGroup:
    """Take a group off the register; what it has done stays.

    Raises:
        NotPermitted: `by` does not work for this community.
        InvalidInput: `catalog.reason_missing`.
        Refusal: `catalog.group_dissolved`.
    """
    by = require_community(by, group.community)
    require_text(reason, "catalog.reason_missing")
    with transaction.atomic():
        group = _locked(group)
        group.dissolved_at = now
        group.version += 1
        group.save(update_fields=["dissolved_at", "version"])
        _record("catalog.group.dissolved", group, by, (), reason)
    return group


def _check(name: str, purpose: str, members: Sequence[Person]) -> None:
    found = problems(name, purpose, [(person.name.strip(), person.leads) for person in members])
    if found:
        raise Refusals([InvalidInput(code, field=field) for code, field in found])


def _locked(group: CommunityGroup, version: int | None = None) -> CommunityGroup:
    rows = CommunityGroup.objects.select_for_update(of=("self",)).select_related("organisation", "community")
    group = rows.get(pk=group.pk)
    if version is not None and group.version != version:
        raise StaleVersion(group)
    if group.dissolved_at is not None:
        raise Refusal("catalog.group_dissolved")
    return group


def _name(group: CommunityGroup, members: Sequence[Person]) -> None:
    GroupMember.objects.bulk_create(
        GroupMember(group=group, name=person.name.strip(), phone=person.phone.strip(), leads=person.leads)
        for person in members
    )


def _record(act: str, group: CommunityGroup, by: Membership, members: Sequence[Person], reason: str = "") -> None:
    record(
        act=act,
        target=group,
        by=by,
        parameters={"group": str(group), "members": len(members)},
        personal={f"member{number}": person.name for number, person in enumerate(members, start=1)},
        reason=reason,
        about=(group.community,),
    )
