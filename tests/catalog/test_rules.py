"""Pure rules of the roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import credit, eligibility, groups, periods
from catalog.rules.admission import ACCEPTANCE, SUBMISSION, AdmissionFacts, checks
from catalog.rules.kinds import grade_in_force, list_for, mandatory_files
from catalog.rules.profile import ALL, CONTACT, REPORTED, are_held, editable
from catalog.rules.states import ApplicationState, CreditKind, EntryState, FileKind, Grade, RosterList
from marketplace.primitives.calendar import WorkCalendar
from marketplace.primitives.ruleset import Gate, Regime, Tier
from marketplace.primitives.ruleset.sections.roster import Admission, Credit
from tests.factories import accounts, rulebook

TODAY = date(2026, 11, 20)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
SOUND = AdmissionFacts(
    uscc=accounts.uscc(77),
    uscc_unique=True,
    org_type="private_nonenterprise",
    registered_date=date(2020, 5, 1),
    fulltime_staff=2,
    last_violation_date=None,
    annual_report_year=2025,
    abnormal_list=False,
    serious_list=False,
    domains=1,
    missing_facts=(),
    missing_files=(),
    declared=True,
)


def conditions() -> Admission:
    return rulebook.rules().roster.admission


def scale() -> Credit:
    return rulebook.rules().roster.credit


def failed(facts: AdmissionFacts, on: date = TODAY) -> set[str]:
    return {check.code for check in checks(ACCEPTANCE, facts, conditions(), on) if not check.passed}


@pytest.mark.requirement("R28")
def test_a_sound_applicant_passes_every_condition() -> None:
    assert failed(SOUND) == set()


@pytest.mark.requirement("R28")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"uscc": "91350100M000100Y4X"}, "catalog.uscc"),
        ({"uscc": "91350100M000100Y43"}, "catalog.uscc"),  # valid, but of an enterprise
        ({"uscc_unique": False}, "catalog.uscc_unique"),
        ({"org_type": "residents_committee"}, "catalog.type_eligible"),
        ({"domains": 0}, "catalog.domains"),
        ({"missing_facts": ("strengths",)}, "catalog.facts"),
        ({"missing_files": (FileKind.BANK_ACCOUNT,)}, "catalog.files"),
        ({"declared": False}, "catalog.declaration"),
        ({"banned_until": TODAY}, "catalog.no_ban"),
        ({"may_reapply_date": date(2026, 11, 21)}, "catalog.waited"),
        ({"suspended": True}, "catalog.not_suspended"),
        ({"entry_valid_until": date(2027, 2, 19)}, "catalog.renewal_open"),
        ({"registered_date": date(2025, 11, 21)}, "catalog.registered_years"),
        ({"registered_date": None}, "catalog.registered_years"),
        ({"annual_report_year": 2024}, "catalog.annual_report"),
        ({"abnormal_list": True}, "catalog.abnormal_list"),
        ({"serious_list": True}, "catalog.serious_list"),
        ({"last_violation_date": date(2023, 11, 21)}, "catalog.clean_years"),
        ({"fulltime_staff": 1}, "catalog.fulltime_staff"),
    ],
)
def test_each_condition_fails_alone(change: dict[str, Any], code: str) -> None:
    facts = replace(SOUND, **change)
    expected = {code, "catalog.uscc"} if "org_type" in change else {code}
    assert failed(facts) in ({code}, expected)


@pytest.mark.parametrize(
    "change",
    [
        {"banned_until": date(2026, 11, 19)},
        {"may_reapply_date": TODAY},
        {"entry_valid_until": date(2027, 2, 18)},
        {"registered_date": date(2025, 11, 20)},
        {"last_violation_date": date(2023, 11, 20)},
    ],
)
def test_the_last_day_decides_for_the_applicant(change: dict[str, Any]) -> None:
    assert failed(replace(SOUND, **change)) == set()


def test_a_social_group_needs_three_people() -> None:
    group = replace(SOUND, org_type="social_group", uscc="")
    assert "catalog.fulltime_staff" in failed(replace(group, fulltime_staff=2))
    assert "catalog.fulltime_staff" not in failed(replace(group, fulltime_staff=3))


def test_in_spring_the_report_of_the_year_before_last_is_the_latest() -> None:
    facts = replace(SOUND, annual_report_year=2024)
    assert "catalog.annual_report" not in failed(facts, date(2026, 6, 30))
    assert "catalog.annual_report" in failed(facts, date(2026, 7, 1))


def test_acceptance_asks_all_that_submission_asks() -> None:
    assert set(SUBMISSION) < set(ACCEPTANCE)


@pytest.mark.requirement("R28")
@pytest.mark.parametrize(
    ("org_type", "expires", "expected"),
    [
        ("private_nonenterprise", None, RosterList.SOCIAL_ORGANIZATION),
        ("foundation", None, RosterList.SOCIAL_ORGANIZATION),
        ("social_enterprise", TODAY, RosterList.SOCIAL_ENTERPRISE),
        ("social_enterprise", date(2026, 11, 19), RosterList.ENTERPRISE),
        ("social_enterprise", None, RosterList.ENTERPRISE),
        ("enterprise", None, RosterList.ENTERPRISE),
        ("residents_committee", None, None),
    ],
)
def test_the_list_follows_kind_and_certificate(
    org_type: str, expires: date | None, expected: RosterList | None
) -> None:
    assert list_for(org_type, expires, TODAY) == expected


def test_every_claim_needs_its_proof() -> None:
    assert FileKind.GRADE_CERTIFICATE in mandatory_files(RosterList.SOCIAL_ORGANIZATION, Grade.A3)
    assert FileKind.ENTERPRISE_CERTIFICATE in mandatory_files(RosterList.SOCIAL_ENTERPRISE, Grade.NONE)
    assert len(mandatory_files(RosterList.ENTERPRISE, Grade.NONE)) == 4


def test_a_grade_runs_out() -> None:
    assert grade_in_force(Grade.A5, TODAY, TODAY) is Grade.A5
    assert grade_in_force(Grade.A5, date(2026, 11, 19), TODAY) is Grade.NONE


@given(DAYS, st.integers(-60, 60))
def test_months_keep_the_day_or_the_months_last(day: date, months: int) -> None:
    later = periods.months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and periods.months_after(later, 0) == later)


def test_the_last_of_february() -> None:
    assert periods.months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert periods.months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_an_early_renewal_keeps_the_time_left() -> None:
    assert periods.valid_until(TODAY, 3) == date(2029, 11, 20)
    assert periods.valid_until(TODAY, 3, running_until=date(2027, 1, 31)) == date(2030, 1, 31)
    assert periods.valid_until(TODAY, 3, running_until=date(2026, 1, 31)) == date(2029, 11, 20)


@given(DAYS, st.integers(1, 30), st.integers(0, 40), st.integers(0, 60))
def test_an_objection_never_shortens_nor_loses_publicity(start: date, workdays: int, held: int, wait: int) -> None:
    calendar = WorkCalendar()
    last = periods.publicity_ends_on(calendar, start, workdays)
    held_on = min(periods.months_after(start, 0).fromordinal(start.toordinal() + held), last)
    rest = periods.remaining_workdays(calendar, held_on, last)
    resumed_on = date.fromordinal(held_on.toordinal() + wait)
    again = periods.resumed_ends_on(calendar, resumed_on, rest)
    full_days_shown = calendar.workdays_between(start, held_on) - calendar.is_workday(held_on)
    assert max(full_days_shown, 0) + rest >= workdays
    assert again >= last or wait == 0
    assert again > resumed_on


@given(st.integers(0, 100), st.sampled_from([kind for kind in CreditKind if kind is not CreditKind.START]))
def test_credit_stays_between_nothing_and_the_start(points: int, kind: CreditKind) -> None:
    moved = credit.applied(scale(), points, kind)
    assert 0 <= points + moved <= 100
    assert abs(moved) <= abs(credit.points(scale(), kind))


@pytest.mark.parametrize(
    ("points", "abnormal", "expected"),
    [
        (80, False, credit.Standing.GOOD),
        (79, False, credit.Standing.WATCH),
        (100, True, credit.Standing.WATCH),
        (60, False, credit.Standing.WATCH),
        (59, False, credit.Standing.SUSPEND),
        (59, True, credit.Standing.SUSPEND),
    ],
)
def test_credit_decides_on_the_standing(points: int, abnormal: bool, expected: credit.Standing) -> None:
    assert credit.standing(scale(), points, abnormal_list=abnormal) is expected


SEEN = eligibility.Standing(
    org_type="private_nonenterprise",
    roster_list=RosterList.SOCIAL_ORGANIZATION,
    serious_list=False,
    banned=False,
    entry_state=EntryState.LISTED,
    entry_valid_until=TODAY,
    domains=frozenset({"elderly"}),
)
NEED = eligibility.Need(frozenset({"elderly", "health"}), Tier.MICRO)


def obstacles(standing: eligibility.Standing, need: eligibility.Need = NEED, gate: Gate = Gate.REQUIRED) -> set[str]:
    return {obstacle.code for obstacle in eligibility.eligible(standing, need, gate, TODAY).obstacles}


@pytest.mark.requirement("R30")
@pytest.mark.parametrize("state", [EntryState.LISTED, EntryState.WATCH, EntryState.REVIEW_DUE])
def test_whoever_is_in_force_may_bid_in_an_approved_domain(state: EntryState) -> None:
    assert obstacles(replace(SEEN, entry_state=state)) == set()


@pytest.mark.parametrize("state", [EntryState.SUSPENDED, EntryState.EXPIRED, EntryState.REMOVED, None])
def test_whoever_is_not_may_not(state: EntryState | None) -> None:
    assert "catalog.not_on_roster" in obstacles(replace(SEEN, entry_state=state))


def test_an_entry_past_its_day_does_not_count_before_the_clock_has_run() -> None:
    assert obstacles(replace(SEEN, entry_valid_until=date(2026, 11, 19))) == {"catalog.not_on_roster"}


def test_another_domain_does_not_do() -> None:
    assert obstacles(replace(SEEN, domains=frozenset({"sport"}))) == {"catalog.domain_not_approved"}


@pytest.mark.parametrize("gate", [Gate.PREFERRED, Gate.OPEN])
def test_without_the_gate_nobody_needs_the_roster(gate: Gate) -> None:
    unlisted = replace(SEEN, entry_state=None, entry_valid_until=None, domains=frozenset())
    assert obstacles(unlisted, gate=gate) == set()


def test_being_listed_is_preferred_only_under_a_gate_that_says_so() -> None:
    assert eligibility.eligible(SEEN, NEED, Gate.PREFERRED, TODAY).preferred
    assert not eligibility.eligible(SEEN, NEED, Gate.OPEN, TODAY).preferred


def test_the_statute_opens_the_gate_but_not_for_the_serious_list() -> None:
    statutory = replace(NEED, tier=Tier.MAJOR, regime=Regime.STATUTORY)
    suspended = replace(SEEN, entry_state=EntryState.SUSPENDED, banned=True)
    assert obstacles(suspended, statutory) == set()
    assert obstacles(replace(SEEN, serious_list=True), statutory) == {"catalog.on_serious_list"}


@pytest.mark.parametrize("gate", list(Gate))
def test_a_ban_or_suspension_shuts_local_letting_whatever_the_gate(gate: Gate) -> None:
    assert "catalog.banned" in obstacles(replace(SEEN, banned=True), gate=gate)
    assert "catalog.entry_suspended" in obstacles(replace(SEEN, entry_state=EntryState.SUSPENDED), gate=gate)


@pytest.mark.parametrize(("tier", "may"), [(Tier.MICRO, False), (Tier.ORDINARY, False), (Tier.MAJOR, True)])
def test_enterprises_take_part_in_major_letting_only(tier: Tier, may: bool) -> None:
    enterprise = replace(SEEN, org_type="enterprise", roster_list=RosterList.ENTERPRISE)
    assert bool(eligibility.eligible(enterprise, replace(NEED, tier=tier), Gate.REQUIRED, TODAY)) is may


@pytest.mark.requirement("R34")
def test_what_a_group_must_have() -> None:
    three = [("甲", True), ("乙", False), ("丙", False)]
    assert groups.problems("互助队", "清洁", three) == []
    assert dict(groups.problems(" ", "", three[:2])) == {
        "catalog.name_missing": "name",
        "catalog.purpose_missing": "purpose",
        "catalog.too_few_members": "members",
    }
    assert dict(groups.problems("队", "清洁", [*three, ("乙", True)])) == {
        "catalog.one_leader": "members",
        "catalog.member_twice": "members",
    }


def test_what_a_provider_may_edit_and_when() -> None:
    assert editable(None, None) == ALL
    assert editable(ApplicationState.RETURNED, EntryState.LISTED) == ALL
    assert editable(ApplicationState.SUBMITTED, None) == CONTACT
    assert editable(ApplicationState.REJECTED, EntryState.LISTED) == CONTACT | REPORTED
    assert editable(None, EntryState.EXPIRED) == ALL


@pytest.mark.parametrize(
    ("application", "entry", "begun", "held"),
    [
        (ApplicationState.DRAFT, EntryState.LISTED, False, True),
        (ApplicationState.RETURNED, EntryState.SUSPENDED, False, True),
        (ApplicationState.DRAFT, None, False, False),
        (ApplicationState.DRAFT, EntryState.EXPIRED, False, False),
        (ApplicationState.RETURNED, EntryState.EXPIRED, True, True),
        (None, EntryState.LISTED, False, False),
    ],
)
def test_verified_facts_stay_with_the_application_of_whoever_is_listed(
    application: str | None, entry: str | None, begun: bool, held: bool
) -> None:
    assert are_held(application, entry, begun=begun) is held
