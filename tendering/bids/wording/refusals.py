"""What a refusal of this stage says, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words
from tendering.tenders.wording.prices import FIXED_PRICE_RULE

_SEALED = _("Bids stay sealed until the opening")
_DEADLINE = _("A bid is handed in, replaced and withdrawn before the deadline, by the platform's clock")
_WHO = _("Who may answer a call")
_WHOLE = _("What a bid holds")
_SUM = _("The quote is the sum of its lines and at most the ceiling")
_OPENING = _("Two officers of different offices open the bids after the deadline")
_QUALIFY = _(
    "Each office checks the qualification before the evaluation, with reasons; "
    "a bid fails only where every office says so"
)
_MEND = _("Correct the field and send it again.")
_LESS = _("Take something out.")

_CONTROL = _("Implementing Regulations of the Government Procurement Law, article 18")

REFUSALS = {
    "bids.same_control": Words(
        _("A rival has the same responsible person or controller: none of their bids passes."),
        _CONTROL,
        _("Find it not qualified on this ground. Where two people share a name, the district answers so first."),
    ),
    "bids.not_open": Words(_("The call takes no bids in its present state."), _DEADLINE, _("Look at the call.")),
    "bids.too_late": Words(
        _("The deadline has passed: %(deadline)s."), _DEADLINE, _("Nothing can be handed in, changed or withdrawn now.")
    ),
    "bids.no_draft": Words(
        _("There is no draft: it was submitted, given up, or never begun."),
        _SEALED,
        _("Begin a draft on the page of your bid."),
    ),
    "bids.nothing_sealed": Words(
        _("There is no sealed bid to withdraw."), _DEADLINE, _("Look at the page of your bid.")
    ),
    "bids.not_declared": Words(
        _("The declaration is part of the act."), _WHO, _("Read it and confirm it, if it is true.")
    ),
    "bids.no_such_file": Words(_("This file is not in the draft."), _WHOLE, _("Look at the list of files.")),
    "bids.price_missing": Words(_("The quote or its lines are missing."), _SUM, _MEND),
    "bids.does_not_add_up": Words(_("The lines add up to %(lines)s, the quote says %(total)s."), _SUM, _MEND),
    "bids.above_ceiling": Words(_("%(total)s is above the ceiling of %(ceiling)s."), _SUM, _("Lower the quote.")),
    "bids.not_the_fixed_price": Words(
        _("The quote says %(total)s, the call fixes the price at %(price)s."),
        FIXED_PRICE_RULE,
        _("Make the lines add up to the fixed price."),
    ),
    "bids.plan_missing": Words(_("The plan is missing."), _WHOLE, _("Write it under “Plan”.")),
    "bids.team_missing": Words(_("Nobody is named who does the work."), _WHOLE, _("Name at least the project lead.")),
    "bids.facts_missing": Words(
        _("Numbers that the scoring needs are missing."), _WHOLE, _("Enter them under “Facts”; zero is a number.")
    ),
    "bids.too_many_lines": Words(_("There are too many price lines."), _WHOLE, _("Join some of them.")),
    "bids.line_invalid": Words(_("A price line has a value out of range."), _WHOLE, _MEND),
    "bids.text_too_long": Words(_("A text is too long."), _WHOLE, _("Shorten it, or attach it as a file.")),
    "bids.too_many_members": Words(_("There are too many people in the team."), _WHOLE, _LESS),
    "bids.member_invalid": Words(_("A member of the team has no name or no duty."), _WHOLE, _MEND),
    "bids.fact_invalid": Words(_("A number is out of range."), _WHOLE, _MEND),
    "bids.too_many_files": Words(_("There are too many files."), _WHOLE, _LESS),
    "bids.files_too_large": Words(_("The files are too large together."), _WHOLE, _LESS),
    "bids.not_closed": Words(
        _("Only a call that has closed at its deadline is opened, and only once."), _OPENING, _("Look at the call.")
    ),
    "bids.no_lot_waits": Words(
        _("No lot of this joint call has closed and waits for you."), _OPENING, _("Look at the state of each lot.")
    ),
    "bids.no_lot_yours": Words(
        _("You are in the opening committee of no lot of this joint call."), _OPENING, _("Ask the office in charge.")
    ),
    "bids.opening_confirmed_already": Words(
        _("Your office has confirmed, or enough offices have."), _OPENING, _("Look at the opening's page.")
    ),
    "bids.opening_needs_another_person": Words(
        _("You, or whom you stand in for, confirmed for another office already."),
        _OPENING,
        _("Ask a colleague of this office."),
    ),
    "bids.not_to_qualify": Words(
        _("This bid is not open, was invalid at the opening, or your office has decided."),
        _QUALIFY,
        _("Look at the list."),
    ),
    "bids.not_checked": Words(
        _("The bids of this call cannot be checked anew."),
        _("Every bid is decided on first; after rounds of a consultation nobody is brought in."),
        _("Choose another outcome."),
    ),
    "bids.qualified_by_you": Words(
        _("You, or whom you stand in for, decided for another office already."),
        _QUALIFY,
        _("Ask a colleague of this office."),
    ),
    "bids.doubt_unanswered": Words(
        _("Another office doubts this bidder; say in writing why its doubt does not stand."), _QUALIFY, _MEND
    ),
    "bids.grounds_missing": Words(_("Choose at least one ground."), _QUALIFY, _MEND),
    "bids.reason_missing": Words(_("A reason in words is due; the bidder reads it."), _QUALIFY, _MEND),
}
