"""Admission conditions as the deciding officer reads them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.rules.admission import Check
from marketplace.ui.formats import plain

CONDITIONS: dict[str, Promise | str] = {
    "catalog.uscc": _("The credit code is well formed and fits the kind of body"),
    "catalog.uscc_unique": _("No other body carries the credit code"),
    "catalog.type_eligible": _("The kind of body may be a provider"),
    "catalog.facts": _("The profile is filled in"),
    "catalog.domains": _("At least one service domain is named"),
    "catalog.files": _("All mandatory files are there"),
    "catalog.declaration": _("The declaration has been made"),
    "catalog.no_ban": _("No ban runs"),
    "catalog.waited": _("The waiting time after a rejection is over"),
    "catalog.not_suspended": _("The entry is not suspended"),
    "catalog.renewal_open": _("The entry is new, or in the last ninety days of its validity"),
    "catalog.registered_years": _("Registered for at least %(years)s years"),
    "catalog.annual_report": _("The annual report for %(year)s or later has been filed"),
    "catalog.abnormal_list": _("Not on the abnormal list"),
    "catalog.serious_list": _("Not on the serious-dishonesty list"),
    "catalog.clean_years": _("No violation within %(years)s years"),
    "catalog.fulltime_staff": _("At least %(needed)s full-time staff"),
}


def condition(check: Check) -> str:
    """The condition in the reader's language, with the rule set's numbers."""
    return str(CONDITIONS[check.code]) % {name: plain(value) for name, value in check.parameters.items()}
