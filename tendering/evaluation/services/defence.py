"""The session in which bidders present their plans: scheduled, drawn, closed (domain 2.5, 3.4).

Sheets are signed once it is closed; what happens meanwhile stands in `presenting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Model
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.rulebook.queries import work_calendar
from tendering.bids.services.telling import bidder_people
from tendering.evaluation import permissions
from tendering.evaluation.models import DefenceSession, DefenceSlot, Draw, Panel
from tendering.evaluation.queries import bids
from tendering.evaluation.queries.defence import as_slots, awaits_defence, slots_of
from tendering.evaluation.rules import defence as rules
from tendering.evaluation.rules.defence import SessionState, SlotState
from tendering.evaluation.rules.states import BEFORE_RANKING
from tendering.evaluation.services import drawing
from tendering.evaluation.services.states import locked, locked_together, tell_members

LONGEST = {"place": 200, "speakers": 200, "question": 2000, "answer": 4000, "reason": 2000}


@transaction.atomic
def schedule(*, panel: Panel, by: Membership, place: str, starts_at: datetime) -> DefenceSession:
    """Set place and time, or change them before the order is drawn; bidders and members are told.

    With the first date the seed of the draw is committed to. Where the same people judge several lots each has a
    session of its own, one after the other.

    Raises:
        NotPermitted: `by` is not of the community, which holds the session.
        InvalidInput: `evaluation.defence_place`, `evaluation.defence_too_soon` before the notice of the rule set,
            `evaluation.defence_overlaps` the session of another lot that the same people judge.
        Refusal: `evaluation.no_defence`, `evaluation.defence_begun`, `evaluation.not_scoring`.
    """
    permissions.require_convener(by, panel.tender)
    panel, *beside = locked_together(panel)
    now, procedure = clock.read(), panel.tender.procedure
    if not panel.hears:
        raise Refusal("evaluation.no_defence")
    if panel.state not in BEFORE_RANKING:
        raise Refusal("evaluation.not_scoring")
    place = written(place, "place", "evaluation.defence_place")
    earliest = rules.earliest_day(day_of(now), procedure.defence_notice_working_days, work_calendar())
    if day_of(starts_at) < earliest:
        raise InvalidInput("evaluation.defence_too_soon", field="starts_at", earliest=earliest)
    _require_free(panel, beside, starts_at)
    session = DefenceSession.objects.filter(panel=panel).first()
    if session is None:
        session = _first(panel, by, place, starts_at, now)
    elif session.state == SessionState.SCHEDULED:
        session.place, session.starts_at = place, starts_at
        session.save(update_fields=["place", "starts_at"])
    else:
        raise Refusal("evaluation.defence_begun")
    note_act("scheduled", panel, by, place=place, starts_at=starts_at.isoformat())
    _tell_all(session, "evaluation.defence_scheduled")
    return session


def _require_free(panel: Panel, beside: Sequence[Panel], starts_at: datetime) -> None:
    """Nobody hears the bidders of two lots at the same time."""
    ends_at = rules.over_at(starts_at, panel.tender.procedure.defence_minutes, bids.competing(panel).count())
    others = DefenceSession.objects.filter(panel__in=beside).exclude(state=SessionState.CLOSED)
    for other in others.annotate(bidders=Count("slots")).select_related("panel__tender").order_by("starts_at", "pk"):
        other_ends_at = rules.over_at(other.starts_at, other.minutes, other.bidders)
        if starts_at < other_ends_at and other.starts_at < ends_at:
            values = {"lot": other.panel.tender.lot or 0, "starts_at": other.starts_at, "ends_at": other_ends_at}
            raise InvalidInput("evaluation.defence_overlaps", field="starts_at", **values)


def _first(panel: Panel, by: Membership, place: str, starts_at: datetime, now: datetime) -> DefenceSession:
    session = DefenceSession.objects.create(
        panel=panel,
        place=place,
        starts_at=starts_at,
        minutes=panel.tender.procedure.defence_minutes,
        draw=drawing.commit(panel, Draw.Purpose.DEFENCE.value, by=by, now=now),
        scheduled_by_id=by.user_id,
        scheduled_at=now,
    )
    DefenceSlot.objects.bulk_create(DefenceSlot(session=session, bid=bid) for bid in bids.competing(panel))
    return session


@transaction.atomic
def draw_order(*, panel: Panel, by: Membership) -> DefenceSession:
    """Draw who presents first, second and so on: the lot of docs/draws.md over the keys of the bids.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: `evaluation.no_defence_yet`, `evaluation.defence_begun`.
    """
    permissions.require_convener(by, panel.tender)
    session = locked_session(panel)
    if session.state != SessionState.SCHEDULED:
        raise Refusal("evaluation.defence_begun")
    slots = {str(slot.bid_id): slot for slot in slots_of(session)}
    order = drawing.hold(session.draw, list(slots), by=by, now=clock.read())
    for position, key in enumerate(order, 1):
        slots[key].position = position
        slots[key].save(update_fields=["position"])
    session.state = SessionState.DRAWN
    session.save(update_fields=["state"])
    note_act("drawn", session.panel, by, count=str(len(order)))
    _tell_all(session, "evaluation.defence_drawn")
    return session


@transaction.atomic
def confirm_coming(*, slot: DefenceSlot, by: Membership, speakers: str) -> DefenceSlot:
    """The bidder says that it comes, and who speaks; may be said anew until its time begins.

    Raises:
        NotPermitted: `by` does not act for the bidder.
        InvalidInput: `evaluation.speakers_missing`.
        Refusal: `evaluation.defence_begun`.
    """
    permissions.require_presenter(by, slot)
    session = locked_session(slot.session.panel)
    slot = fresh(slot)
    if slot.state != SlotState.WAITING or session.state == SessionState.CLOSED:
        raise Refusal("evaluation.defence_begun")
    slot.speakers = written(speakers, "speakers", "evaluation.speakers_missing")
    slot.confirmed_at = clock.read()
    slot.save(update_fields=["speakers", "confirmed_at"])
    note_act("confirmed", session.panel, by, bidder=name_of(slot))
    return slot


@transaction.atomic
def close(*, panel: Panel, by: Membership) -> DefenceSession:
    """Close the session once everybody has spoken or was missed; from now on sheets are signed.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: `evaluation.no_defence_yet`, `evaluation.defence_not_drawn`, `evaluation.defence_unfinished`.
    """
    permissions.require_convener(by, panel.tender)
    session = locked_session(panel)
    if session.state != SessionState.DRAWN:
        raise Refusal("evaluation.defence_not_drawn")
    if not rules.may_close(as_slots(slots_of(session))):
        raise Refusal("evaluation.defence_unfinished")
    session.state, session.closed_at, session.closed_by_id = SessionState.CLOSED, clock.read(), by.user_id
    session.save(update_fields=["state", "closed_at", "closed_by"])
    note_act("closed", session.panel, by)
    tell_members([session.panel], "evaluation.defence_closed")
    return session


def require_over(panel: Panel) -> None:
    """What members think of a plan counts once they have heard everybody.

    Raises:
        Refusal: `evaluation.defence_first`.
    """
    if awaits_defence(panel):
        raise Refusal("evaluation.defence_first")


def locked_session(panel: Panel) -> DefenceSession:
    """The session, read behind the call's lock."""
    panel = locked(panel)
    session = DefenceSession.objects.select_related("draw").filter(panel=panel).first()
    if session is None:
        raise Refusal("evaluation.no_defence_yet")
    session.panel = panel
    session.draw.panel = panel
    return session


