"""Duties and messages of this stage."""

from django.utils.translation import gettext_lazy as _

from marketplace.notifications.kinds import Kind
from marketplace.ui.duties import DutyWords

DUTIES = {
    "contracts.draft": DutyWords(_("Draft the contract"), _("Draft it")),
    "contracts.sign": DutyWords(_("Sign the contract"), _("Sign")),
    "contracts.start": DutyWords(_("Begin the work"), _("Begin")),
    "contracts.report": DutyWords(_("Report a milestone"), _("Report"), "%(milestone)s"),
    "contracts.verify": DutyWords(_("Verify a milestone"), _("Look"), "%(milestone)s"),
    "contracts.ask_acceptance": DutyWords(_("Ask for acceptance"), _("Apply")),
    "contracts.call_team": DutyWords(_("Call the acceptance team"), _("Convene")),
    "contracts.call_anew": DutyWords(_("Call another acceptance team: a member is lost"), _("Call anew")),
    "contracts.opinion": DutyWords(_("Give your opinion on an acceptance"), _("Inspect")),
    "contracts.conclude": DutyWords(_("Write the acceptance report"), _("Write")),
    "contracts.agree": DutyWords(_("Agree to an amendment, or not"), _("Look")),
    "contracts.approve_amendment": DutyWords(_("Approve an amendment"), _("Look")),
    "contracts.ask_payment": DutyWords(_("Ask for a payment"), _("Apply")),
    "contracts.check_payment": DutyWords(_("Check a payment"), _("Check")),
    "contracts.approve_payment": DutyWords(_("Approve a payment"), _("Approve")),
    "contracts.pay": DutyWords(_("Pay, and record it"), _("Pay")),
    "contracts.let_go_on": DutyWords(_("A payment waits for your finding to be answered"), _("View")),
    "contracts.terminate": DutyWords(_("Decide after a failed acceptance"), _("Decide")),
    "contracts.close": DutyWords(_("Close the contract"), _("Close the contract")),
}
KINDS = {
    "contracts.to_sign": Kind(_("Contract to sign: %(title)s"), _("Read %(number)s and sign it for your side.")),
    "contracts.concluded": Kind(
        _("Contract signed: %(title)s"), _("%(number)s is published and filed; the saving is back on the account.")
    ),
    "contracts.milestone_reported": Kind(
        _("Milestone reported: %(title)s"), _("%(milestone)s waits for your verification.")
    ),
    "contracts.milestone_verified": Kind(_("Milestone verified: %(title)s"), _("%(milestone)s is public now.")),
    "contracts.milestone_returned": Kind(_("Milestone returned: %(title)s"), _("%(milestone)s: %(reason)s")),
    "contracts.amendment_to_agree": Kind(_("Amendment asked for: %(title)s"), _("Your side agrees or rejects it.")),
    "contracts.amendment_to_approve": Kind(_("Amendment to approve: %(title)s"), _("Both sides have agreed.")),
    "contracts.amendment_in_force": Kind(_("Amendment in force: %(title)s"), _("%(number)s has changed.")),
    "contracts.amendment_rejected": Kind(_("Amendment rejected: %(title)s"), _("Reason: %(reason)s")),
    "contracts.acceptance_to_call": Kind(_("Acceptance asked for: %(title)s"), _("Call the team together.")),
    "contracts.team_called": Kind(_("You sit on an acceptance team: %(title)s"), _("Inspect it at the hour named.")),
    "contracts.accepted": Kind(_("Acceptance report: %(title)s"), _("The team's report on %(number)s is public.")),
    "contracts.payment_to_check": Kind(_("Payment to check: %(title)s"), _("An invoice waits for your check.")),
    "contracts.payment_to_approve": Kind(_("Payment to approve: %(title)s"), _("The community has checked it.")),
    "contracts.payment_to_pay": Kind(_("Payment to make: %(title)s"), _("It is approved.")),
    "contracts.paid": Kind(_("Paid: %(title)s"), _("A stage of %(number)s was paid.")),
    "contracts.payment_rejected": Kind(_("Payment request sent back: %(title)s"), _("Reason: %(reason)s")),
    "contracts.payment_withheld": Kind(_("Payment withheld: %(title)s"), _("Reason: %(reason)s")),
    "contracts.stop_ended": Kind(
        _("Contract terminated, and your stop has ended: %(title)s"),
        _("The payment request you withheld has ended with the contract. Reason: %(reason)s"),
    ),
    "contracts.settlement_waits": Kind(
        _("A settlement waits for you: %(title)s"),
        _("The year is over. Contract %(number)s is settled once you let the payment go on that you withheld."),
    ),
    "contracts.payment_reversed": Kind(_("Payment reversed: %(title)s"), _("Reason: %(reason)s")),
    "contracts.payment_late": Kind(_("Payment late: %(title)s"), _("Its day has passed.")),
    "contracts.suspended": Kind(_("Contract suspended: %(title)s"), _("Reason: %(reason)s")),
    "contracts.resumed": Kind(_("Contract resumed: %(title)s"), _("Reason: %(reason)s")),
    "contracts.rest_to_let": Kind(
        _("The rest may be let anew: %(title)s"), _("Contract %(number)s has ended; its rest stays set aside.")
    ),
    "contracts.terminated": Kind(_("Contract terminated: %(title)s"), _("Reason: %(reason)s")),
    "contracts.completed": Kind(_("Contract completed: %(title)s"), _("%(number)s is paid, judged and closed.")),
}
