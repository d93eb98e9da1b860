"""What comes next in a call, who does it and until when: one sentence for everybody who reads its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from marketplace.ui import formats
from tendering.tenders.models import Tender
from tendering.tenders.queries.standing import is_awarded, latest_result
from tendering.tenders.rules.states import State


def what_comes(tender: Tender, days: Mapping[str, date]) -> str:
    """The sentence; empty where the page says it already, as of a suspension, or where nothing comes.

    Between the opening and the result it tells no more than the notice of the call: how far a panel is stays inside.

    Args:
        days: the days of the timetable by step; a step that has none is told without.
    """
    if tender.state == State.OPENED:
        return _opened(tender, days)
    told = {
        State.PREPARING: _("the community finishes the documents and hands them to a colleague for the check."),
        State.DOC_REVIEW: _("another person of the community checks the documents and announces the call."),
        State.ANNOUNCED: _("providers hand in sealed bids%(by)s; then two offices open them together."),
        State.CLOSED: _("two offices open the bids together%(by)s."),
        State.CONCLUDED: _("the contract is carried out; its page says what is due."),
    }
    step = {State.ANNOUNCED: "deadline", State.CLOSED: "opening"}
    state = State(tender.state)
    return told[state] % {"by": _by(days.get(step.get(state, "")))} if state in told else ""


def _opened(tender: Tender, days: Mapping[str, date]) -> str:
    if is_awarded(tender):
        return _("the community and the contractor sign the contract.")
    if latest_result(tender) is not None:
        return _(
            "after the publicity, with every objection answered, the offices of the procedure confirm the award; then"
            " the community sends the letters."
        )
    if not tender.procedure.competition:
        return _("the community proposes the award and publishes it.")
    text = _(
        "the community has the bids checked and the panel evaluate them%(by)s; then the community publishes who is"
        " proposed."
    )
    return text % {"by": _by(days.get("report"))}


def _by(day: date | None) -> str:
    return _(" by %(day)s") % {"day": formats.day(day)} if day else ""
