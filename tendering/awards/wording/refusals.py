"""What a refusal of this stage says, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words

_STATES = _("An award goes step by step: proposed, published, confirmed, letters sent")
_OBJECT = _("Objections by name, by bidders and residents, during the publicity")
_EYES = _("Separation of duties: who publishes an award neither judges objections to it nor confirms it")
_OPEN = _("Every result, ranking and award is public, with its reasons")
_SIGN = _("Rule set, days for signing the contract, counted from the award letter")
_MEND = _("Correct the field and send it again.")
_LOOK = _("Look at its present state.")

_STATUTE = _("Government Procurement Law, article 52; MoF Decree 94, articles 10 to 12")
_ANSWER = _("Government Procurement Law, article 53; MoF Decree 94, articles 13 to 16")

_COMPLAIN = _("Government Procurement Law, articles 55 to 57; MoF Decree 94")

_HINTS = _("MoF Decree 87, article 37: what points to collusion is answered in writing before the award")

REFUSALS = {
    "awards.hints_unanswered": Words(
        _("The district or discipline inspection has still to answer what the platform noticed about the bids."),
        _HINTS,
        _("Wait for the answer, or ask the district."),
    ),
    "awards.hint_substantiated": Words(
        _("Discipline inspection found right what was noticed about the bid of %(contractor)s."),
        _HINTS,
        _("Street or district annuls the award; the next in rank follows."),
    ),
    "awards.hint_after_award": Words(
        _("The award is made and its hints are published."), _HINTS, _("From here on the way is a complaint.")
    ),
    "awards.hint_own_step": Words(
        _("You took a step on this hint for the other office, yourself or through somebody who stands in."),
        _("Whoever answers or refers a hint does not decide on it: two offices, two people"),
        _("Somebody else of your office acts on it."),
    ),
    "awards.hint_statement_missing": Words(
        _("What the bidders concerned said is missing."), _HINTS, _("Ask them first; or refer the hint.")
    ),
    "awards.hint_text_missing": Words(_("The written answer is missing or too long."), _HINTS, _MEND),
    "awards.remedy_waits": Words(
        _("An objection, a challenge or a complaint about this call waits for its answer."),
        _("A call is not cancelled over the head of whoever waits for an answer, or of an office that examines it"),
        _("It is answered first."),
    ),
    "awards.remedy_before_withdrawal": Words(
        _("An objection, a challenge or a complaint about a call for this project waits for its answer."),
        _("A project is not withdrawn while the answer may be that it is let anew (Decree 94, article 32)"),
        _("It is answered first."),
    ),
    "awards.answer_not_due": Words(
        _("The answer may come until the end of %(due)s; complain afterwards."), _COMPLAIN, _("Wait for the answer.")
    ),
    "awards.complained_already": Words(_("A complaint has been filed already."), _COMPLAIN, _LOOK),
    "awards.not_your_objection": Words(
        _("Only whoever objected or challenged may complain."), _COMPLAIN, _("Object or challenge first.")
    ),
    "awards.not_your_complaint": Words(
        _("Under the statute the district's finance decides, else discipline; never on an act of their own."),
        _COMPLAIN,
        _("Leave it to the office that decides."),
    ),
    "awards.challenge_late": Words(
        _("This could be challenged until the end of %(until)s."),
        _STATUTE,
        _("Tell discipline or supervision of breaches of the law."),
    ),
    "awards.complaint_late": Words(
        _("A complaint could be filed until the end of %(until)s."),
        _COMPLAIN,
        _("Tell discipline or supervision of breaches of the law."),
    ),
    "awards.step_not_over": Words(
        _("This step has not ended; the days for challenging it begin with its end."), _STATUTE, _("Wait for its end.")
    ),
    "awards.no_standing_end": Words(
        _("Only whoever bid in this call may challenge its end."), _STATUTE, _("Ask the community.")
    ),
    "awards.end_instead": Words(
        _("The call came to nothing; its end is challenged, with all that led to it."),
        _STATUTE,
        _("Choose the end of the call."),
    ),
    "awards.not_ended": Words(
        _("The call has not come to nothing."), _STATUTE, _("Challenge its documents, a step or the result.")
    ),
    "awards.nothing_to_challenge": Words(
        _("No result of this call is public."), _STATUTE, _("Wait for the publicity of the result.")
    ),
    "awards.challenge_incomplete": Words(
        _("A challenge states the facts, the legal grounds and what it asks for."), _STATUTE, _MEND
    ),
    "awards.step_missing": Words(_("Say which step of the process is challenged."), _STATUTE, _MEND),
    "awards.no_standing_documents": Words(
        _("Only a bidder of this call, or whoever obtained its documents, may challenge the documents."),
        _STATUTE,
        _("Obtain the documents on the call's page first."),
    ),
    "awards.no_standing_process": Words(
        _("Only a bidder whose bid was opened may challenge the process."), _STATUTE, _("Ask the community.")
    ),
    "awards.no_standing_result": Words(
        _("Only a bidder whose bid was opened and did not win may challenge the result."),
        _STATUTE,
        _("Ask the community."),
    ),
    "awards.challenge_instead": Words(
        _("The statute binds this call: its result is challenged by bidders, not objected to."),
        _STATUTE,
        _("File a challenge on the page of the call's challenges."),
    ),
    "awards.objection_instead": Words(
        _("Local rules bind this call: its result is objected to during the publicity, not challenged."),
        _OBJECT,
        _("Object on the result's page."),
    ),
    "awards.own_act_challenged": Words(
        _("You took part in what is challenged; somebody else answers."),
        _EYES,
        _("Ask a colleague or the street; where nobody is left there, the district answers."),
    ),
    "awards.outcome_not_open": Words(
        _("This can no longer follow: call or award have moved on."), _ANSWER, _("Choose another outcome.")
    ),
    "awards.tender_not_open": Words(
        _("The call %(number)s is suspended or has ended; its award does not move."), _STATES, _LOOK
    ),
    "awards.proposed_already": Words(
        _("An award of this call has been proposed already."), _STATES, _("Open the result's page.")
    ),
    "awards.not_ranked": Words(
        _("There is no signed ranking and no offer to propose from."),
        _STATES,
        _("Wait until the panel has signed its report."),
    ),
    "awards.nobody_left": Words(
        _(
            "Everybody in rank has fallen out, is no longer on the roster, is barred by a hint found right, or has won"
            " its limit of lots."
        ),
        _STATES,
        _("Let the project anew."),
    ),
    "awards.nothing_to_follow": Words(_("This award stands, or another one has followed it."), _STATES, _LOOK),
    "awards.publicity_over": Words(
        _("The publicity ended on %(until)s."), _OBJECT, _("Complain to the street office's supervision.")
    ),
    "awards.publicity_running": Words(
        _("The publicity runs until the end of %(until)s."), _STATES, _("Confirm afterwards.")
    ),
    "awards.objection_pending": Words(
        _("An objection waits for its answer; the award stands still."), _OBJECT, _("Answer it first.")
    ),
    "awards.objected_already": Words(
        _("You, or your organisation, have objected in this publicity."),
        _("One objection in each publicity for a person or a bidder; what follows its answer is a complaint."),
        _("Wait for the answer; if it does not content you, complain on the page of the result."),
    ),
    "awards.challenged_already": Words(
        _("Your earlier challenge waits for its answer."), _STATUTE, _("Wait for the answer.")
    ),
    "awards.challenged_once": Words(
        _("You, or somebody else of your bidder, have challenged this already."),
        _("Decree 94, article 10: what concerns one step, or one publicity of the result, is challenged at one time."),
        _("Wait for the answer; if it does not content you, complain."),
    ),
    "awards.objection_empty": Words(_("The objection is empty."), _OBJECT, _MEND),
    "awards.answer_missing": Words(_("An objection is answered in words."), _OBJECT, _MEND),
    "awards.reason_missing": Words(_("A reason is due; everybody may read it."), _OPEN, _MEND),
    "awards.not_an_objector": Words(
        _("Only a bidder of this call that did not win, or a resident of the community, may object."),
        _OBJECT,
        _("Ask the community, or complain to the street office's supervision."),
    ),
    "awards.own_evaluation": Words(
        _("You sat on the panel; somebody else has its result checked."), _EYES, _("Ask a colleague.")
    ),
    "awards.own_publication": Words(
        _("You published this award; somebody else goes on."), _EYES, _("Ask a colleague.")
    ),
    "awards.confirmed_by_you": Words(
        _("You have confirmed this award already."), _EYES, _("The other offices confirm through other people.")
    ),
    "awards.not_your_turn": Words(_("Another office confirms first, or yours has confirmed."), _STATES, _LOOK),
    "awards.earlier_lot_first": Words(
        _("Lot %(lots)s of the joint call goes first: its outcome may decide who can win this one."),
        _("The notice: lots are awarded in their order, and one bidder wins only so many"),
        _("Go on with that lot first."),
    ),
    "awards.contractor_left": Words(
        _("%(contractor)s may no longer contract: it is off the roster, barred, or on a list."),
        _("Only providers on the roster are contracted"),
        _("Wait for the award to fall, or let the street annul it."),
    ),
    "awards.signing_early": Words(
        _("The contract may be signed from %(first_day)s."), _SIGN, _("Come back on that day.")
    ),
    "awards.signing_over": Words(
        _("The days for signing the contract are over."), _SIGN, _("The page of the award says what follows.")
    ),
    "awards.signing_not_missed": Words(
        _("The days for signing are not over, or the contractor missed them."), _SIGN, _LOOK
    ),
    "awards.not_lettered": Words(
        _("No award letter has opened the signing days."), _SIGN, _("Send the letters first.")
    ),
    "awards.not_your_act": Words(
        _("This is for other people to do: another place, another office, or somebody who did not publish it."),
        _("Awards are published, answered for and confirmed each by its own office"),
        _("Look at the result's page; it shows what you can do."),
    ),
}
