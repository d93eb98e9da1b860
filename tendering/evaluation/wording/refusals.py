"""Words of this stage's refusals: what, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words

_PANEL = _("The panel is made up as the call's rules say")
_AVOIDANCE = _("Avoidance: Government Procurement Law art. 12, Implementing Regulations art. 9")
_DRAWN = _("Who was drawn stays, but for a ground on record that an office apart from the buyer confirms")
_STEPS = _("An evaluation goes step by step")
_SHEETS = _("Every member gives points alone and signs once")
_PAPER = _("A sheet on paper is entered by one person and compared by another, one of them from outside of the buyer")
_LOW = _("A clearly low quote is explained in writing, or the bid is invalid (Decree 87 art. 60)")
_WORK = _("Experts' work is judged by office and observers; points and line by the rule set (example)")
_ROUNDS = _("Rounds and final quotes come before the scoring")
_LOOK = _("Look at the evaluation's page; it shows what comes next.")
_MEND = _("Mend it and send it again.")
_OTHER = _("Choose somebody else.")
_RECUSE = _("Recuse; the next in the draw takes the seat.")

REFUSALS = {
    "evaluation.no_seat": Words(
        _("You hold no seat on this panel in the role you act in."),
        _PANEL,
        _("If you do sit on it, switch to the role you were seated in."),
    ),
    "evaluation.observer": Words(_("Observers watch; they do not judge."), _PANEL, _LOOK),
    "evaluation.declaration_due": Words(
        _("Your declaration of no conflict is due first."), _AVOIDANCE, _("Sign it, or recuse.")
    ),
    "evaluation.sealed": Words(
        _("The evaluation is closed to you until its result is published."),
        _("Points and members stay sealed until the award's publicity"),
        _("Come back when the proposed award is published."),
    ),
    "evaluation.not_opened": Words(_("The call is not open for evaluation: %(state)s."), _STEPS, _LOOK),
    "evaluation.convened_already": Words(_("The panel is convened already."), _STEPS, _LOOK),
    "evaluation.lots_missing": Words(
        _("One panel in common needs at least %(least)s lots."), _PANEL, _("Choose them, or convene each by itself.")
    ),
    "evaluation.not_of_the_joint_call": Words(
        _("%(number)s is no lot of this joint call."), _PANEL, _("Choose among its lots.")
    ),
    "evaluation.no_competition": Words(
        _("A call without competition has no panel."), _STEPS, _("Propose the award from the offer.")
    ),
    "evaluation.not_qualified": Words(
        _("Not every bid has been through the qualification check."), _STEPS, _("Finish the check first.")
    ),
    "evaluation.no_valid_bid": Words(_("No valid bid is left."), _STEPS, _("Let the call end and relaunch it.")),
    "evaluation.too_few_candidates": Words(
        _("%(found)s people without a conflict are left for %(needed)s seats (%(capacity)s)."),
        _PANEL,
        _("Have further representatives or experts entered, then try again."),
    ),
    "evaluation.wrong_number": Words(
        _("The community names %(needed)s members; %(named)s are named."),
        _PANEL,
        _("Choose as many as there are seats."),
    ),
    "evaluation.not_of_the_community": Words(_("%(name)s does not work for this community now."), _PANEL, _OTHER),
    "evaluation.substitute": Words(_("%(name)s stands in for somebody; a seat is personal."), _PANEL, _OTHER),
    "evaluation.names_oneself": Words(
        _("Whoever convenes the panel does not name oneself."),
        _("Separation of duties: who chairs the logistics does not judge"),
        _("Choose a colleague, or let a colleague convene."),
    ),
    "evaluation.sat_before": Words(_("%(name)s has sat on this panel before."), _PANEL, _OTHER),
    "evaluation.observer_twice": Words(_("Somebody is named twice as an observer."), _PANEL, _MEND),
    "evaluation.not_an_observer": Words(_("%(name)s is of no office that watches this call."), _PANEL, _OTHER),
    "evaluation.complete_already": Words(_("No seat is empty."), _STEPS, _LOOK),
    "evaluation.conflict.bidder_member": Words(
        _("%(name)s acts, or acted within three years, for %(bidder)s."), _AVOIDANCE, _RECUSE
    ),
    "evaluation.conflict.bidder_employer": Words(
        _("%(name)s is employed by %(bidder)s, or was within three years."), _AVOIDANCE, _RECUSE
    ),
    "evaluation.conflict.one_head": Words(
        _("The employer of %(name)s and %(bidder)s have one head."), _AVOIDANCE, _RECUSE
    ),
    "evaluation.conflict.bidder_tie": Words(
        _("A relation of %(name)s to %(bidder)s stands in the expert pool."), _AVOIDANCE, _RECUSE
    ),
    "evaluation.conflict.assessor": Words(
        _("%(name)s assessed %(bidder)s a short time ago."),
        _("Separation of duties: who assessed a provider does not judge it for the days of the rule set (example)"),
        _RECUSE,
    ),
    "evaluation.conflict.former_member": Words(
        _("%(name)s judged these bids on a panel that was set aside."),
        _("Decree 87 art. 67: the evaluation is done anew by others"),
        _OTHER,
    ),
    "evaluation.rechecked_already": Words(
        _("The same panel has checked its result once."),
        _("Decree 87, articles 64 and 67"),
        _("Where it is still wrong, an upheld objection or challenge has another panel judge anew."),
    ),
    "evaluation.panel_gone": Words(
        _("Member %(number)s no longer holds the role the seat was held in: the same panel cannot meet."),
        _("Decree 87, article 64: the original panel"),
        _("Have another panel judge anew, where an objection or a challenge is upheld."),
    ),
    "evaluation.superseded": Words(
        _("This panel was set aside; another one evaluates the bids."), _STEPS, _("Go to the panel that counts.")
    ),
    "evaluation.nothing_to_redo": Words(_("No panel has signed a report that could be set aside."), _STEPS, _LOOK),
    "evaluation.conflict.planner": Words(
        _("%(name)s plans for this community."), _("Avoidance: who designs a project does not judge it"), _RECUSE
    ),
    "evaluation.conflict.of_the_plan": Words(
        _("%(name)s belongs to %(bidder)s, or did within three years, and it planned this project."),
        _("Avoidance: who designs a project does not judge it"),
        _RECUSE,
    ),
    "evaluation.conflict.bidder_responsible": Words(
        _("%(name)s has the name of the head of %(bidder)s."), _AVOIDANCE, _RECUSE
    ),
    "evaluation.conflict.finance": Words(
        _("%(name)s keeps the money of this community."),
        _("Separation of duties: community finance does not judge"),
        _RECUSE,
    ),
    "evaluation.statement_missing": Words(
        _("Every statement has to be declared."), _AVOIDANCE, _("If one is not true, recuse.")
    ),
    "evaluation.declared_already": Words(_("You have declared, or the bids are ranked already."), _STEPS, _LOOK),
    "evaluation.invitation_over": Words(
        _("The invitation could be answered until %(due_at)s."),
        _("The rule set says how long an invitation stands (example)"),
        _("The next in the draw follows."),
    ),
    "evaluation.session_over": Words(_("The session is over; its attendance stands."), _STEPS, _LOOK),
    "evaluation.attendance_missing": Words(_("Say of every member whether it came."), _STEPS, _MEND),
    "evaluation.no_side": Words(
        _("Only the community that held the session and observers of this panel judge experts' work."), _WORK, _LOOK
    ),
    "evaluation.not_signed_yet": Words(
        _("Experts' work is judged once the report is signed."), _WORK, _("Come back then.")
    ),
    "evaluation.no_expert": Words(_("Only experts who sat to the end are judged."), _WORK, _LOOK),
    "evaluation.other_side_by_you": Words(
        _("You have given the other side's points; somebody else gives these."), _WORK, _LOOK
    ),
    "evaluation.marked_already": Words(_("Your side has given its points already."), _WORK, _LOOK),
    "evaluation.work_points_missing": Words(_("These points are missing."), _WORK, _MEND),
    "evaluation.work_points_outside": Words(_("At most %(maximum)s points are given here."), _WORK, _MEND),
    "evaluation.remark_missing": Words(_("Say what the points rest on."), _WORK, _MEND),
    "evaluation.relation_missing": Words(_("Choose the relation."), _AVOIDANCE, _MEND),
    "evaluation.reason_missing": Words(_("A reason is due."), _STEPS, _MEND),
    "evaluation.ranked_already": Words(_("The bids are ranked already."), _STEPS, _LOOK),
    "evaluation.seat_left": Words(_("This seat has been left."), _STEPS, _LOOK),
    "evaluation.sheet_stands": Words(
        _("This member has signed a sheet; nobody takes its points away."), _SHEETS, _LOOK
    ),
    "evaluation.no_ground": Words(
        _("Nothing on record speaks for replacing this member, who was drawn by lot."),
        _DRAWN,
        _("Wait for the answer, or have the absence written down first."),
    ),
    "evaluation.role_of_a_draw": Words(
        _("%(person)s stands in the draw for the panel of %(number)s: the buyer ends no such role."),
        _DRAWN,
        _("Ask the district: the office above ends it where the person cannot go on."),
    ),
    "evaluation.confirms_own_work": Words(
        _("Whoever works for the community, convened the panel, judges on it or noted the absence does not confirm."),
        _DRAWN,
        _("Somebody else of the supervision committee or the street does it."),
    ),
    "evaluation.rounds_open": Words(
        _("The rounds of the consultation are not over: plan and price may still change."),
        _ROUNDS,
        _("Wait for the opening of the final quotes."),
    ),
    "evaluation.panel_incomplete": Words(
        _("Rounds are held before a panel that is complete and has declared."),
        _ROUNDS,
        _("Look at who has not declared yet."),
    ),
    "evaluation.not_scoring": Words(_("The evaluation is not at this step."), _STEPS, _LOOK),
    "evaluation.no_sheets": Words(_("This call is decided by the lowest quote; nobody gives points."), _SHEETS, _LOOK),
    "evaluation.signed_already": Words(_("The sheet is signed."), _SHEETS, _LOOK),
    "evaluation.judges_themselves": Words(
        _("Whoever judges on this panel does not handle the sheets of others."),
        _PAPER,
        _("Leave it to a colleague or to the supervision committee."),
    ),
    "evaluation.decides_on_themselves": Words(
        _("Whoever sat on this panel, watched it or convened it does not set its ranking aside."),
        _AVOIDANCE,
        _("Leave it to a colleague of your office."),
    ),
    "evaluation.nothing_to_print": Words(_("Every member has begun on the portal or has a paper."), _PAPER, _LOOK),
    "evaluation.scan_missing": Words(_("The scan of the signed sheet is missing."), _PAPER, _("Attach it.")),
    "evaluation.paper_elsewhere": Words(_("This paper is not at this step: %(state)s."), _PAPER, _LOOK),
    "evaluation.own_entry": Words(
        _("You entered this sheet; somebody else compares."), _PAPER, _("Leave it to another person.")
    ),
    "evaluation.both_of_the_buyer": Words(
        _("Somebody of the community entered this sheet; somebody outside of it compares."),
        _PAPER,
        _("The supervision committee or the street does it."),
    ),
    "evaluation.entries_differ": Words(
        _("The first entry says %(first)s, you typed %(second)s."),
        _PAPER,
        _("Look at the paper: mend your entry, or send the first one back."),
    ),
    "evaluation.on_paper": Words(_("This sheet is being entered from paper."), _PAPER, _LOOK),
    "evaluation.no_such_cell": Words(
        _("There is nothing to give points for here: the bid does not compete, or the line is not judged by members."),
        _SHEETS,
        _("Load the sheet again."),
    ),
    "evaluation.points_missing": Words(_("These points are missing."), _SHEETS, _("Fill in every cell.")),
    "evaluation.points_unreadable": Words(
        _("Points are a number with at most two decimals."), _SHEETS, _("For example 28 or 22.5.")
    ),
    "evaluation.points_outside": Words(_("%(points)s is more than the maximum of %(maximum)s."), _SHEETS, _MEND),
    "evaluation.no_deviation": Words(_("There is nothing to explain, or something else."), _SHEETS, _LOOK),
    "evaluation.sheets_missing": Words(
        _("Somebody has not signed the sheet yet."), _SHEETS, _("Wait for the last signature.")
    ),
    "evaluation.deviation_unexplained": Words(
        _("A member's points lie far from the mean, and the reason is missing."),
        _("Far from the mean only with a written reason"),
        _("The member gives the reason on the evaluation's page."),
    ),
    "evaluation.question_missing": Words(_("The question is empty."), _LOW, _MEND),
    "evaluation.quote_not_low": Words(_("This quote is not clearly low."), _LOW, _LOOK),
    "evaluation.asked_already": Words(_("This bidder has been asked already."), _LOW, _LOOK),
    "evaluation.answer_missing": Words(_("The explanation is empty."), _LOW, _MEND),
    "evaluation.answer_closed": Words(
        _("The explanation is in, or the time for it is over."), _LOW, _("Look at the call's page.")
    ),
    "evaluation.own_query": Words(
        _("You asked; another member decides."),
        _("Separation of duties: two acts, two people"),
        _("Leave it to another member."),
    ),
    "evaluation.decided_already": Words(_("This is decided already."), _LOW, _LOOK),
    "evaluation.answer_awaited": Words(
        _("The bidder may still answer until %(due_at)s."), _LOW, _("Wait for the answer or for its last day.")
    ),
    "evaluation.nothing_to_accept": Words(_("Nothing was explained; there is nothing to accept."), _LOW, _MEND),
    "evaluation.low_quote_open": Words(
        _("A clearly low quote is not decided yet."), _LOW, _("Ask the bidder, or decide on its answer.")
    ),
    "evaluation.not_ranked": Words(_("There is no report to sign now."), _STEPS, _LOOK),
    "evaluation.signer_barred": Words(
        _("You must not sign: you have come to be related to a bidder since you judged."),
        _AVOIDANCE,
        _("Tell the street or, for a major project, the district; it sets the panel aside, and another one evaluates."),
    ),
    "evaluation.nobody_barred": Words(
        _("Everybody who has still to sign may and can sign."), _AVOIDANCE, _("Let the members sign the report.")
    ),
    "evaluation.report_signed_already": Words(_("You have signed the report."), _STEPS, _LOOK),
}
