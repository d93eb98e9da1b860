"""What passing time does to the roster: find what is due, call the act of each; no guard relies on this having run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from catalog.models import Provider, RosterEntry
from catalog.queries.applications import elapsed
from catalog.queries.entries import due_for
from catalog.queries.offers import ended_by
from catalog.rules.kinds import grade_in_force, list_for
from catalog.rules.states import Grade, RosterList
from catalog.services.listing import list_provider
from catalog.services.locking import lock_provider
from catalog.services.offering import expire_offer
from catalog.services.standing import call_review, expire_entry, lapse_review
from catalog.services.telling import tell_provider
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal

ENTRY_ACTS: tuple[tuple[str, Callable[..., RosterEntry]], ...] = (
    ("expire", expire_entry),
    ("lapse_review", lapse_review),
    ("call_review", call_review),
)


def end_publicity(*, now: datetime) -> int:
    """List every provider whose publicity has passed; says how many."""
    return sum(_done(list_provider, application=application) for application in elapsed(now))


def turn_pages(*, now: datetime) -> int:
    """Expire entries and offers, suspend for missed reviews, call reviews, lapse certificates and grades; how many."""
    done = sum(_done(act, entry=entry) for name, act in ENTRY_ACTS for entry in list(due_for(name, day_of(now))))
    done += sum(_done(expire_offer, offer=offer, now=now) for offer in list(ended_by(day_of(now))))
    return done + lapse_certificates(now=now) + lapse_grades(now=now)


def lapse_certificates(*, now: datetime) -> int:
    """Move social enterprises whose certificate has run out to the list of enterprises (domain 2.8)."""
    listed = RosterEntry.objects.filter(provider=OuterRef("pk"))
    rows = Provider.objects.filter(Exists(listed), roster_list=RosterList.SOCIAL_ENTERPRISE).filter(
        certificate_expires_on__lt=day_of(now)
    )
    return sum(_done(_lapse_certificate, provider=provider, now=now) for provider in rows.order_by("pk"))


def _lapse_certificate(*, provider: Provider, now: datetime) -> None:
    with transaction.atomic():
        provider = lock_provider(provider.pk)
        standing = list_for(provider.organisation.org_type, provider.certificate_expires_on, day_of(now))
        if standing is None or standing == provider.roster_list:
            return
        provider.roster_list = standing
        provider.version += 1
        provider.save(update_fields=["roster_list", "version"])
        day = str(provider.certificate_expires_on)
        record(
            act="catalog.provider.certificate_lapsed",
            target=provider,
            parameters={"provider": str(provider), "day": day},
        )
        tell_provider("catalog.provider.certificate_lapsed", provider, day=day)


def lapse_grades(*, now: datetime) -> int:
    """Take assessment grades past their five years out of force (domain 5.3): lists, filters and pages follow."""
    rows = Provider.objects.filter(grade_expires_on__lt=day_of(now)).exclude(grade=Grade.NONE)
    return sum(_done(_lapse_grade, provider=provider, now=now) for provider in rows.order_by("pk"))


def _lapse_grade(*, provider: Provider, now: datetime) -> None:
    with transaction.atomic():
        provider = lock_provider(provider.pk)
        before, standing = provider.grade, grade_in_force(provider.grade, provider.grade_expires_on, day_of(now))
        if standing == before:
            return
        provider.grade = standing
        provider.version += 1
        provider.save(update_fields=["grade", "version"])
        facts = {"provider": str(provider), "grade": before, "day": str(provider.grade_expires_on)}
        record(act="catalog.provider.grade_lapsed", target=provider, parameters=facts)
        tell_provider("catalog.provider.grade_lapsed", provider, grade=before, day=facts["day"])


def _done(act: Callable[..., object], **subject: object) -> bool:
    """Do one act; what another act has overtaken meanwhile is none of the clock's business."""
    try:
        act(**subject)
    except Refusal:
        return False
    return True
