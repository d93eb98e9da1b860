"""May this body be admitted to the roster? Every condition is answered, passed or not, with its reason (domain 2.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from catalog.rules.kinds import ASSOCIATION_TYPES, PROVIDER_TYPES
from catalog.rules.periods import months_after, renewal_opens_on
from catalog.rules.states import FileKind
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.uscc import check_uscc

# Bodies file their annual report by the end of June; before that the report of the year before last is the latest.
REPORTS_FILED_BY_MONTH = 6


class Conditions(Protocol):
    """The rule set's `roster.admission`."""

    @property
    def registered_years(self) -> int: ...
    @property
    def fulltime_staff(self) -> int: ...
    @property
    def fulltime_staff_social_group(self) -> int: ...
    @property
    def clean_years(self) -> int: ...


@dataclass(frozen=True, slots=True)
class AdmissionFacts:
    """What is known about an applicant on the day of the check."""

    uscc: str
    uscc_unique: bool
    org_type: str
    registered_date: date | None
    fulltime_staff: int
    last_violation_date: date | None
    annual_report_year: int | None
    abnormal_list: bool
    serious_list: bool
    domains: int
    missing_facts: tuple[str, ...]
    missing_files: tuple[FileKind, ...]
    declared: bool
    banned_until: date | None = None
    may_reapply_date: date | None = None
    suspended: bool = False
    entry_valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One condition: its dotted code, whether it holds, and the numbers that decided."""

    code: str
    passed: bool
    parameters: dict[str, object] = field(default_factory=dict)


Test = Callable[[AdmissionFacts, Conditions, date], Check]


def credit_code(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """The credit code is well formed and fits the type of body (domain 5.1)."""
    try:
        check_uscc(facts.uscc, facts.org_type)
    except InvalidInput as refusal:
        return Check("catalog.uscc", passed=False, parameters={"uscc": facts.uscc, "because": refusal.code})
    return Check("catalog.uscc", passed=True, parameters={"uscc": facts.uscc})


def unique_code(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """No other body carries this code."""
    return Check("catalog.uscc_unique", facts.uscc_unique, {"uscc": facts.uscc})


def eligible_type(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """The body is of a kind that may be a provider (domain 5.2)."""
    return Check("catalog.type_eligible", facts.org_type in PROVIDER_TYPES, {"org_type": facts.org_type})


def files_complete(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """Every mandatory file is there."""
    return Check(
        "catalog.files", not facts.missing_files, {"missing": tuple(kind.value for kind in facts.missing_files)}
    )


def facts_complete(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """Whoever answers for the body, how to reach it, and the attributes of R30 are filled in."""
    return Check("catalog.facts", not facts.missing_facts, {"missing": facts.missing_facts})


def domain_named(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """At least one service domain is named, for communities search by them (R30)."""
    return Check("catalog.domains", facts.domains > 0, {"count": facts.domains})


def declaration_made(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """The provider has declared that everything is true."""
    return Check("catalog.declaration", facts.declared)


def no_ban(facts: AdmissionFacts, _conditions: Conditions, on: date) -> Check:
    """No ban runs; its last day still counts."""
    until = facts.banned_until
    return Check("catalog.no_ban", until is None or on > until, {"until": until})


def waited(facts: AdmissionFacts, _conditions: Conditions, on: date) -> Check:
    """The waiting time after a rejection is over (`assessment.reapply_months`)."""
    since = facts.may_reapply_date
    return Check("catalog.waited", since is None or on >= since, {"from": since})


def not_suspended(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """A suspended entry is restored or removed, not renewed."""
    return Check("catalog.not_suspended", not facts.suspended)


def renewal_open(facts: AdmissionFacts, _conditions: Conditions, on: date) -> Check:
    """An entry that runs on is renewed in its last ninety days only."""
    until = facts.entry_valid_until
    opens = None if until is None else renewal_opens_on(until)
    return Check("catalog.renewal_open", opens is None or on >= opens, {"from": opens, "until": until})


def registered_long_enough(facts: AdmissionFacts, conditions: Conditions, on: date) -> Check:
    """Registered for at least `registered_years`."""
    years, since = conditions.registered_years, facts.registered_date
    passed = since is not None and months_after(since, 12 * years) <= on
    return Check("catalog.registered_years", passed, {"years": years, "since": since})


def enough_staff(facts: AdmissionFacts, conditions: Conditions, _on: date) -> Check:
    """At least two full-time staff, three for a social group."""
    group = facts.org_type in ASSOCIATION_TYPES
    needed = conditions.fulltime_staff_social_group if group else conditions.fulltime_staff
    return Check(
        "catalog.fulltime_staff", facts.fulltime_staff >= needed, {"needed": needed, "has": facts.fulltime_staff}
    )


def clean_record(facts: AdmissionFacts, conditions: Conditions, on: date) -> Check:
    """No violation within `clean_years`."""
    last = facts.last_violation_date
    passed = last is None or months_after(last, 12 * conditions.clean_years) <= on
    return Check("catalog.clean_years", passed, {"years": conditions.clean_years, "last": last})


def annual_report_filed(facts: AdmissionFacts, _conditions: Conditions, on: date) -> Check:
    """The latest annual report that is due has been filed."""
    needed = on.year - (1 if on.month > REPORTS_FILED_BY_MONTH else 2)
    filed = facts.annual_report_year
    return Check("catalog.annual_report", filed is not None and filed >= needed, {"year": needed, "filed": filed})


def not_abnormal(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """Not on the abnormal list (MCA Decree 60)."""
    return Check("catalog.abnormal_list", not facts.abnormal_list)


def not_serious(facts: AdmissionFacts, _conditions: Conditions, _on: date) -> Check:
    """Not on the serious-dishonesty list: no purchases and no funds for whoever is (MCA Decree 60)."""
    return Check("catalog.serious_list", not facts.serious_list)


SUBMISSION: tuple[Test, ...] = (
    credit_code,
    unique_code,
    eligible_type,
    facts_complete,
    domain_named,
    files_complete,
    declaration_made,
    no_ban,
    waited,
    not_suspended,
    renewal_open,
)
ACCEPTANCE: tuple[Test, ...] = (
    *SUBMISSION,
    registered_long_enough,
    annual_report_filed,
    not_abnormal,
    not_serious,
    clean_record,
    enough_staff,
)


def checks(tests: tuple[Test, ...], facts: AdmissionFacts, conditions: Conditions, on: date) -> list[Check]:
    """All conditions with their answers, in the order a person reads them."""
    return [test(facts, conditions, on) for test in tests]
