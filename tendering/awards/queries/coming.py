"""What comes next for an award, who does it and until when: one sentence for everybody who reads its page."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from marketplace.ui import formats
from tendering.awards.models import Award, Confirmation
from tendering.awards.models.award import OfficeChoice
from tendering.awards.permissions import overseer_of
from tendering.awards.rules.states import State


def what_comes(award: Award, given: Collection[Confirmation]) -> str:
    """The sentence; an award that fell says why it did, and its call what follows.

    Args:
        given: its confirmations so far.
    """
    state = State(award.state)
    if state is State.PUBLICITY and not award.publicity_is_over and award.publicity_ends_at is not None:
        text = _("objections may be filed until %(day)s; then %(offices)s confirm in this order.")
        return text % {"day": formats.due(award.publicity_ends_at), "offices": _offices(award, given)}
    if state in (State.PUBLICITY, State.CONFIRMABLE):
        return _("to be confirmed by: %(offices)s.") % {"offices": _offices(award, given)}
    if state is State.LETTERED and award.purchaser_late_at is not None:
        text = _(
            "the days for signing passed without the purchaser's part; %(office)s sets new days or annuls the award."
        )
        return text % {"office": dict(OfficeChoice.choices)[overseer_of(award.tender.tier).value]}
    if state is State.LETTERED and award.sign_by_at is not None:
        return _("the community and the contractor sign the contract by %(day)s.") % {
            "day": formats.due(award.sign_by_at)
        }
    told = {
        State.PROPOSED: _("the community publishes the proposed award."),
        State.OBJECTION_HOLD: _("the objection is answered; then the publicity runs on."),
        State.AWARDED: _("the community sends the letters; from then on run the days for signing."),
        State.CONCLUDED: _("the contractor delivers; the page of the contract says what is due."),
    }
    return told.get(state, "")


def _offices(award: Award, given: Collection[Confirmation]) -> str:
    """Those of the procedure that have not confirmed yet, in order."""
    names, done = dict(OfficeChoice.choices), {row.office for row in given}
    left = [office for office in award.tender.procedure.confirmed_by if office.value not in done]
    return _(", ").join(str(names[office.value]) for office in left)
