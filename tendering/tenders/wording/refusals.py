"""What a refusal of this stage says, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words
from tendering.tenders.wording.barriers import WHY
from tendering.tenders.wording.prices import FIXED_PRICE_RULE

_LETTING = _("Letting by amount and nature, each tier with its methods and flow")
_NOTICE = _("What every call says")
_APPROVED = _("What the approval of the documents rests on is not rewritten by whoever runs the call")
_PERIODS = _("Rule set, periods of a call, in working days")
_DIRECT = _("Letting without competition needs an offer, a price note and a resolution")
_SPLITTING = _("Splitting is forbidden (Implementing Regulations, article 28)")
_JOINT = _("Projects let together follow the tier of their sum; each lot is awarded by itself")
_TAKE_OUT = _("Take the condition out, or answer why it stays: the answer is published with the call.")
_STATES = _("A call goes step by step: prepared, approved, published, closed, opened")
_ENDING = _("A call is not cancelled over the head of whoever waits for an answer, or of an office that examines it")
_SUSPENDED = _("A suspension is lifted by the office that ordered it, or by one above it")
_LOOK = _("Look at the call's present state.")
_MEND = _("Correct the field and send it again.")
_APART = _("Separation of duties: author, approver and countersigner are different people")
_COMPARE = _("Choose an inquiry or an invited comparison.")

REFUSALS = {
    "sealing.does_not_open": Words(
        _("This sealed text does not open: it was altered, or sealed for something else."),
        _("Bids stay sealed until the opening"),
        _("Tell the operator; the text is kept as it is."),
    ),
    "tenders.method_not_allowed": Words(
        _("%(method)s is not offered for projects of this tier (%(tier)s)."), _LETTING, _("Choose another method.")
    ),
    "tenders.demand_not_published": Words(
        _("The demand is not published, or another call for it is running."),
        _STATES,
        _("Look at the demand's present state."),
    ),
    "tenders.agreed_too_early": Words(
        _("%(failed)s calls have failed; an agreed award opens after %(needed)s."),
        _LETTING,
        _("Call again with competition."),
    ),
    "tenders.change_too_early": Words(
        _("%(failed)s calls have failed; another method may be taken after %(needed)s."),
        _LETTING,
        _("Call again by the same method."),
    ),
    "tenders.change_reason_missing": Words(
        _("Say why another method is taken than that of the failed call; everybody may read it."), _LETTING, _MEND
    ),
    "tenders.above_direct_limit": Words(
        _("%(ceiling)s is above the %(limit)s up to which a direct award is open."),
        _LETTING,
        _COMPARE,
    ),
    "tenders.not_invited": Words(
        _("Only providers that were invited and accepted may answer this call."),
        _("Who may answer a call"),
        _("Accept the invitation first, if you have one."),
    ),
    "tenders.consortium_invalid": Words(
        _("A call admits consortia of two to five organisations, or none."), _NOTICE, _MEND
    ),
    "tenders.fixed_price_method": Words(
        _("This method compares quotes, or nobody competes: the price cannot be fixed."),
        FIXED_PRICE_RULE,
        _("Choose a method that judges plans, or leave the price open."),
    ),
    "tenders.fixed_price_stands": Words(
        _("Whether the price is fixed was approved with the documents."),
        _("The factors that decide are never changed by an amendment"),
        _("Cancel the call and call again, if it has to change."),
    ),
    "tenders.content_missing": Words(_("This part of the call is empty."), _NOTICE, _MEND),
    "tenders.period_reversed": Words(_("The period ends before it begins."), _NOTICE, _MEND),
    "tenders.period_past": Words(_("The period begins in the past."), _NOTICE, _MEND),
    "tenders.period_too_long": Words(_("The period ends after %(year)s."), _NOTICE, _MEND),
    **{
        f"tenders.barrier.{barrier}": Words(_("“%(quote)s” looks like a barrier."), why, _TAKE_OUT)
        for barrier, why in WHY.items()
    },
    "tenders.not_your_act": Words(
        _("This is for other people to do: another place, another office, or somebody who did not prepare it."),
        _("Call documents: each step belongs to its own office and person"),
        _("Look at the call's page; it shows what you can do."),
    ),
    "tenders.own_documents": Words(
        _("You wrote in these documents; somebody else approves them."),
        _APART,
        _("Ask a colleague."),
    ),
    "tenders.splitting_undecided": Words(
        _("Together with %(projects)s this project passes a tier limit, and nobody has decided of it yet."),
        _SPLITTING,
        _("Let community or street answer in writing, and district or discipline inspection decide."),
    ),
    "tenders.splitting_confirmed": Words(
        _("It was decided that this project and %(projects)s are one need and belong together."),
        _SPLITTING,
        _("Join them into one joint call, or ask district or discipline inspection to look again."),
    ),
    "tenders.joint_untitled": Words(_("Give the joint call a name."), _NOTICE, _MEND),
    "tenders.joint_number": Words(
        _("A joint call has %(least)s to %(most)s lots."), _JOINT, _("Choose other projects.")
    ),
    "tenders.joint_limit": Words(
        _("One bidder may win 1 to %(most)s of these lots; leave the field empty for no limit."), _JOINT, _MEND
    ),
    "tenders.joint_too_few": Words(
        _("Fewer than %(least)s lots are left."), _JOINT, _("Take the rest out: each is then let by itself.")
    ),
    "tenders.joint_foreign": Words(
        _("%(projects)s belongs to another street or community."), _JOINT, _("Choose projects of one place.")
    ),
    "tenders.joint_kinds": Words(
        _("Works, goods and services are not let in one joint call."), _JOINT, _("Choose projects of one kind.")
    ),
    "tenders.joint_regimes": Words(
        _("The projects follow different laws."), _JOINT, _("Choose projects that follow the same rules.")
    ),
    "tenders.joint_competition": Words(
        _("Only methods with competition let projects together."), _JOINT, _("Choose another method.")
    ),
    "tenders.joined_already": Words(
        _("%(project)s is a lot of a joint call already."), _JOINT, _("Take it out there first.")
    ),
    "tenders.joint_has_offer": Words(
        _("The call of %(project)s holds an offer without competition."), _JOINT, _("Cancel that call first.")
    ),
    "tenders.no_lot": Words(
        _("The call is not a lot that could be taken out: it stands alone, or the lots are announced."),
        _JOINT,
        _("Look at its present state."),
    ),
    "tenders.lot_of_joint_call": Words(
        _("This is lot %(lot)s of the joint call %(number)s: what is common to all lots happens there, once."),
        _JOINT,
        _("Go to the joint call, or take the lot out of it."),
    ),
    "tenders.lot_refused": Words(
        _("Lot %(lot)s (%(title)s) keeps the joint call back:"), _JOINT, _("Mend it, or take the lot out.")
    ),
    "tenders.splitting_text": Words(
        _("Write %(shortest)s to %(longest)s characters; everybody may read them."), _SPLITTING, _MEND
    ),
    "tenders.splitting_announced": Words(
        _("The call went out already."), _SPLITTING, _("Suspend or cancel the call, or file a complaint.")
    ),
    "tenders.no_splitting": Words(
        _("No other project of this community, item and year passes a limit with this one."),
        _SPLITTING,
        _("There is nothing to answer."),
    ),
    "tenders.own_answer": Words(
        _("You wrote the answer; somebody else decides of it."),
        _APART,
        _("Ask a colleague."),
    ),
    "tenders.checklist_incomplete": Words(
        _("Nobody has seen yet: %(items)s."),
        _("Under the statute the check list is complete before a call goes out"),
        _("Tick these items of the check list, each with a note of what was seen."),
    ),
    "tenders.not_under_review": Words(
        _("The documents are not under review now."), _STATES, _("Look at the call's present state.")
    ),
    "tenders.never_complex": Words(
        _("The panel of this call would not be another one."),
        _("Decree 87, article 47: a complex open tender is judged by seven or more"),
        _("Its panel follows from its method and its budget."),
    ),
    "tenders.not_in_preparation": Words(
        _("The documents are no longer in preparation."), _STATES, _("Amend the call instead.")
    ),
    "tenders.cancel_suspended": Words(
        _("The call is suspended; nobody cancels it meanwhile."),
        _ENDING,
        _("Wait until the office that suspended it lets it go on."),
    ),
    "tenders.others_cancel": Words(
        _(
            "Until its opening a call is cancelled by its community; afterwards by the office that approved the"
            " documents or one above it, and by nobody who wrote in them."
        ),
        _ENDING,
        _("Ask that office, with the reason that everybody may read."),
    ),
    "tenders.suspended_already": Words(
        _("Your office has suspended this call already."), _SUSPENDED, _("Lift that order when its cause is gone.")
    ),
    "tenders.others_suspension": Words(
        _("Another office suspended this call; it, or an office above it, lets it go on."),
        _SUSPENDED,
        _("The page of the call says which office holds it, and why."),
    ),
    "tenders.order_lifted": Words(_("This order does not hold the call any more."), _SUSPENDED, _LOOK),
    "tenders.reason_missing": Words(_("A reason is due; everybody may read it."), _STATES, _MEND),
    "tenders.deadline_missing": Words(_("A call with competition needs a deadline."), _PERIODS, _MEND),
    "tenders.deadline_past": Words(_("The deadline lies in the past."), _PERIODS, _MEND),
    "tenders.deadline_too_early": Words(
        _("Responses may close on %(earliest)s at the earliest."), _PERIODS, _("Choose a later deadline.")
    ),
    "tenders.too_few_invited": Words(
        _("%(invited)s providers are invited; at least %(needed)s are needed."), _LETTING, _("Invite more providers.")
    ),
    "tenders.tier_raised": Words(
        _("The project is “%(tier)s” by now, which is more than the tier its call was prepared for."),
        _("A project is let by the procedure of its tier"),
        _("Cancel this call and prepare another."),
    ),
    "tenders.pledge_unbacked": Words(
        _("%(contributor)s has neither paid %(missing)s nor signed a letter for it."),
        _("A pledge is received or backed by a signed letter before the call goes out"),
        _("Record the signed letter or the receipt on the funding plan's page."),
    ),
    "tenders.no_sealing_key": Words(
        _("No sealing key is ready at this moment."),
        _("Every call has a key of its own; the worker makes them"),
        _("Try again in a minute; if it stays so, tell the operator."),
    ),
    "tenders.not_running": Words(
        _("The call is not taking responses any more."), _STATES, _("Look at its present state.")
    ),
    "tenders.not_changeable": Words(
        _("The documents do not say that a round of consultation may change this."),
        _("214号 art. 20: rounds change only what the documents declared changeable, in the same words for all"),
        _("Put back what was announced; only what the call names as changeable can change."),
    ),
    "tenders.nothing_changed": Words(_("Nothing has changed."), _STATES, _("Change something, or go back.")),
    "tenders.approved_eligibility": Words(
        _("Who may answer was approved with the documents and is not changed while the call runs."),
        _APPROVED,
        _("Leave the conditions as they are, or cancel the call and hand in new documents."),
    ),
    "tenders.approved_ceiling": Words(
        _("The ceiling of %(ceiling)s was approved with the documents; while the call runs it can only be lowered."),
        _APPROVED,
        _("Enter a lower ceiling, or cancel the call and hand in new documents."),
    ),
    "tenders.ceiling_above_budget": Words(
        _("The ceiling must be above zero and at most %(budget)s, which is set aside."), _NOTICE, _MEND
    ),
    "tenders.cannot_extend": Words(
        _("The call was extended once already, or its rules know no extension."), _PERIODS, _("Let it end.")
    ),
    "tenders.question_empty": Words(_("The question is empty."), _NOTICE, _MEND),
    "tenders.too_many_questions": Words(
        _("%(most)s questions of your organisation wait for their answers."),
        _("Every question is answered to all in time, so each provider has a few open at once."),
        _("Wait for an answer, or put what is left into one question."),
    ),
    "tenders.answer_empty": Words(_("The answer is empty."), _NOTICE, _MEND),
    "tenders.question_answered": Words(_("This question is answered."), _STATES, _("Look at the answer.")),
    "tenders.not_inviting": Words(_("The call no longer invites."), _STATES, _("Look at its present state.")),
    "tenders.invited_already": Words(_("%(provider)s is invited already."), _STATES, _("Leave it out.")),
    "tenders.invitation_closed": Words(
        _("The invitation has been answered, or it has expired."),
        _STATES,
        _("Look at the call; it may be open to you."),
    ),
    "tenders.invitation_late": Words(
        _("The call takes no more answers; the invitation to it can no longer be answered."),
        _STATES,
        _("Look at the call."),
    ),
    "tenders.no_match": Words(
        _("A direct award needs a match that both sides confirmed."),
        _("Two-way selection"),
        _("Invite the provider on the demand's page, and wait for its confirmation."),
    ),
    "tenders.direct_yearly_limit": Words(
        _("This provider has %(had)s of direct awards in this community this year; %(limit)s is the limit."),
        _LETTING,
        _COMPARE,
    ),
    "tenders.no_offer_here": Words(
        _("This call takes no single offer now."), _DIRECT, _("Look at its method and state.")
    ),
    "tenders.offer_empty": Words(_("The offer has no cost lines."), _DIRECT, _MEND),
    "tenders.above_ceiling": Words(
        _("%(price)s is above the ceiling of %(ceiling)s."), _DIRECT, _("Lower the price or withdraw the call.")
    ),
    "tenders.offer_no_plan": Words(_("The offer has no plan."), _DIRECT, _MEND),
    "tenders.no_price_note": Words(_("The note why the price is reasonable is missing."), _DIRECT, _MEND),
    "tenders.no_group": Words(
        _("Choose a residents' group of this community."),
        _("Groups on the community's light register carry out micro projects"),
        _("Register the group first."),
    ),
    "tenders.not_entered": Words(
        _("Your organisation is not entered as a provider."),
        _("The receipt of a call's documents names a provider"),
        _("Begin its entry on the roster, then obtain the documents."),
    ),
    "tenders.no_provider": Words(_("Choose the provider that offers."), _DIRECT, _MEND),
    "tenders.offer_missing": Words(_("The offer is not recorded yet."), _DIRECT, _("Record it first.")),
    "tenders.resolution_missing": Words(
        _("No countersigned resolution names who does it."), _DIRECT, _("Record it and have it countersigned.")
    ),
    "tenders.resolution_future": Words(_("The meeting lies in the future."), _DIRECT, _MEND),
    "tenders.resolution_closed": Words(_("The resolution is countersigned."), _DIRECT, _("Look at the outcome.")),
}
