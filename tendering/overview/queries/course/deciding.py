"""From the proposal to the published demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Step
from marketplace.ui.formats import day, yuan
from tendering.demands.models import Approval, Deliberation, ResidentMeeting
from tendering.demands.rules.meeting import Outcome
from tendering.demands.rules.steps import ENDED, State
from tendering.overview.queries.course.parts import VOTES, Event, page
from tendering.overview.queries.project.rows import Rows


def events(rows: Rows) -> Iterator[Event]:
    """What residents, street and district did."""
    yield from _proposed(rows)
    for row in rows.deliberations:
        yield _deliberated(row)
    for meeting in rows.meetings:
        yield _met(meeting)
    yield from _posted(rows)
    filing = getattr(rows.demand, "filing", None)
    if filing is not None and filing.filed_at is not None:
        yield Event(Step.DECIDED, filing.filed_at, _("Filed at the street"))
    for approval in rows.approvals:
        if approval.decided_at is not None:
            yield _approved(approval)
    yield from _published(rows)
    yield from _ended(rows)


def _proposed(rows: Rows) -> Iterator[Event]:
    demand = rows.demand
    if demand.proposed_at is None:
        return
    title = _("Proposed by residents") if demand.from_resident else _("Proposed by the community")
    words = _("%(households)s households and %(people)s people would be served.") % {
        "households": demand.households,
        "people": demand.people,
    }
    links = page(_("Demand"), "demands:detail", demand.number)
    yield Event(Step.PROPOSED, demand.proposed_at, title, words if demand.households else "", links)


def _deliberated(row: Deliberation) -> Event:
    count = row.participants
    words = ngettext("%(count)s person took part.", "%(count)s people took part.", count) % {"count": count}
    if row.in_favour is not None:
        words = _("%(count)s people took part, %(favour)s in favour.") % {"count": count, "favour": row.in_favour}
    return Event(Step.DELIBERATED, row.held_on, row.get_kind_display(), words)


def _met(row: ResidentMeeting) -> Event:
    body = row.body.get_kind_display()
    if row.present is None:
        words = _("%(count)s members are invited.") % {"count": row.invited}
        return Event(Step.DELIBERATED, row.held_at, _("%(body)s called") % {"body": body}, words)
    titles = {
        Outcome.RESOLVED: _("%(body)s: passed"),
        Outcome.VOTED_DOWN: _("%(body)s: voted down"),
        Outcome.NO_QUORUM: _("%(body)s: no quorum"),
    }
    title = titles[Outcome(row.outcome)] if row.outcome else _("%(body)s: waiting for countersignature")
    bad = row.outcome in (Outcome.VOTED_DOWN, Outcome.NO_QUORUM)
    return Event(Step.DECIDED, row.held_at, title % {"body": body}, VOTES % asdict(row.tally), bad=bad)


def _posted(rows: Rows) -> Iterator[Event]:
    demand = rows.demand
    if demand.publicity_ends_at is None or demand.decided_at is None:
        return
    days = demand.rule_set.rules.decision.resolution_publicity_days
    title = ngettext("Resolution posted for %(days)s day", "Resolution posted for %(days)s days", days)
    yield Event(Step.DECIDED, demand.decided_at, title % {"days": days})


def _approved(row: Approval) -> Event:
    title = f"{row.get_level_display()}: {row.get_decision_display()}"
    words = _("Submitted on %(day)s, due on %(due)s.") % {
        "day": day(day_of(row.submitted_at), year=False),
        "due": day(row.due_on, year=False),
    }
    refused = row.decision in (Approval.Decision.RETURNED, Approval.Decision.REJECTED)
    return Event(Step.DECIDED, row.decided_at or row.submitted_at, title, row.reason if refused else words, bad=refused)


def _published(rows: Rows) -> Iterator[Event]:
    demand = rows.demand
    if demand.published_at is not None:
        words = _("%(amount)s are set aside for it.") % {"amount": yuan(demand.budget)}
        yield Event(Step.CALL, demand.published_at, _("Demand published"), words)


def _ended(rows: Rows) -> Iterator[Event]:
    """Declined, rejected, withdrawn, not finished in its year."""
    demand = rows.demand
    if demand.state in ENDED and demand.state not in (State.CLOSED, State.VOTED_DOWN):
        yield Event(demand.step, demand.state_since, demand.get_state_display(), demand.public_reason, bad=True)
