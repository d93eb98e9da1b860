"""From registration to the roster, through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from catalog.models import Ban, CreditEvent, Provider, RosterApplication, RosterEntry
from catalog.queries.applications import missing_files
from catalog.rules.periods import months_after
from catalog.rules.states import ApplicationState, EntryState, FileKind, RosterList
from catalog.services import applications, clockwork, decisions, files, listing, profile, registration
from marketplace import clock
from marketplace.accounts.models import Membership, OrganisationType
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.accounts.services import organisations
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, StaleVersion
from marketplace.primitives.state_machine import WrongState
from marketplace.rulebook.models import RuleSet
from tests.factories import accounts, catalog, places
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refusals]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


@pytest.mark.requirement("R28")
def test_an_organisation_registers_by_itself(rules: RuleSet) -> None:
    person = accounts.user()
    code = accounts.uscc(990_001)
    member = registration.register_organisation(
        actor=person,
        name="暖邻演示中心",
        org_type=OrganisationType.PRIVATE_NONENTERPRISE,
        uscc=f" {code.lower()} ",
        now=clock.now(),
    )
    provider = catalog.provider_of(member)
    assert member.user == person
    assert member.role == Role.PROVIDER_ADMIN
    assert provider.organisation.uscc == code
    assert provider.roster_list == RosterList.SOCIAL_ORGANIZATION
    assert provider.credit == 100 == sum(CreditEvent.objects.values_list("points", flat=True))
    assert Entry.objects.filter(act="catalog.provider.registered").exists()


def test_one_person_acts_for_one_provider_and_officers_for_none(rules: RuleSet, applicant: Membership) -> None:
    values: dict[str, Any] = {"name": "另一家", "org_type": OrganisationType.FOUNDATION, "uscc": accounts.uscc(990_002)}
    with pytest.raises(organisations.ProviderAlready):
        registration.register_organisation(actor=applicant.user, now=clock.now(), **values)
    with pytest.raises(Refusal):
        registration.register_organisation(actor=catalog.officer().user, now=clock.now(), **values)
    with pytest.raises(organisations.ProviderAlready):
        organisations.register_organisation(user=applicant.user, **values)
    assert Provider.objects.count() == 1


def test_who_acts_for_one_provider_enters_no_other(rules: RuleSet, applicant: Membership) -> None:
    other = accounts.membership(Role.PROVIDER_ADMIN, who=applicant.user)
    with pytest.raises(organisations.ProviderAlready):
        registration.enter_provider(by=other, now=clock.now())
    assert Provider.objects.count() == 1


@pytest.mark.parametrize(
    "org_type", [OrganisationType.RESIDENTS_COMMITTEE, OrganisationType.COMMUNITY_GROUP, "nonsense"]
)
def test_not_every_body_may_be_a_provider(rules: RuleSet, org_type: str) -> None:
    with pytest.raises(InvalidInput):
        registration.register_organisation(
            actor=accounts.user(), name="某机构", org_type=org_type, uscc=accounts.uscc(990_003), now=clock.now()
        )


@pytest.mark.requirement("R28")
def test_the_whole_way_onto_the_roster(applicant: Membership, officer: Membership) -> None:
    application = catalog.submitted(applicant)
    assert application.state == ApplicationState.SUBMITTED
    assert application.due_at is not None
    application = decisions.accept_application(application=application, by=officer, now=clock.now())
    assert application.state == ApplicationState.PUBLICITY
    assert application.publicity_until is not None
    with pytest.raises(listing.PublicityRunning):
        listing.list_provider(application=application)
    with clock.frozen(application.publicity_until):
        entry = listing.list_provider(application=application)
        assert entry.state == EntryState.LISTED
        assert entry.valid_until == months_after(clock.today(), 36)
        assert {domain.code for domain in entry.domains.all()} == {"elderly", "assistance"}
    acts = set(Entry.objects.filter(act__startswith="catalog.").values_list("act", flat=True))
    assert {"catalog.application.submit", "catalog.application.accept", "catalog.entry.list"} <= acts


def test_a_millisecond_before_the_end_nobody_is_listed(applicant: Membership, officer: Membership) -> None:
    application = catalog.publicised(applicant, officer)
    assert application.publicity_until is not None
    with clock.frozen(application.publicity_until - timedelta(milliseconds=1)):
        assert clockwork.end_publicity(now=clock.now()) == 0
        with pytest.raises(listing.PublicityRunning):
            listing.list_provider(application=application)
    with clock.frozen(application.publicity_until):
        assert clockwork.end_publicity(now=clock.now()) == 1
        assert clockwork.end_publicity(now=clock.now()) == 0


def test_publicity_takes_the_rule_sets_working_days(applicant: Membership, officer: Membership) -> None:
    from marketplace.rulebook.queries import work_calendar

    application = catalog.publicised(applicant, officer)
    assert application.publicity_last_day is not None
    assert work_calendar().workdays_between(clock.today(), application.publicity_last_day) == 5


def test_submission_tells_everything_that_is_missing(rules: RuleSet) -> None:
    member = registration.register_organisation(
        actor=accounts.user(),
        name="空白中心",
        org_type=OrganisationType.PRIVATE_NONENTERPRISE,
        uscc=accounts.uscc(990_004),
        now=clock.now(),
    )
    application = applications.start_application(provider=catalog.provider_of(member), by=member, now=clock.now())
    with pytest.raises(Refusals) as refused:
        applications.submit_application(application=application, by=member, declared=False, now=clock.now())
    assert codes(refused) == {
        "catalog.facts.refused",
        "catalog.domains.refused",
        "catalog.files.refused",
        "catalog.declaration.refused",
    }
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT


def test_acceptance_asks_for_more_than_submission(rules: RuleSet, officer: Membership) -> None:
    young = catalog.applicant(fulltime_staff=1, registered_date=clock.today(), annual_report_year=None)
    application = catalog.submitted(young)
    with pytest.raises(Refusals) as refused:
        decisions.accept_application(application=application, by=officer, now=clock.now())
    assert codes(refused) == {
        "catalog.registered_years.refused",
        "catalog.annual_report.refused",
        "catalog.fulltime_staff.refused",
    }


def test_whoever_is_on_a_list_is_not_accepted(applicant: Membership, officer: Membership) -> None:
    application = catalog.submitted(applicant)
    profile.curate(
        provider=application.provider,
        by=officer,
        changes={"serious_list": True, "abnormal_list": True},
        reason="核对名单",
        now=clock.now(),
    )
    with pytest.raises(Refusals) as refused:
        decisions.accept_application(application=application, by=officer, now=clock.now())
    assert codes(refused) == {"catalog.serious_list.refused", "catalog.abnormal_list.refused"}


@pytest.mark.requirement("R29")
def test_where_the_rule_set_asks_for_an_assessment_acceptance_says_so(db: None) -> None:
    catalog.rules_without_assessment(roster__assessment__required=True)
    application = catalog.submitted(catalog.applicant())
    with pytest.raises(decisions.AssessmentNotAvailable):
        decisions.accept_application(application=application, by=catalog.officer(), now=clock.now())
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_returned_corrected_and_submitted_again(applicant: Membership, officer: Membership) -> None:
    application = catalog.submitted(applicant)
    provider = catalog.provider_of(applicant)
    with pytest.raises(Refusals):
        profile.edit_profile(provider=provider, by=applicant, changes={"strengths": "另写"}, now=clock.now())
    application = decisions.return_application(application=application, by=officer, reason="请补充专业优势")
    assert application.reason == "请补充专业优势"
    profile.edit_profile(provider=provider, by=applicant, changes={"strengths": "失能照护、助浴"}, now=clock.now())
    application = applications.submit_application(application=application, by=applicant, declared=True, now=clock.now())
    assert application.state == ApplicationState.SUBMITTED


def test_a_rejected_provider_waits_six_months(applicant: Membership, officer: Membership) -> None:
    application = decisions.reject_application(
        application=catalog.submitted(applicant), by=officer, reason="材料与实际不符", now=clock.now()
    )
    again = applications.start_application(provider=application.provider, by=applicant, now=clock.now())
    with pytest.raises(Refusals) as refused:
        applications.submit_application(application=again, by=applicant, declared=True, now=clock.now())
    assert codes(refused) == {"catalog.waited.refused"}
    day = months_after(clock.today(), 6)
    with clock.shifted(timedelta(days=(day - clock.today()).days)):
        state = applications.submit_application(application=again, by=applicant, declared=True, now=clock.now()).state
    assert state == ApplicationState.SUBMITTED


def test_false_material_brings_a_ban(applicant: Membership, officer: Membership) -> None:
    application = decisions.reject_application(
        application=catalog.submitted(applicant), by=officer, reason="证书系伪造", false_material=True, now=clock.now()
    )
    ban = Ban.objects.get(provider=application.provider)
    assert ban.until_date == months_after(clock.today(), 36)


def test_only_the_district_decides_and_only_the_administrator_applies(
    applicant: Membership, officer: Membership
) -> None:
    application = catalog.submitted(applicant)
    street = accounts.membership(Role.STREET, places.street())
    rival = catalog.applicant()
    for by in (None, applicant, street, rival):
        asked: dict[str, Any] = {"application": application, "by": by, "reason": "理由"}
        with pytest.raises(RoleMissing):
            decisions.accept_application(now=clock.now(), **asked)
        with pytest.raises(RoleMissing):
            decisions.return_application(**asked)
        with pytest.raises(RoleMissing):
            decisions.reject_application(now=clock.now(), **asked)
    for by in (None, officer, rival, accounts.membership(Role.PROVIDER_BIDDER, applicant.organisation)):
        with pytest.raises(RoleMissing):
            profile.edit_profile(provider=application.provider, by=by, changes={"address": "某路1号"}, now=clock.now())
        with pytest.raises(RoleMissing):
            applications.submit_application(application=application, by=by, declared=True, now=clock.now())


def test_a_stale_version_is_refused(applicant: Membership, officer: Membership) -> None:
    application = catalog.submitted(applicant)
    with pytest.raises(StaleVersion):
        decisions.accept_application(
            application=application, by=officer, version=application.version - 1, now=clock.now()
        )
    assert decisions.accept_application(
        application=application, by=officer, version=application.version, now=clock.now()
    )


@pytest.mark.parametrize("reason", ["", "   "])
def test_the_district_gives_reasons(applicant: Membership, officer: Membership, reason: str) -> None:
    application = catalog.submitted(applicant)
    with pytest.raises(InvalidInput):
        decisions.return_application(application=application, by=officer, reason=reason)
    with pytest.raises(InvalidInput):
        decisions.reject_application(application=application, by=officer, reason=reason, now=clock.now())


def test_an_application_at_a_time(applicant: Membership) -> None:
    catalog.submitted(applicant)
    with pytest.raises(applications.ApplicationUnderWay):
        applications.start_application(provider=catalog.provider_of(applicant), by=applicant, now=clock.now())


def test_what_is_decided_is_decided(applicant: Membership, officer: Membership) -> None:
    application = catalog.publicised(applicant, officer)
    with pytest.raises(WrongState):
        decisions.accept_application(application=application, by=officer, now=clock.now())
    with pytest.raises(WrongState):
        applications.submit_application(application=application, by=applicant, declared=True, now=clock.now())


def test_a_file_of_the_same_kind_replaces_the_one_before(applicant: Membership) -> None:
    provider = catalog.provider_of(applicant)
    assert missing_files(provider) == ()
    files.add_file(
        provider=provider, by=applicant, kind=FileKind.ANNUAL_REPORT, upload=catalog.upload("2025.pdf"), now=clock.now()
    )
    assert provider.files.filter(kind=FileKind.ANNUAL_REPORT, withdrawn_at=None).count() == 1
    assert provider.files.filter(kind=FileKind.ANNUAL_REPORT).count() == 2


def test_files_are_locked_while_the_district_checks(applicant: Membership) -> None:
    application = catalog.submitted(applicant)
    with pytest.raises(files.FilesLocked):
        files.add_file(
            provider=application.provider, by=applicant, kind=FileKind.OTHER, upload=catalog.upload(), now=clock.now()
        )
    with pytest.raises(files.FilesLocked):
        files.withdraw_file(file=application.provider.files.all()[0], by=applicant, now=clock.now())


def test_an_early_renewal_is_refused_and_a_late_one_keeps_the_time_left(
    applicant: Membership, officer: Membership
) -> None:
    application = catalog.publicised(applicant, officer)
    assert application.publicity_until is not None
    with clock.frozen(application.publicity_until):
        entry = listing.list_provider(application=application)
        again = applications.start_application(provider=entry.provider, by=applicant, now=clock.now())
        with pytest.raises(Refusals) as refused:
            applications.submit_application(application=again, by=applicant, declared=True, now=clock.now())
        assert codes(refused) == {"catalog.renewal_open.refused"}
    first_end = entry.valid_until
    opens = clock.now() + timedelta(days=(first_end - clock.today()).days - 60)
    with clock.frozen(opens):
        profile.edit_profile(
            provider=entry.provider,
            by=applicant,
            changes={"annual_report_year": clock.today().year - 1},
            now=clock.now(),
        )
        again = applications.submit_application(application=again, by=applicant, declared=True, now=clock.now())
        again = decisions.accept_application(application=again, by=officer, now=clock.now())
    assert again.publicity_until is not None
    with clock.frozen(again.publicity_until):
        renewed = listing.list_provider(application=again)
    assert renewed.pk == entry.pk
    assert renewed.valid_until == months_after(first_end, 36)
    assert RosterEntry.objects.count() == 1
    assert RosterApplication.objects.filter(state=ApplicationState.LISTED).count() == 2


@pytest.mark.requirement("R28")
def test_a_social_enterprise_stands_in_its_list_with_a_running_certificate(rules: RuleSet) -> None:
    member = catalog.applicant(org_type=OrganisationType.SOCIAL_ENTERPRISE)
    provider = catalog.provider_of(member)
    assert provider.roster_list == RosterList.ENTERPRISE
    profile.edit_profile(
        provider=provider,
        by=member,
        changes={"certificate_expires_on": months_after(clock.today(), 12)},
        now=clock.now(),
    )
    assert catalog.provider_of(member).roster_list == RosterList.SOCIAL_ENTERPRISE
    assert missing_files(catalog.provider_of(member)) == (FileKind.ENTERPRISE_CERTIFICATE,)


def test_an_organisation_registered_elsewhere_becomes_a_provider_when_it_applies(rules: RuleSet) -> None:
    member = accounts.membership(Role.PROVIDER_ADMIN)
    application = applications.begin(by=member, now=clock.now())
    assert application.provider.organisation == member.organisation
    assert registration.enter_provider(by=member, now=clock.now()) == application.provider
    assert Provider.objects.count() == 1


def test_a_proof_is_withdrawn_once_and_others_stand_beside_each_other(applicant: Membership) -> None:
    """Files of no named kind replace none."""
    provider = catalog.provider_of(applicant)
    add: dict[str, Any] = {"provider": provider, "by": applicant, "kind": FileKind.OTHER, "now": clock.now()}
    first, second = (files.add_file(upload=catalog.upload(f"{n}.pdf"), **add) for n in (1, 2))
    files.withdraw_file(file=first, by=applicant, now=clock.now())
    with refused("catalog.file_withdrawn"):
        files.withdraw_file(file=first, by=applicant, now=clock.now())
    kept = provider.files.filter(kind=FileKind.OTHER, withdrawn_at__isnull=True)
    assert list(kept) == [second]
