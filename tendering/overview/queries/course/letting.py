"""From the call to the award. Bids are told of only after the opening, points only with the public result."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.primitives.ruleset import Step
from marketplace.ui.formats import day, due, yuan
from tendering.awards.models import Award
from tendering.bids.models import RoundOpening
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.points import rounded
from tendering.overview.queries.course.parts import VOTES, Event, Link, page
from tendering.overview.queries.project.rows import Rows
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries.suspensions import ANEW, STOPS

# The award's own page tells of these.
OF_AWARDS = frozenset({Notice.Kind.RESULT, Notice.Kind.AWARD, Notice.Kind.AWARD_FELL})
BAD = frozenset({Notice.Kind.FAILURE, Notice.Kind.CANCELLATION, Notice.Kind.SUSPENSION})


def events(rows: Rows) -> Iterator[Event]:
    """What became of every call and every award."""
    for notice in rows.notices:
        if notice.kind not in OF_AWARDS:
            yield _notice(notice)
    for found in rows.rounds:
        yield _round(found)
    for tender in rows.tenders:
        yield from _opened(tender)
        yield from _named(tender)
        yield from _evaluated(tender, rows)
    for award in rows.awards:
        yield from _award(award)


def _notice(row: Notice) -> Event:
    tender, kind = row.tender, Notice.Kind(row.kind)
    links = page(_("Call"), "tenders:detail", tender.number)
    if kind is Notice.Kind.ANNOUNCEMENT:
        return Event(Step.CALL, row.published_at, _("Call announced"), _announced(tender), links)
    words = str(row.body.get("reason", "")) if kind in STOPS else tender.public_reason if kind in BAD else ""
    step = Step.EVALUATION if kind in ANEW else Step.CALL
    return Event(step, row.published_at, kind.label, words, links, bad=kind in BAD)


def _announced(tender: Tender) -> str:
    values = {"method": tender.get_method_display(), "ceiling": yuan(tender.ceiling)}
    if tender.deadline_at is None:
        return _("%(method)s, ceiling %(ceiling)s.") % values
    return _("%(method)s, ceiling %(ceiling)s, until %(deadline)s.") % (values | {"deadline": due(tender.deadline_at)})


def _opened(tender: Tender) -> Iterator[Event]:
    opening = getattr(tender, "opening", None)
    if opening is None or opening.opened_at is None:
        return
    count = len(opening.commitments)
    words = ngettext("%(count)s bid was opened.", "%(count)s bids were opened.", count) % {"count": count}
    yield Event(
        Step.EVALUATION,
        opening.opened_at,
        _("Bids opened"),
        words,
        page(_("Opening record"), "bids:record", tender.number),
    )


def _round(row: RoundOpening) -> Event:
    """What was handed in during a round of consultation and opened; no bidder and no price."""
    assert row.opened_at is not None  # only opened ones are read
    count, within = len(row.commitments), row.round
    links = page(_("Opening record"), "bids:round_record", within.tender.number, within.number)
    if within.is_last:
        words = ngettext("%(count)s final quote was opened.", "%(count)s final quotes were opened.", count)
        return Event(Step.EVALUATION, row.opened_at, _("Final quotes opened"), words % {"count": count}, links)
    title = _("Round %(number)s of the consultation opened") % {"number": within.number}
    words = ngettext("%(count)s revised plan was opened.", "%(count)s revised plans were opened.", count)
    return Event(Step.EVALUATION, row.opened_at, title, words % {"count": count}, links)


def _named(tender: Tender) -> Iterator[Event]:
    """Without competition the deciding body names who shall do it."""
    resolution = getattr(getattr(tender, "offer", None), "resolution", None)
    if resolution is None or not resolution.passed:
        return
    words = VOTES % {
        "present": resolution.present,
        "invited": resolution.invited,
        "votes_for": resolution.votes_for,
        "against": resolution.against,
        "abstain": resolution.abstain,
    }
    yield Event(Step.CALL, resolution.held_at, _("Residents named who shall do it"), words)


def _evaluated(tender: Tender, rows: Rows) -> Iterator[Event]:
    """Panels on which a public result rests or rested."""
    found = {row.panel.pk: row.panel for row in rows.awards if row.panel is not None and row.tender_id == tender.pk}
    for panel in sorted(found.values(), key=lambda row: row.number):
        panel.tender = tender
        yield from _judged(panel, rows)


def _judged(panel: Panel, rows: Rows) -> Iterator[Event]:
    if panel.ended_at is None:
        return
    first = next((row for row in rows.awards if row.panel_id == panel.pk), None)
    points, words = getattr(first, "points", None), ""
    if first is not None and points is not None:
        # SQLite gives what a subquery finds without its zeros.
        values = {"name": first.contractor_name, "points": rounded(points), "rank": first.rank}
        words = _("%(name)s: %(points)s points, rank %(rank)s.") % values
    links = (Link(_("Evaluation"), panel.get_absolute_url()),)
    yield Event(Step.EVALUATION, panel.ended_at, _("Bids judged by the panel"), words, links)


def _award(row: Award) -> Iterator[Event]:
    links = page(_("Result of the call"), "awards:detail", row.number)
    values = {"name": row.contractor_name, "price": yuan(row.price)}
    words = _("%(name)s, %(price)s.") % values
    if row.publicity_last_day is not None:
        last = {"day": day(row.publicity_last_day, year=False)}
        words = _("%(name)s, %(price)s, until %(day)s.") % (values | last)
    assert row.publicised_at is not None  # only public awards are read
    yield Event(Step.PUBLICITY, row.publicised_at, _("Result on public notice"), words, links)
    if row.awarded_at is not None:
        if hinted := int(getattr(row, "hinted", 0)):
            said = ngettext(
                "%(count)s hint about the bids was answered in writing; a hint is no verdict.",
                "%(count)s hints about the bids were answered in writing; a hint is no verdict.",
                hinted,
            )
            yield Event(
                Step.PUBLICITY, row.awarded_at, _("Hints about the bids answered"), said % {"count": hinted}, links
            )
        objected = int(getattr(row, "objected", 0))
        words = ngettext("%(count)s objection was answered.", "%(count)s objections were answered.", objected)
        yield Event(
            Step.PUBLICITY,
            row.awarded_at,
            _("Award confirmed"),
            words % {"count": objected} if objected else _("Nobody objected."),
            links,
        )
    if row.has_fallen and row.ended_at is not None:
        yield Event(Step.PUBLICITY, row.ended_at, row.get_state_display(), row.public_reason, links, bad=True)
