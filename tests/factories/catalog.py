"""Providers, applications, groups and experts for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import CommunityGroup, Expert, Provider, RosterApplication, RosterEntry, ServiceOffer
from catalog.queries.applications import missing_files
from catalog.rules.kinds import list_for
from catalog.rules.periods import months_after, review_due_on
from catalog.rules.states import ApplicationState, EntryState
from catalog.services import experts, files, groups, offering, offers, profile, registration
from catalog.services.applications import start_application, submit_application
from catalog.services.decisions import accept_application
from catalog.services.groups import Person
from catalog.services.offers import OfferValues
from marketplace import clock
from marketplace.accounts.models import Membership, Organisation, OrganisationType, User
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.rulebook.models import RuleSet, ServiceDomain
from tests.factories import accounts, places, rulebook

_serial = count(1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CERTIFICATE_YEARS = 3


def rules_without_assessment(**overrides: Any) -> RuleSet:
    """The demo's rule set: admission without a scored assessment."""
    return rulebook.rule_set(**{"roster__assessment__required": False, **overrides})


def domains(*codes: str) -> list[ServiceDomain]:
    """Service domains by code, the catalogue loaded."""
    rulebook.catalogue()
    return list(ServiceDomain.objects.filter(code__in=codes))


def upload(name: str = "证书.pdf") -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(name, PDF, "application/pdf")


def listed_provider(
    name: str = "",
    domains: Sequence[str] = ("elderly",),
    *,
    org_type: str = OrganisationType.PRIVATE_NONENTERPRISE,
    state: EntryState = EntryState.LISTED,
    valid_until: date | None = None,
    rule_set: RuleSet | None = None,
    **facts: Any,
) -> Provider:
    """A provider on the roster with these approved domains, written straight into the tables."""
    today, now = clock.today(), clock.now()
    provider = unlisted_provider(name, domains, org_type=org_type, **facts)
    application = RosterApplication.objects.create(
        provider=provider,
        state=ApplicationState.LISTED,
        rule_set=rule_set,
        created_at=now,
        submitted_at=now,
        ended_at=now,
    )
    entry = RosterEntry.objects.create(
        provider=provider,
        state=state,
        application=application,
        listed_at=now,
        valid_until=valid_until or months_after(today, 36),
        review_due_date=review_due_on(today),
        state_since=now,
        removal_ground="request" if state is EntryState.REMOVED else "",
    )
    approved = provider.domains.all()
    application.domains.set(approved)
    entry.domains.set(approved)
    return provider


def unlisted_provider(
    name: str = "",
    domain_codes: Sequence[str] = ("elderly",),
    *,
    org_type: str = OrganisationType.PRIVATE_NONENTERPRISE,
    **facts: Any,
) -> Provider:
    """A registered provider that fits every condition of admission, without files or application."""
    today = clock.today()
    organisation = accounts.organisation(name or f"第{next(_serial)}社区服务中心", org_type=org_type)
    expires = months_after(today, 24) if org_type == OrganisationType.SOCIAL_ENTERPRISE else None
    values: dict[str, Any] = {
        "roster_list": list_for(org_type, expires, today),
        "registered_date": months_after(today, -60),
        "fulltime_staff": 6,
        "certified_social_workers": 3,
        "annual_report_year": today.year - 1,
        "certificate_expires_on": expires,
        "credit": 100,
        "strengths": "居家照护",
        "legal_representative": f"陈演示{next(_serial)}",
        "contact_name": "李演示",
        "contact_phone": f"1390000{next(_serial):04d}",
        "created_at": clock.now(),
    }
    provider = Provider.objects.create(organisation=organisation, **(values | facts))
    provider.domains.set(domains(*domain_codes))
    return provider


def administrator(provider: Provider) -> Membership:
    """A person who administers this provider."""
    return accounts.membership(Role.PROVIDER_ADMIN, provider.organisation)


