"""The calendar as a file: the same entries for calendar programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from marketplace.primitives.calendar import SHANGHAI, WorkCalendar
from marketplace.ui import ics
from marketplace.ui.addresses import absolute, host
from marketplace.ui.formats import yuan
from marketplace.ui.text import Text
from tendering.awards.models import Award
from tendering.overview.queries.agenda.entries import Entry, entries_of_each
from tendering.overview.queries.agenda.rows import Window
from tendering.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class Feed:
    """A file, and when what it says last changed; a new day changes what is still planned."""

    body: bytes
    changed_at: datetime


def feed_of(
    tenders: Iterable[Tender], calendar: WorkCalendar, today: date, *, name: Text, window: Window | None = None
) -> Feed:
    """The entries of these calls, in a stretch of days where one is given."""
    changes = [datetime.combine(today, time.min, tzinfo=SHANGHAI)]
    found: list[ics.Entry] = []
    for tender, entries in entries_of_each(tenders, calendar, today):
        changes.append(_changed_at(tender))
        found += _written(tender, [entry for entry in entries if window is None or entry.day in window])
    return Feed(ics.calendar(found, name), max(changes))


def _written(tender: Tender, entries: list[Entry]) -> Iterator[ics.Entry]:
    changed_at, sequence = _changed_at(tender), _sequence(tender)
    for entry in entries:
        yield ics.Entry(
            uid=f"{tender.number}.{entry.key}@{host()}",
            title=f"{entry.label}: {tender.demand.title}",
            at=entry.at,
            changed_at=changed_at,
            sequence=sequence,
            status=entry.status,
            url=absolute(entry.url),
            place=tender.demand.community.full_name,
            text=_text(entry),
            categories=(tender.get_tier_display(), tender.get_method_display()),
        )


def _text(entry: Entry) -> str:
    tender = entry.tender
    lines = [f"{tender.number} · {tender.get_method_display()} · {yuan(tender.ceiling)}"]
    if tender.joint is not None:
        values = {"lot": tender.lot, "call": tender.joint}
        lines.append(_("Lot %(lot)s of the joint call %(call)s; the lots close and are opened together.") % values)
    if entry.is_planned:
        lines.append(_("Planned: the last day the rules leave for it; the page of the call says what was fixed."))
    if entry.is_still:
        lines.append(_("The call is suspended; this day will move."))
    if entry.is_off:
        lines.append(_("This does not take place any more."))
    return "\n".join(lines)


def _changed_at(tender: Tender) -> datetime:
    """The last public change of the call or of its awards."""
    opening = getattr(tender, "opening", None)
    moments = [tender.announced_at, tender.ended_at, opening and opening.opened_at]
    moments += [row.published_at for row in tender.notices.all()]
    for award in _awards(tender):
        moments += [award.publicised_at, award.awarded_at, award.lettered_at, award.ended_at]
    return max(moment for moment in moments if moment is not None)


def _sequence(tender: Tender) -> int:
    """Rises with every notice of the call and with every step of its awards; both only grow."""
    return len(tender.notices.all()) + sum(award.version for award in _awards(tender))


def _awards(tender: Tender) -> list[Award]:
    found: list[Award] = vars(tender)["public_awards"]
    return found