def fresh(slot: DefenceSlot) -> DefenceSlot:
    """The slot as the database has it, behind the lock."""
    return DefenceSlot.objects.select_related("bid__provider__organisation").get(pk=slot.pk)


def written(text: str, field: str, code: str) -> str:
    """What was written, without blanks around it; empty or too long is refused."""
    if not text.strip() or len(text) > LONGEST[field]:
        raise InvalidInput(code, field=field)
    return text.strip()


def name_of(slot: DefenceSlot) -> str:
    """The bidder's."""
    return slot.bid.bidder


def note_act(act: str, panel: Panel, by: Membership, *, reason: str = "", **parameters: str) -> None:
    """What concerns the whole session also stands in the call's story, without a name; the rest in the panel's."""
    about: Sequence[Model] = () if "bidder" in parameters else (panel.tender, panel.tender.demand)
    record(act=f"evaluation.defence.{act}", target=panel, by=by, reason=reason, parameters={**parameters}, about=about)


def _tell_all(session: DefenceSession, kind: str) -> None:
    """Members at the evaluation, each bidder on a page of its own."""
    panel = session.panel
    tell_members([panel], kind)
    for slot in slots_of(session):
        notify(
            kind=kind,
            recipients=bidder_people(slot.bid),
            url=reverse("evaluation:own_defence", args=[panel.tender.number]),
            parameters={"title": panel.tender.demand.title, "number": panel.tender.number},
        )