def applicant(*, name: str = "", org_type: str = OrganisationType.PRIVATE_NONENTERPRISE, **facts: Any) -> Membership:
    """A person whose organisation registered itself and has everything an application needs, through the services."""
    number = next(_serial)
    administrator = registration.register_organisation(
        actor=accounts.user(),
        name=name or f"第{number}公益服务中心",
        org_type=org_type,
        uscc=_code(org_type),
        now=clock.now(),
    )
    provider = provider_of(administrator)
    changes = {
        "registered_date": months_after(clock.today(), -60),
        "fulltime_staff": 6,
        "annual_report_year": clock.today().year - 1,
        "strengths": "居家照护",
        "development": "2021年登记，持续服务周边社区。",
        "legal_representative": "陈演示",
        "contact_name": "李演示",
        "contact_phone": "13800005521",
        "address": "演示路1号",
    }
    profile.edit_profile(
        provider=provider,
        by=administrator,
        changes=changes | facts,
        domains=domains("elderly", "assistance"),
        now=clock.now(),
    )
    hand_in_everything(administrator)
    return administrator


def hand_in_everything(administrator: Membership) -> None:
    """Every mandatory file."""
    provider = provider_of(administrator)
    for kind in missing_files(provider):
        files.add_file(provider=provider, by=administrator, kind=kind, upload=upload(), now=clock.now())


def provider_of(administrator: Membership) -> Provider:
    """The provider a person acts for, fresh."""
    return Provider.objects.select_related("organisation").get(organisation=administrator.organisation_id)


def submitted(administrator: Membership) -> RosterApplication:
    """An application handed in by this person."""
    application = start_application(provider=provider_of(administrator), by=administrator, now=clock.now())
    return submit_application(application=application, by=administrator, declared=True, now=clock.now())


def publicised(administrator: Membership, officer: Membership) -> RosterApplication:
    """An application in publicity."""
    return accept_application(application=submitted(administrator), by=officer, now=clock.now())


def offer_values(**changes: Any) -> OfferValues:
    """A complete offer of help for the elderly."""
    complete: dict[str, Any] = {
        "title": "独居老人上门助浴",
        "text": "两名护理员上门,自带设备。",
        "domains": domains("elderly"),
        "valid_until": months_after(clock.today(), 12),
    }
    return OfferValues(**(complete | changes))


def offer(provider: Provider, by: Membership | None = None, **changes: Any) -> ServiceOffer:
    """A draft, through the service."""
    by = by or administrator(provider)
    return offers.draft_offer(provider=provider, by=by, values=offer_values(**changes), now=clock.now())


def published_offer(provider: Provider, **changes: Any) -> ServiceOffer:
    """An offer before the public, through the services."""
    if not RuleSet.objects.exists():
        rules_without_assessment()
    by = administrator(provider)
    row = offering.submit_offer(offer=offer(provider, by, **changes), by=by, now=clock.now())
    return offering.publish_offer(offer=row, by=officer(), now=clock.now())


def officer() -> Membership:
    """A district officer."""
    return accounts.membership(Role.DISTRICT, places.district())


def community_group(
    name: str = "", community: Place | None = None, *, members: int = 3, worker: Membership | None = None
) -> CommunityGroup:
    """A residents' group on a community's register."""
    place = community or places.community()
    return groups.register_group(
        community=place,
        by=worker or accounts.membership(Role.COMMUNITY, place),
        name=name or f"第{next(_serial)}互助队",
        purpose="楼栋清洁与邻里照看",
        members=[Person(f"居民{n}", leads=n == 1) for n in range(1, members + 1)],
        now=clock.now(),
    )


def expert(
    specialties: Sequence[str] = ("elderly",),
    *,
    user: User | None = None,
    employer: str = "",
    by: Membership | None = None,
) -> Expert:
    """A person of the expert pool, with the role; each with an employer of its own."""
    person = user or accounts.user()
    if not Membership.objects.filter(user=person, role=Role.EXPERT).exists():
        accounts.membership(Role.EXPERT, who=person)
    return experts.add_expert(
        user=person,
        by=by or officer(),
        specialties=domains(*specialties),
        employer=employer or f"演示大学第{next(_serial)}学院",
        reason="街道推荐,职称证书已核验",
        now=clock.now(),
    )


def after(days: int) -> Any:
    """The clock so many days on, as a context manager."""
    return clock.shifted(timedelta(days=days))


def _code(org_type: str) -> str:
    organisation: Organisation = accounts.organisation(org_type=org_type)
    code = organisation.uscc
    organisation.delete()
    return code
