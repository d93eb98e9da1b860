"""The admission conditions of one applicant, answered from what is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalog.models import Ban, Provider, RosterApplication
from catalog.models.labels import FILE_KINDS
from catalog.queries.applications import may_reapply_date, missing_files
from catalog.queries.applied import with_facts
from catalog.queries.entries import entry_of
from catalog.rules.admission import AdmissionFacts, Check, Test, checks
from catalog.rules.profile import NEEDED
from catalog.rules.states import IN_FORCE, EntryState, FileKind
from marketplace.accounts.models import Organisation
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset import RuleSet

# Which field of the application's pages mends a condition, where one does.
FIELDS = {
    "catalog.uscc": "uscc",
    "catalog.domains": "domains",
    "catalog.files": "files",
    "catalog.declaration": "declared",
    "catalog.registered_years": "registered_date",
    "catalog.annual_report": "annual_report_year",
    "catalog.fulltime_staff": "fulltime_staff",
    "catalog.clean_years": "last_violation_date",
}


def admission_checks(
    application: RosterApplication, tests: tuple[Test, ...], rules: RuleSet, on: date, *, declared: bool | None = None
) -> list[Check]:
    """Every condition with its answer on that day (domain 2.8).

    Args:
        application: whose provider is checked.
        tests: `SUBMISSION` or `ACCEPTANCE`.
        rules: of the rule set the application runs under.
        on: the day of the check.
        declared: whether the declaration is made now; None takes what was declared at submission.
    """
    has_declared = application.declared_at is not None if declared is None else declared
    facts = _facts(with_facts(application.provider, application, on), on, declared=has_declared)
    return checks(tests, facts, rules.roster.admission, on)


def refusals(answered: list[Check]) -> list[Refusal]:
    """One refusal for each condition that does not hold, with the code `<check>.refused`."""
    return [refusal_of(check) for check in answered if not check.passed]


def refusal_of(check: Check) -> Refusal:
    """A condition that does not hold as a refusal, with the names of what is missing in place of their codes."""
    parameters: dict[str, Any] = dict(check.parameters)
    if check.code == "catalog.files":
        parameters["missing"] = tuple(FILE_KINDS[FileKind(kind)] for kind in parameters["missing"])
    if check.code == "catalog.facts":
        parameters["missing"] = tuple(fact_label(name) for name in parameters["missing"])
    return Refusal(f"{check.code}.refused", field=FIELDS.get(check.code), **parameters)


def fact_label(name: str) -> Any:
    """A provider's fact as a person reads it."""
    return getattr(Provider._meta.get_field(name), "verbose_name", name)


def banned_until(provider: Provider, on: date) -> date | None:
    """The last day of the longest ban that runs on that day."""
    running = Ban.objects.filter(provider=provider, from_date__lte=on, until_date__gte=on)
    return running.order_by("-until_date").values_list("until_date", flat=True).first()


def _facts(provider: Provider, on: date, *, declared: bool) -> AdmissionFacts:
    organisation = provider.organisation
    entry = entry_of(provider)
    state = None if entry is None else entry.state
    return AdmissionFacts(
        uscc=organisation.uscc,
        uscc_unique=not Organisation.objects.filter(uscc=organisation.uscc).exclude(pk=organisation.pk).exists(),
        org_type=organisation.org_type,
        registered_date=provider.registered_date,
        fulltime_staff=provider.fulltime_staff,
        last_violation_date=provider.last_violation_date,
        annual_report_year=provider.annual_report_year,
        abnormal_list=provider.abnormal_list,
        serious_list=provider.serious_list,
        domains=provider.domains.count(),
        missing_facts=tuple(name for name in NEEDED if not getattr(provider, name)),
        missing_files=missing_files(provider),
        declared=declared,
        banned_until=banned_until(provider, on),
        may_reapply_date=may_reapply_date(provider),
        suspended=state == EntryState.SUSPENDED,
        entry_valid_until=entry.valid_until if entry is not None and state in IN_FORCE else None,
    )
