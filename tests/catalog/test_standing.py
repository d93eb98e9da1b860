"""What happens to an entry while it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from catalog import departures
from catalog.models import Ban, CreditEvent, Provider, RosterEntry
from catalog.rules.periods import months_after, review_ends_on
from catalog.rules.states import CreditKind, EntryState, Grade, RemovalGround, RosterList
from catalog.services import clockwork, curation, profile, records, removal, standing
from marketplace import clock
from marketplace.accounts.models import Membership, OrganisationType
from marketplace.accounts.permissions import RoleMissing
from marketplace.audit.models import Entry
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput, Refusal, StaleVersion
from marketplace.primitives.state_machine import WrongState
from tests.factories import catalog
from tests.factories.audit import acts_of
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
SOON = timedelta(days=30)


@pytest.fixture
def provider(rules: object) -> Provider:
    return catalog.listed_provider("云帆演示中心")


def entry_of(provider: Provider) -> RosterEntry:
    return RosterEntry.objects.select_related("provider__organisation").get(provider=provider)


def state_of(provider: Provider) -> str:
    return entry_of(provider).state


def tomorrow() -> Any:
    return clock.today() + timedelta(days=1)


@pytest.mark.requirement("R28")
def test_suspended_and_restored(provider: Provider, officer: Membership) -> None:
    entry = standing.suspend_entry(
        entry=entry_of(provider), by=officer, reason="限期整改", until=clock.today() + SOON, now=clock.now()
    )
    assert entry.state == EntryState.SUSPENDED
    assert Message.objects.filter(topic=departures.TOPIC).exists()
    restored = standing.restore_entry(entry=entry, by=officer, reason="整改完成", now=clock.now())
    assert restored.state == EntryState.LISTED
    assert restored.suspended_until is None


def test_a_suspension_ends_after_today(provider: Provider, officer: Membership) -> None:
    with pytest.raises(InvalidInput):
        standing.suspend_entry(
            entry=entry_of(provider), by=officer, reason="整改", until=clock.today(), now=clock.now()
        )


def test_the_abnormal_list_puts_on_watch_and_takes_off(provider: Provider, officer: Membership) -> None:
    profile.curate(provider=provider, by=officer, changes={"abnormal_list": True}, reason="核对公示", now=clock.now())
    assert state_of(provider) == EntryState.WATCH
    profile.curate(provider=provider, by=officer, changes={"abnormal_list": False}, reason="已移出", now=clock.now())
    assert state_of(provider) == EntryState.LISTED


@pytest.mark.requirement("R28")
def test_credit_goes_down_to_watch_and_to_suspension(provider: Provider) -> None:
    for number in range(1, 4):
        records.record_credit(
            provider=provider, kind=CreditKind.LOW_SATISFACTION, cause=f"JN-2026-000{number}", now=clock.now()
        )
    assert state_of(provider) == EntryState.WATCH
    records.record_credit(
        provider=provider, kind=CreditKind.WITHDRAWN_AFTER_AWARD, cause="JN-2026-0009", now=clock.now()
    )
    provider.refresh_from_db()
    assert provider.credit == 40
    assert state_of(provider) == EntryState.SUSPENDED


def test_mending_brings_back_from_watch(provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(credit=79)
    records.record_credit(provider=provider, kind=CreditKind.LATE_DELIVERY, cause="JN-1", now=clock.now())
    assert state_of(provider) == EntryState.WATCH
    for cause in ("JN-2", "JN-3"):
        records.record_credit(provider=provider, kind=CreditKind.RECTIFIED_IN_TIME, cause=cause, now=clock.now())
    assert state_of(provider) == EntryState.LISTED


def test_the_same_cause_counts_once(provider: Provider) -> None:
    for _ in range(2):
        records.record_credit(provider=provider, kind=CreditKind.LATE_DELIVERY, cause="JN-2026-0001", now=clock.now())
    provider.refresh_from_db()
    assert provider.credit == 95
    assert CreditEvent.objects.filter(kind=CreditKind.LATE_DELIVERY).count() == 1


def test_too_little_credit_is_not_restored(provider: Provider, officer: Membership) -> None:
    Provider.objects.filter(pk=provider.pk).update(credit=60)
    records.record_credit(provider=provider, kind=CreditKind.LATE_DELIVERY, cause="JN-1", now=clock.now())
    with pytest.raises(standing.StandsTooLow):
        standing.restore_entry(entry=entry_of(provider), by=officer, reason="请求恢复", now=clock.now())


def test_restored_with_a_stain_comes_back_on_watch(provider: Provider, officer: Membership) -> None:
    standing.suspend_entry(entry=entry_of(provider), by=officer, reason="整改", until=tomorrow(), now=clock.now())
    profile.curate(provider=provider, by=officer, changes={"abnormal_list": True}, reason="核对公示", now=clock.now())
    assert state_of(provider) == EntryState.SUSPENDED
    assert (
        standing.restore_entry(entry=entry_of(provider), by=officer, reason="完成", now=clock.now()).state
        == EntryState.WATCH
    )


@pytest.mark.requirement("R28")
def test_the_yearly_review_called_confirmed_or_missed(provider: Provider, officer: Membership) -> None:
    due = entry_of(provider).review_due_date
    with pytest.raises(standing.NotDue):
        standing.call_review(entry=entry_of(provider))
    with clock.shifted(timedelta(days=(due - clock.today()).days)):
        assert clockwork.turn_pages(now=clock.now()) == 1
        assert state_of(provider) == EntryState.REVIEW_DUE
        confirmed = standing.confirm_review(entry=entry_of(provider), by=officer, now=clock.now())
        assert confirmed.state == EntryState.LISTED
        assert confirmed.review_due_date == months_after(due, 12)
    second = confirmed.review_due_date
    with clock.shifted(timedelta(days=(second - clock.today()).days)):
        clockwork.turn_pages(now=clock.now())
    with clock.shifted(timedelta(days=(review_ends_on(second) - clock.today()).days)):
        assert clockwork.turn_pages(now=clock.now()) == 0
    with clock.shifted(timedelta(days=(review_ends_on(second) - clock.today()).days + 1)):
        assert clockwork.turn_pages(now=clock.now()) == 1
        assert state_of(provider) == EntryState.SUSPENDED
        restored = standing.restore_entry(entry=entry_of(provider), by=officer, reason="补交复核材料", now=clock.now())
        assert restored.review_due_date == months_after(clock.today(), 12)


@pytest.mark.parametrize("state", [EntryState.LISTED, EntryState.WATCH, EntryState.REVIEW_DUE, EntryState.SUSPENDED])
def test_an_entry_expires_after_its_last_day(officer: Membership, state: EntryState) -> None:
    provider = catalog.listed_provider(state=state, valid_until=clock.today())
    assert clockwork.turn_pages(now=clock.now()) == 0
    with catalog.after(1):
        assert clockwork.turn_pages(now=clock.now()) == 1
    assert state_of(provider) == EntryState.EXPIRED


def test_a_certificate_that_runs_out_moves_the_provider_to_the_enterprises(officer: Membership) -> None:
    provider = catalog.listed_provider(
        org_type=OrganisationType.SOCIAL_ENTERPRISE, certificate_expires_on=clock.today()
    )
    Provider.objects.filter(pk=provider.pk).update(certificate_expires_on=clock.today())
    assert clockwork.lapse_certificates(now=clock.now()) == 0
    with catalog.after(1):
        assert clockwork.lapse_certificates(now=clock.now()) == 1
        assert clockwork.lapse_certificates(now=clock.now()) == 0
    provider.refresh_from_db()
    assert provider.roster_list == RosterList.ENTERPRISE


def test_a_grade_that_runs_out_counts_no_more(officer: Membership) -> None:
    """Five years after the assessment (domain 5.3): not in lists, filters, counts and pages; told and on record."""
    provider = catalog.listed_provider()
    facts = {"grade": "4A", "grade_assessed_on": clock.today(), "grade_expires_on": clock.today()}
    Provider.objects.filter(pk=provider.pk).update(**facts)
    assert clockwork.lapse_grades(now=clock.now()) == 0
    with catalog.after(1):
        assert clockwork.turn_pages(now=clock.now()) == 1
        assert clockwork.turn_pages(now=clock.now()) == 0
    provider.refresh_from_db()
    assert provider.grade == Grade.NONE
    assert "catalog.provider.grade_lapsed" in acts_of(provider)


def test_removed_with_a_ban(provider: Provider, officer: Membership) -> None:
    entry = removal.remove_entry(
        entry=entry_of(provider), by=officer, ground=RemovalGround.FALSE_MATERIAL, reason="伪造证书", now=clock.now()
    )
    assert entry.state == EntryState.REMOVED
    assert Ban.objects.get(provider=provider).until_date == months_after(clock.today(), 36)
    with pytest.raises(WrongState):
        removal.remove_entry(
            entry=entry, by=officer, ground=RemovalGround.FALSE_MATERIAL, reason="再次", now=clock.now()
        )


def test_removed_at_its_own_request_without_a_ban(provider: Provider, officer: Membership) -> None:
    entry = entry_of(provider)
    with pytest.raises(removal.GroundDoesNotHold):
        removal.remove_entry(entry=entry, by=officer, ground=RemovalGround.REQUEST, reason="退出", now=clock.now())
    administrator = catalog.administrator(provider)
    removal.request_removal(entry=entry, by=administrator, reason="业务调整", now=clock.now())
    with pytest.raises(Refusal):
        removal.request_removal(entry=entry, by=administrator, reason="业务调整", now=clock.now())
    removal.remove_entry(entry=entry, by=officer, ground=RemovalGround.REQUEST, reason="同意退出", now=clock.now())
    assert not Ban.objects.exists()


def test_the_serious_list_is_a_ground_only_for_those_on_it(provider: Provider, officer: Membership) -> None:
    with pytest.raises(removal.GroundDoesNotHold):
        removal.remove_entry(
            entry=entry_of(provider), by=officer, ground=RemovalGround.SERIOUS_LIST, reason="核对名单", now=clock.now()
        )
    profile.curate(provider=provider, by=officer, changes={"serious_list": True}, reason="核对名单", now=clock.now())
    removal.remove_entry(
        entry=entry_of(provider), by=officer, ground=RemovalGround.SERIOUS_LIST, reason="核对名单", now=clock.now()
    )
    assert Ban.objects.filter(provider=provider).exists()


def test_approved_domains_change_with_a_reason(provider: Provider, officer: Membership) -> None:
    entry = curation.approve_domains(
        entry=entry_of(provider), by=officer, domains=catalog.domains("elderly", "sport"), reason="核验资质"
    )
    assert set(entry.domains.values_list("code", flat=True)) == {"elderly", "sport"}
    with pytest.raises(InvalidInput):
        curation.approve_domains(entry=entry, by=officer, domains=[], reason="核验")


def test_the_district_keeps_only_what_is_its_own(provider: Provider, officer: Membership) -> None:
    with pytest.raises(InvalidInput):
        profile.curate(provider=provider, by=officer, changes={"strengths": "代写"}, reason="代为填写", now=clock.now())
    with pytest.raises(Refusal):
        profile.curate(provider=provider, by=officer, changes={"grade": "3A"}, reason="评估结果", now=clock.now())


ACTS: list[Callable[[RosterEntry, Membership | None], object]] = [
    lambda entry, by: standing.suspend_entry(entry=entry, by=by, reason="理由", until=tomorrow(), now=clock.now()),
    lambda entry, by: standing.restore_entry(entry=entry, by=by, reason="理由", now=clock.now()),
    lambda entry, by: standing.confirm_review(entry=entry, by=by, now=clock.now()),
    lambda entry, by: removal.remove_entry(
        entry=entry, by=by, ground=RemovalGround.FALSE_MATERIAL, reason="理由", now=clock.now()
    ),
    lambda entry, by: curation.approve_domains(entry=entry, by=by, domains=catalog.domains("sport"), reason="理由"),
    lambda entry, by: profile.curate(
        provider=entry.provider, by=by, changes={"abnormal_list": True}, reason="理由", now=clock.now()
    ),
]


@pytest.mark.parametrize("act", ACTS)
def test_only_the_district_keeps_entries(act: Callable[..., object], provider: Provider) -> None:
    for by in (None, catalog.administrator(provider)):
        with pytest.raises(RoleMissing):
            act(entry_of(provider), by)
    assert not Entry.objects.filter(act__startswith="catalog.entry").exists()


def test_only_its_own_people_ask_for_removal(provider: Provider, officer: Membership) -> None:
    rival = catalog.administrator(catalog.listed_provider())
    for by in (None, officer, rival):
        with pytest.raises(RoleMissing):
            removal.request_removal(entry=entry_of(provider), by=by, reason="理由", now=clock.now())


def test_stale_versions_are_refused(provider: Provider, officer: Membership) -> None:
    entry = entry_of(provider)
    for act in ACTS[:1]:
        act(entry, officer)
    with pytest.raises(StaleVersion):
        standing.restore_entry(entry=entry, by=officer, reason="理由", version=entry.version, now=clock.now())
    with pytest.raises(StaleVersion):
        profile.curate(
            provider=provider, by=officer, changes={"abnormal_list": True}, reason="理由", version=99, now=clock.now()
        )


def test_followers_hear_of_a_departure(provider: Provider, officer: Membership) -> None:
    heard: list[tuple[int, str]] = []

    def follower(*, provider_id: int, state: str) -> None:
        heard.append((provider_id, state))

    departures.register(follower)
    try:
        standing.suspend_entry(entry=entry_of(provider), by=officer, reason="整改", until=tomorrow(), now=clock.now())
        payload = Message.objects.get(topic=departures.TOPIC).payload
        departures.follow(payload, message_id=1)
    finally:
        departures.unregister(follower)
    assert heard == [(provider.pk, "suspended")]


def test_the_serious_list_keeps_an_entry_from_being_restored_and_confirmed(
    provider: Provider, officer: Membership
) -> None:
    """MCA Decree 60: whoever stands there takes part in nothing."""
    entry = standing.suspend_entry(
        entry=entry_of(provider), by=officer, reason="限期整改", until=clock.today() + SOON, now=clock.now()
    )
    Provider.objects.filter(pk=provider.pk).update(serious_list=True)
    with refused("catalog.serious_list_stands"):
        standing.restore_entry(entry=entry, by=officer, reason="整改完成", now=clock.now())
    RosterEntry.objects.filter(pk=entry.pk).update(state=EntryState.REVIEW_DUE)
    entry = entry_of(provider)
    with refused("catalog.serious_list_stands"):
        standing.confirm_review(entry=entry, by=officer, version=entry.version, note="", now=clock.now())
    assert entry_of(provider).confirmed_at is None


def test_who_left_the_roster_gets_no_other_domains(provider: Provider, officer: Membership) -> None:
    RosterEntry.objects.filter(provider=provider).update(state=EntryState.EXPIRED)
    entry = entry_of(provider)
    with refused("catalog.no_longer_on_roster"):
        curation.approve_domains(
            entry=entry,
            by=officer,
            domains=catalog.domains("culture"),
            version=entry.version,
            reason="核准",
        )
    assert [domain.code for domain in entry.domains.all()] == ["elderly"]


def test_more_social_workers_than_staff_are_not_believed(provider: Provider) -> None:
    with refused("catalog.more_social_workers_than_staff", kind=InvalidInput):
        profile.edit_profile(
            provider=provider,
            by=catalog.administrator(provider),
            changes={"fulltime_staff": 2, "certified_social_workers": 3},
            now=clock.now(),
        )
    provider.refresh_from_db()
    assert (provider.fulltime_staff, provider.certified_social_workers) == (6, 3)
