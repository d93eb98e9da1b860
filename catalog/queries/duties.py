"""What of the roster waits for a person (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from catalog.models import Provider, RosterApplication, RosterEntry, RosterObjection, ServiceOffer
from catalog.permissions import KEEPERS
from catalog.rules.kinds import PROVIDER_TYPES
from catalog.rules.periods import REVIEW_GRACE_DAYS, renewal_opens_on
from catalog.rules.states import (
    IN_FORCE,
    LIVE_APPLICATION,
    ApplicationState,
    EntryState,
    ObjectionState,
    OfferState,
)
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.duty import Duty
from marketplace.ui.waiting import Rows, gathered


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    return gathered(waiting(membership, now))


def waiting(membership: Membership, now: datetime) -> Iterator[Duty | Rows]:
    """The district's applications, objections, reviews and endings; the provider's own next step."""
    if membership.role == Role.DISTRICT:
        yield _applications()
        yield _objections()
        yield from _entries(now)
    if membership.role in KEEPERS:
        yield _offers("catalog.check_offer", OfferState.CHECKING)
    if membership.role == Role.PROVIDER_ADMIN:
        yield from _own(membership, now)
        own = Q(provider__organisation=membership.organisation_id)
        yield _offers("catalog.mend_offer", OfferState.DRAFT, own & ~Q(reason=""))


def _applications() -> Rows:
    rows = RosterApplication.objects.filter(state=ApplicationState.SUBMITTED)
    return Rows("catalog.decide", rows, "provider__organisation__name", "catalog:application", due="due_at")


def _objections() -> Rows:
    rows = RosterObjection.objects.filter(state=ObjectionState.OPEN)
    name = "application__provider__organisation__name"
    return Rows("catalog.answer_objection", rows, name, "catalog:objection_answer", due="due_at")


def _offers(kind: str, state: OfferState, those: Q | None = None) -> Rows:
    rows = ServiceOffer.objects.filter(those or Q(), state=state)
    detail = {"title": "title", "reason": "reason"}
    return Rows(kind, rows, "provider__organisation__name", "catalog:offer", due="due_at", detail=detail)


def _entries(now: datetime) -> Iterator[Rows]:
    """Who asked to leave, who is on the list of the serious, whose suspension is over, whose yearly review is due."""
    rows = RosterEntry.objects.exclude(state=EntryState.REMOVED)
    leaving = Q(removal_requested_at__isnull=False)
    serious = ~leaving & Q(provider__serious_list=True)
    staying = rows.exclude(leaving | Q(provider__serious_list=True))
    yield _entry("remove", rows.filter(leaving))
    yield _entry("remove_serious", rows.filter(serious))
    yield _entry("restore", staying.filter(state=EntryState.SUSPENDED, suspended_until__lt=day_of(now)))
    yield replace(
        _entry("review", staying.filter(state=EntryState.REVIEW_DUE)),
        last_day="review_due_date",
        grace_days=REVIEW_GRACE_DAYS,
    )


_ENTRY_PAGES = {"remove": "remove", "remove_serious": "remove", "restore": "restore", "review": "confirm"}


def _entry(kind: str, rows: QuerySet[RosterEntry]) -> Rows:
    return Rows(f"catalog.{kind}", rows, "provider__organisation__name", f"catalog:entry_{_ENTRY_PAGES[kind]}")


def _own(membership: Membership, now: datetime) -> Iterator[Duty]:
    provider = Provider.objects.filter(organisation=membership.organisation_id).select_related("organisation").first()
    if provider is None:
        yield from _not_yet(membership)
        return
    subject, url = str(provider), reverse("catalog:own")
    application = provider.applications.filter(state__in=LIVE_APPLICATION).first()
    if application is not None:
        yield from _own_application(application, subject, url)
        return
    entry = RosterEntry.objects.filter(provider=provider).first()
    if entry is None:
        yield Duty("catalog.apply", subject, url)
    elif entry.state in IN_FORCE and day_of(now) >= renewal_opens_on(entry.valid_until):
        yield Duty("catalog.renew", subject, url, end_of_day(entry.valid_until))


def _not_yet(membership: Membership) -> Iterator[Duty]:
    organisation = membership.organisation
    if organisation is not None and organisation.org_type in PROVIDER_TYPES:
        yield Duty("catalog.apply", str(organisation), reverse("catalog:own_start"))


def _own_application(application: RosterApplication, subject: str, url: str) -> Iterator[Duty]:
    if application.state == ApplicationState.RETURNED:
        yield Duty("catalog.correct", subject, url, detail={"reason": application.reason})
    elif application.state == ApplicationState.DRAFT:
        yield Duty("catalog.finish_application", subject, url)
