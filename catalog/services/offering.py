"""The road of an offer: handed in, checked, before the public, paused, ended (R35; domain 3.1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.models import ServiceOffer
from catalog.permissions import require_keeper, require_provider
from catalog.services.locking import lock_offer
from catalog.services.offers import note, require_sound, values_of
from catalog.services.telling import tell_curators, tell_offerer
from catalog.transitions import OFFER
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import require_text
from marketplace.rulebook.queries import in_force, work_calendar


def submit_offer(
    *, offer: ServiceOffer, by: Membership | None, version: int | None = None, now: datetime
) -> ServiceOffer:
    """Hand an offer in; the district has as many working days as for screening a demand.

    Raises:
        NotPermitted: `by` does not administer this provider, or it is not on the roster.
        WrongState: it is not being written.
        Refusals: what an offer must hold does not hold any more.
        StaleVersion: somebody changed the offer since.
    """
    by = require_provider(by, offer.provider)
    today = day_of(now)
    with transaction.atomic():
        offer = lock_offer(offer.pk, version)
        target = OFFER.target(offer.state, "submit")
        require_sound(offer.provider, values_of(offer), today)
        days = in_force(today).rules.duties.screen_demand
        offer.submitted_at, offer.reason = now, ""
        offer.due_at = end_of_day(work_calendar().add_workdays(today, days))
        _move(offer, "submit", target, by)
        tell_curators("catalog.offer.submitted", offer)
    return offer


def return_offer(
    *, offer: ServiceOffer, by: Membership | None, reason: str, version: int | None = None
) -> ServiceOffer:
    """Send an offer back to be mended, with a reason.

    Raises:
        NotPermitted: `by` is neither a district officer nor a curator.
        InvalidInput: `catalog.reason_missing`.
        WrongState: it does not wait for a check.
        StaleVersion: somebody changed the offer since.
    """
    by = require_keeper(by)
    require_text(reason, "catalog.reason_missing")
    with transaction.atomic():
        offer = lock_offer(offer.pk, version)
        target = OFFER.target(offer.state, "return")
        offer.reason, offer.due_at = reason, None
        _move(offer, "return", target, by, reason)
        tell_offerer("catalog.offer.returned", offer, reason=reason)
    return offer


def publish_offer(
    *, offer: ServiceOffer, by: Membership | None, version: int | None = None, now: datetime
) -> ServiceOffer:
    """Show an offer to everybody.

    Raises:
        NotPermitted: `by` is neither a district officer nor a curator, or the provider is not on the roster.
        WrongState: it does not wait for a check.
        Refusals: what an offer must hold does not hold any more, e.g. a domain is approved no longer.
        StaleVersion: somebody changed the offer since.
    """
    by = require_keeper(by)
    with transaction.atomic():
        offer = lock_offer(offer.pk, version)
        target = OFFER.target(offer.state, "publish")
        require_sound(offer.provider, values_of(offer), day_of(now))
        offer.published_at = now
        _move(offer, "publish", target, by)
        tell_offerer("catalog.offer.published", offer)
    return offer


def pause_offer(*, offer: ServiceOffer, by: Membership | None, version: int | None = None) -> ServiceOffer:
    """Take an offer out of sight for a while.

    Raises:
        NotPermitted: `by` does not administer this provider.
        WrongState: it is not published.
        StaleVersion: somebody changed the offer since.
    """
    by = require_provider(by, offer.provider)
    with transaction.atomic():
        offer = lock_offer(offer.pk, version)
        _move(offer, "pause", OFFER.target(offer.state, "pause"), by)
    return offer


def resume_offer(
    *, offer: ServiceOffer, by: Membership | None, version: int | None = None, now: datetime
) -> ServiceOffer:
    """Show a paused offer again, as it was checked.

    Raises: as `submit_offer`; WrongState where it is not paused.
    """
    by = require_provider(by, offer.provider)
    with transaction.atomic():
        offer = lock_offer(offer.pk, version)
        target = OFFER.target(offer.state, "resume")
        require_sound(offer.provider, values_of(offer), day_of(now))
        _move(offer, "resume", target, by)
    return offer


def withdraw_offer(
    *, offer: ServiceOffer, by: Membership | None, reason: str, version: int | None = None, now: datetime
) -> ServiceOffer:
    """End one's own offer for good, with a reason.

    Raises:
        NotPermitted: `by` does not administer this provider.
        InvalidInput: `catalog.reason_missing`.
        WrongState: it has ended.
        StaleVersion: somebody changed the offer since.
    """
    by = require_provider(by, offer.provider)
    return _end(offer, "withdraw", by, reason, version, now)


def take_down_offer(
    *, offer: ServiceOffer, by: Membership | None, reason: str, version: int | None = None, now: datetime
) -> ServiceOffer:
    """Let the district end an offer that the public has seen; the provider is told why.

    Raises: as `withdraw_offer`; WrongState where the public has not seen it.
    """
    return _end(offer, "take_down", require_keeper(by), reason, version, now)


def _end(
    offer: ServiceOffer, act: str, by: Membership, reason: str, version: int | None, now: datetime
) -> ServiceOffer:
    require_text(reason, "catalog.reason_missing")
    with transaction.atomic():
        offer = lock_offer(offer.pk, version)
        target = OFFER.target(offer.state, act)
        offer.ended_at, offer.reason = now, reason
        _move(offer, act, target, by, reason)
        if act == "take_down":
            tell_offerer("catalog.offer.taken_down", offer, reason=reason)
    return offer


def expire_offer(*, offer: ServiceOffer, now: datetime) -> ServiceOffer:
    """End an offer whose last day has passed; an act of the clock.

    Raises:
        WrongState: it has ended, or was never published.
    """
    with transaction.atomic():
        offer = lock_offer(offer.pk)
        target = OFFER.target(offer.state, "expire")
        offer.ended_at = now
        _move(offer, "expire", target, None)
        tell_offerer("catalog.offer.expired", offer, day=offer.valid_until.isoformat())
    return offer


def _move(offer: ServiceOffer, act: str, target: str, by: Membership | None, reason: str = "") -> None:
    offer.state = target
    offer.version += 1
    offer.save()
    note(offer, act, by, reason=reason)
