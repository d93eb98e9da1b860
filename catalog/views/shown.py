"""Facts, figures and events of a provider, made for pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import Provider, RosterApplication, RosterEntry
from catalog.queries.roster import RecordSummary
from catalog.rules.states import ApplicationState, EntryState, Grade
from marketplace.rulebook.models import ServiceDomain
from marketplace.ui import formats
from marketplace.ui.bilingual import Bilingual
from marketplace.ui.components import Event, Fact, Stat, StepState
from marketplace.ui.drawing import labels, values
from marketplace.ui.drawing.values import said

DASH = "—"


def named(domains: list[ServiceDomain]) -> str:
    """Names of service domains in the reader's language."""
    return names(domains) or DASH


def names(rows: Sequence[Bilingual]) -> str:
    """Names in the reader's language; empty where there are none."""
    return str(_(", ")).join(row.name for row in rows)


def span(low: Decimal, high: Decimal) -> SafeString | str:
    """From one sum to another."""
    if low == high:
        return values.yuan(low)
    return format_html("{} – {}", values.yuan(low), values.yuan(high))


def percent(share: Fraction | None) -> str:
    """An exact share rounded down to one decimal: 79.96 % shows 79.9 (domain 3.7)."""
    if share is None:
        return DASH
    tenths = int(share * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def register_facts(provider: Provider, *, fully: bool) -> list[Fact]:
    """As it stands in the register; people masked unless `fully`."""
    organisation = provider.organisation
    person = said(provider.legal_representative or DASH) if fully else labels.masked_name(provider.legal_representative)
    control = [Fact(gettext_lazy("Controlling shareholder or actual controller"), said(provider.controller or DASH))]
    return [
        Fact(gettext_lazy("Legal representative"), person),
        *(control if fully else []),
        Fact(gettext_lazy("Supervising authority"), said(provider.supervising_authority or DASH)),
        Fact(gettext_lazy("Registered on"), values.day(provider.registered_date)),
        Fact(gettext_lazy("Kind of body"), organisation.get_org_type_display()),
        Fact(gettext_lazy("Home street"), provider.home_place.name if provider.home_place else DASH),
        Fact(gettext_lazy("Assessment grade"), _grade(provider)),
        *_certificate(provider),
    ]


def attribute_facts(provider: Provider, domains: list[ServiceDomain]) -> list[Fact]:
    """The four attributes of R30."""
    talent = _("full-time: %(staff)s, certified social workers: %(workers)s, volunteers: %(volunteers)s") % {
        "staff": provider.fulltime_staff,
        "workers": provider.certified_social_workers,
        "volunteers": provider.volunteers,
    }
    return [
        Fact(gettext_lazy("Development status"), said(provider.development or DASH)),
        Fact(gettext_lazy("Talent reserve"), talent),
        Fact(gettext_lazy("Service domains"), named(domains)),
        Fact(gettext_lazy("Professional strengths"), said(provider.strengths or DASH)),
    ]


def contact_facts(provider: Provider, *, fully: bool) -> list[Fact]:
    """How to reach the provider; masked unless `fully`."""
    if not fully:
        return [Fact(gettext_lazy("Contact phone"), labels.masked_phone(provider.contact_phone))]
    return [
        Fact(gettext_lazy("Contact person"), said(provider.contact_name or DASH)),
        Fact(gettext_lazy("Contact phone"), provider.contact_phone or DASH),
        Fact(gettext_lazy("Contact e-mail"), provider.contact_email or DASH),
        Fact(gettext_lazy("Office address"), said(provider.address or DASH)),
    ]


def credit_facts(provider: Provider) -> list[Fact]:
    """The public lists and the latest violation."""
    return [
        Fact(gettext_lazy("Abnormal list"), _listed(provider.abnormal_list)),
        Fact(gettext_lazy("Serious-dishonesty list"), _listed(provider.serious_list)),
        Fact(gettext_lazy("Last violation on"), values.day(provider.last_violation_date)),
        Fact(gettext_lazy("Last annual report filed for"), provider.annual_report_year or DASH),
    ]


def figures(provider: Provider, recent: RecordSummary) -> list[Stat]:
    """What stands on top of a provider's page; figures of the last three years."""
    answers = _("%(number)s valid answers") % {"number": recent.answers} if recent.answers else _("No answers yet")
    return [
        Stat(gettext_lazy("Contracts of three years"), recent.contracts, note=_total(recent)),
        Stat(gettext_lazy("Mean satisfaction"), percent(recent.satisfaction), note=answers),
        Stat(gettext_lazy("Finished on time"), _on_time(recent)),
        Stat(gettext_lazy("Credit points"), provider.credit),
        Stat(
            gettext_lazy("Full-time staff"),
            provider.fulltime_staff,
            note=_certified(provider.certified_social_workers),
        ),
    ]


def _certified(number: int) -> str:
    return ngettext("%(number)s certified social worker", "%(number)s certified social workers", number) % {
        "number": number
    }


def events(application: RosterApplication, entry: RosterEntry | None) -> list[Event]:
    """How the provider came to where it stands, the latest first."""
    steps = [
        Event(_("Submitted"), application.submitted_at),
        Event(_("Accepted, publicity began"), application.publicity_from),
        Event(
            _("Admitted to the roster"), application.ended_at if application.state == ApplicationState.LISTED else None
        ),
        Event(_("Not admitted"), application.ended_at if application.state == ApplicationState.REJECTED else None),
    ]
    past = [step for step in reversed(steps) if step.at is not None]
    return [_now(entry), *past] if entry is not None else past


def _now(entry: RosterEntry) -> Event:
    until = _("valid until %(day)s") % {"day": _day(entry.valid_until)}
    title = entry.get_state_display()
    if entry.state in {EntryState.LISTED, EntryState.WATCH, EntryState.REVIEW_DUE}:
        review = _("Yearly review on %(day)s") % {"day": _day(entry.review_due_date)}
        return Event(f"{title} · {until}", note=review, state=StepState.NOW)
    return Event(title, entry.state_since, state=StepState.NOW)


def _on_time(recent: RecordSummary) -> str:
    return f"{recent.on_time} / {recent.contracts}" if recent.contracts else DASH


def _day(day: date) -> str:
    return formats.day(day)


def _grade(provider: Provider) -> SafeString | str:
    if provider.grade == Grade.NONE:
        return _("Not graded")
    parts = [provider.get_grade_display()]
    if provider.grade_assessed_on:
        parts.append(_("assessed %(day)s") % {"day": _day(provider.grade_assessed_on)})
    if provider.grade_expires_on:
        parts.append(_("valid until %(day)s") % {"day": _day(provider.grade_expires_on)})
    return format_html_join(" · ", "{}", ((part,) for part in parts))


def _certificate(provider: Provider) -> list[Fact]:
    if not provider.certificate_expires_on:
        return []
    words = _("valid until %(day)s") % {"day": _day(provider.certificate_expires_on)}
    number = said(provider.certificate_number)
    return [Fact(gettext_lazy("Social enterprise certificate"), format_html("{} {}", number, words))]


def _listed(on_list: bool) -> str:
    return _("Listed there") if on_list else _("Not listed")


def _total(recent: RecordSummary) -> str:
    return _("%(sum)s thousand yuan in all") % {"sum": formats.wan(recent.amount)}
