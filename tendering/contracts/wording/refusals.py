"""What a refusal of this stage says, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words

_CONTRACT = _("A contract follows the award, its sum and its call")
_SIGNING = _("Both sides sign, each once; with the second signature the money moves")
_DELIVERY = _("Milestones are reported by the contractor and verified by the community")
_AMENDMENT = _("Procurement Law, article 49: supplements come to at most a tenth of the contract")
_TEAM = _("An odd team with somebody of the trade or a department, without buyer and finance")
_PAYMENT = _("Asked for, checked, approved and paid by four different people")
_CONDITION = _("Each stage of payment has its condition; the last one waits for the residents")
_ENDING = _("A contract that ends early is settled")
_PUBLICITY = _("Channel, period and content of what is made public")
_LOOK = _("Look at the contract's page; it shows what is open to you.")
_MEND = _("Correct the field and send it again.")

_SIGNATURES = {
    "contracts.award_not_lettered": Words(
        _("There is no award letter in force, or the contract is drafted already."), _CONTRACT, _LOOK
    ),
    "contracts.terms_missing": Words(_("The contract says nothing about what is delivered."), _CONTRACT, _MEND),
    "contracts.period_reversed": Words(_("The period ends before it begins."), _CONTRACT, _MEND),
    "contracts.period_past_year": Words(
        _("The work must end by %(last)s."), _("A project is finished in its year"), _MEND
    ),
    "contracts.milestones_number": Words(_("A contract has two to %(most)s milestones."), _DELIVERY, _MEND),
    "contracts.one_midterm": Words(
        _("Exactly one milestone is the mid-term, and never the last one."), _DELIVERY, _MEND
    ),
    "contracts.milestone_title": Words(_("A milestone has a name and a day."), _DELIVERY, _MEND),
    "contracts.milestone_days": Words(
        _("The days of the milestones follow each other inside the period."), _DELIVERY, _MEND
    ),
    "contracts.not_drafting": Words(
        _("Somebody has signed; the text stands."), _SIGNING, _("Ask for an amendment once the contract runs.")
    ),
    "contracts.not_signable": Words(_("The contract is not open for signing."), _SIGNING, _LOOK),
    "contracts.contractor_signs": Words(
        _("The contractor signs for itself; you hand in the paper of the purchaser."),
        _SIGNING,
        _("Wait for the contractor to sign, on the portal or with a scan of its own."),
    ),
    "contracts.members_sign": Words(
        _("Each member of the consortium signs for itself."), _SIGNING, _("Wait for the members' own signatures.")
    ),
    "contracts.signed_already": Words(_("This side has signed."), _SIGNING, _LOOK),
    "contracts.other_side": Words(
        _("You hand in the paper of your own side only."), _SIGNING, _("Choose your own side.")
    ),
    "contracts.one_hand": Words(
        _("You entered the other side's signature; nobody concludes a contract alone."),
        _SIGNING,
        _("Ask a colleague, or the other side, to sign."),
    ),
    "contracts.not_contractor": Words(_("This is for the contractor to do."), _DELIVERY, _LOOK),
    "contracts.not_your_act": Words(
        _("This is for other people to do: another place, another office, or the other side."),
        _("Contracts, milestones and payments: each step belongs to its own office and person"),
        _LOOK,
    ),
    "contracts.reason_missing": Words(_("A reason is due."), _ENDING, _MEND),
    "contracts.begun": Words(
        _("Work or a payment has begun meanwhile; the contract is not revoked any more."),
        _("Decree 94, article 32: only a contract that has not begun is revoked"),
        _("Choose another outcome."),
    ),
}
_WORK = {
    "contracts.too_early": Words(_("The work begins on %(first)s."), _DELIVERY, _("Wait for the day.")),
    "contracts.not_running": Words(_("The contract is not in delivery (%(state)s)."), _DELIVERY, _LOOK),
    "contracts.report_empty": Words(_("The report says nothing."), _DELIVERY, _MEND),
    "contracts.photo_missing": Words(
        _("A picture of the result is missing."), _("Progress is public with photos"), _("Add at least one.")
    ),
    "contracts.spent_too_much": Words(
        _("%(spent)s is more than the %(left)s that the contract leaves."), _DELIVERY, _MEND
    ),
    "contracts.amendment_open": Words(
        _("Another amendment is open."), _AMENDMENT, _("Have it approved or rejected first.")
    ),
    "contracts.amendment_text": Words(_("Say what changes, and why."), _AMENDMENT, _MEND),
    "contracts.amendment_nothing": Words(_("Neither the sum nor the period changes."), _AMENDMENT, _MEND),
    "contracts.amendment_too_large": Words(
        _("%(amount)s is too much: of the %(cap)s for all amendments %(left)s are left."), _AMENDMENT, _MEND
    ),
    "contracts.below_paid": Words(
        _("The new sum of %(total)s is below the %(fixed)s that are paid or under way."), _AMENDMENT, _MEND
    ),
    "contracts.other_side_agrees": Words(
        _("Your side asked for it; the other side agrees."), _AMENDMENT, _("Wait for the other side.")
    ),
    "contracts.amendment_with_office": Words(
        _("Both sides have agreed; the office decides."), _AMENDMENT, _("Wait for the office.")
    ),
}
_ACCEPTANCE = {
    "contracts.statement_missing": Words(_("Say in short what was delivered."), _TEAM, _MEND),
    "contracts.milestones_open": Words(
        _("%(count)s milestones are not verified yet."), _DELIVERY, _("Report them and have them verified.")
    ),
    "contracts.acceptance_open": Words(_("Acceptance is asked for, or passed, or failed."), _TEAM, _LOOK),
    "contracts.team_size": Words(
        _("The team has %(number)s members; it takes an odd number, at least %(least)s."), _TEAM, _MEND
    ),
    "contracts.team_no_professional": Words(
        _("At least %(least)s member is of the trade or of a functional department."), _TEAM, _MEND
    ),
    "contracts.team_twice": Words(_("Somebody sits on the team twice."), _TEAM, _MEND),
    "contracts.team_buyer": Words(
        _("Whoever wrote the demand, ran the call or checked a payment does not accept."), _TEAM, _MEND
    ),
    "contracts.team_finance": Words(_("Nobody of finance sits on the team."), _TEAM, _MEND),
    "contracts.team_role": Words(_("A member does not hold the role of the seat in this place."), _TEAM, _MEND),
    "contracts.team_contractor": Words(_("Nobody of the contractor sits on the team."), _TEAM, _MEND),
    "contracts.team_signed": Words(
        _("Members have signed, and nobody who is missing keeps the team from a result; it stands."),
        _TEAM,
        _("Let the team finish."),
    ),
    "contracts.inspection_day": Words(
        _("The inspection lies between today and %(last)s."),
        _("The date is fixed within fifteen working days"),
        _MEND,
    ),
    "contracts.inspection_not_yet": Words(
        _("The inspection is at %(at)s."), _TEAM, _("Give your opinion from that hour on.")
    ),
    "contracts.opinion_given": Words(_("You have given your opinion."), _TEAM, _LOOK),
    "contracts.findings_missing": Words(_("Say what you found."), _TEAM, _MEND),
    "contracts.not_on_team": Words(_("You do not sit on this team."), _TEAM, _LOOK),
    "contracts.not_leader": Words(_("The leader of the team writes the report."), _TEAM, _("Ask the leader.")),
    "contracts.acceptance_closed": Words(_("The acceptance is not open (%(state)s)."), _TEAM, _LOOK),
    "contracts.opinions_missing": Words(_("%(count)s opinions are missing."), _TEAM, _("Wait for the members.")),
    "contracts.rectify_missing": Words(_("Say what is to be put right."), _TEAM, _MEND),
    "contracts.final_checkpoint": Words(
        _("The closing checkpoint of the leading group is not closed."),
        _("The leading group takes part in the closing acceptance of this tier"),
        _("Have it held and closed first."),
    ),
}
_MONEY = {
    "contracts.condition_open": Words(_("The stage's condition is not met yet."), _CONDITION, _LOOK),
    "contracts.stage_taken": Words(_("The stage is paid, or a payment of it is under way."), _PAYMENT, _LOOK),
    "contracts.later_stage_live": Words(
        _("A later stage is paid or under way."), _PAYMENT, _("Reverse or send back the later one first.")
    ),
    "contracts.payment_moved": Words(_("The payment has moved on meanwhile."), _PAYMENT, _("Look at it again.")),
    "contracts.invoice_number": Words(_("The invoice has no number."), _PAYMENT, _MEND),
    "contracts.invoice_future": Words(_("The invoice is of a day to come."), _PAYMENT, _MEND),
    "contracts.reference_missing": Words(_("The voucher number is missing."), _PAYMENT, _MEND),
    "contracts.others_stop": Words(
        _("Another office withheld this payment; it, or an office above it, lets it go on."),
        _PAYMENT,
        _("Answer that office's finding."),
    ),
    "contracts.own_step": Words(
        _("You, or the officer you stand in for, did an earlier step; this one is for somebody else."),
        _PAYMENT,
        _("Ask a colleague."),
    ),
    "contracts.checker_on_team": Words(
        _("You sit on the acceptance team; whoever accepts checks no payment."), _TEAM, _("Ask a colleague.")
    ),
    "contracts.stopped": Words(_("Nothing is paid now: the contract is %(state)s."), _PAYMENT, _LOOK),
    "contracts.year_over": Words(
        _("The year ended before the project did: only what was asked for in time is paid."),
        _PAYMENT,
        _("Wait for the settlement."),
    ),
    "contracts.stop_stands": Words(
        _("Another office withholds a payment of this contract; it, or an office above it, lets it go on first."),
        _ENDING,
        _("Answer that office's finding."),
    ),
    "contracts.settlement_range": Words(
        _("The settlement lies between %(least)s, which is paid, and %(most)s."), _ENDING, _MEND
    ),
    "contracts.not_unfinished": Words(_("The project is not marked unfinished."), _ENDING, _LOOK),
    "contracts.not_judged": Words(
        _("The residents have not judged it yet, or it is closed."), _CONDITION, _("Wait for their verdict.")
    ),
    "contracts.stages_open": Words(_("Not every stage is paid."), _PAYMENT, _("Ask for what is open.")),
    "contracts.content_unknown": Words(_("This content is not known."), _PUBLICITY, _MEND),
    "contracts.not_public": Words(_("The contract is not public yet."), _PUBLICITY, _LOOK),
}
REFUSALS = _SIGNATURES | _WORK | _ACCEPTANCE | _MONEY
