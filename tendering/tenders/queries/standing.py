"""Where a call stands, once later stages have told its notices of a result."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import State

TAGS = {
    State.ANNOUNCED: "open",
    State.CLOSED: "review",
    State.OPENED: "review",
    State.FAILED: "fail",
    State.SUSPENDED: "late",
}


def latest_result(tender: Tender) -> Notice | None:
    """The notice of the award that stands proposed, with its ranking; None before, and once it fell."""
    last = _last(tender, Notice.Kind.RESULT, Notice.Kind.AWARD_FELL)
    return last if last is not None and last.kind == Notice.Kind.RESULT else None


def is_awarded(tender: Tender) -> bool:
    """Whether the proposed award was confirmed and stands."""
    last = _last(tender, Notice.Kind.RESULT, Notice.Kind.AWARD, Notice.Kind.AWARD_FELL)
    return last is not None and last.kind == Notice.Kind.AWARD


def standing(tender: Tender) -> tuple[str | Promise, str]:
    """The state in words and the colour of its tag; once a result is out its notice knows more than the state."""
    if tender.state == State.OPENED and latest_result(tender) is not None:
        return (_("Awarded"), "open") if is_awarded(tender) else (_("Result published"), "public")
    if tender.state == State.OPENED and not tender.procedure.competition:
        return _("Announced"), TAGS[State.OPENED]  # nothing was sealed that could be opened
    return tender.get_state_display(), TAGS.get(State(tender.state), "")


def _last(tender: Tender, *kinds: Notice.Kind) -> Notice | None:
    return max((row for row in tender.notices.all() if row.kind in kinds), key=lambda row: row.number, default=None)
