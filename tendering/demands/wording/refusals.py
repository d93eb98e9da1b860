"""What a refusal of this stage says, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words
from tendering.demands.wording.matching import PAST

_SCREENING = _("What a demand must pass before residents discuss it")
_DELIBERATED = _("Visits or a survey, the two committees and a democratic discussion come before the meeting")
_MEETING = _("How the deciding body decides (rule set: quorum and majority)")
_CLOCK = _("Filing and approval after the residents' decision")
_TIER = _("The tier is computed; it may be raised with a reason, never lowered")
_BATCH = _("Batch publication")
_MATCH = _("Two-way selection")
_PLANNED = _("Who planned a project is told to bidders with the call (Implementing Regulations, article 18)")
_PUBLICITY = _("Channel, period and content of what is made public")
_CHECKPOINT = _("Early demonstration, mid-term review, closing checkpoint")
_APART = _("Separation of duties: author, approver and countersigner are different people")
_PROPOSALS = _("Residents' proposals are screened with a reason, adopted or merged within the community")
_OFFICES = _("Each step of a demand belongs to its own office; its author does not decide about it")
_COMMON = _("Money is for common needs of residents")
_DUE_FIELD = _("Correct the field and send it again.")

PROPOSAL = {
    "demands.no_title": Words(_("The demand has no title."), _SCREENING, _DUE_FIELD),
    "demands.no_scope_item": Words(
        _("No scope item is chosen; what is outside the catalogue cannot be paid for."),
        _("Every demand has exactly one of the catalogue's items"),
        _("Choose one of the items."),
    ),
    "demands.no_budget": Words(_("The budget must be above zero."), _SCREENING, _DUE_FIELD),
    "demands.plan_differs": Words(
        _("The sources add up to %(plan)s, the budget is %(budget)s."),
        _("The fund line is the total less the other sources"),
        _("Correct the budget or the sources until both are equal."),
    ),
    "demands.too_little_cofunding": Words(
        _("Others bring %(given)s; at least %(least)s (%(share)s of the budget) are asked of them."),
        _("Rule set, least co-funding: the part of a budget that sponsors and residents carry"),
        _("Add sponsors or residents to the funding plan."),
    ),
    "demands.operating_cost_cap": Words(
        _("This year's operating costs would come to %(total)s; the cap is %(most)s (%(share)s of the allocation)."),
        _("Rule set, operating costs cap"),
        _("Lower the budget, or leave it for next year."),
    ),
    "demands.no_need": Words(_("What residents need is not said."), _SCREENING, _("Say what residents need, and why.")),
    "demands.no_outputs": Words(
        _("What will be there when it is done is not said."),
        _SCREENING,
        _("Say what can be counted or seen in the end."),
    ),
    "demands.no_beneficiaries": Words(
        _("No group of beneficiaries is chosen."),
        _COMMON,
        _("Choose the groups that it serves."),
    ),
    "demands.unknown_beneficiaries": Words(_("“%(group)s” is no known group."), _SCREENING, _DUE_FIELD),
    "demands.nobody_served": Words(_("Neither households nor people are given."), _COMMON, _DUE_FIELD),
    "demands.too_many_households": Words(
        _("%(given)s households are more than the community's %(known)s."), _SCREENING, _DUE_FIELD
    ),
    "demands.too_many_people": Words(
        _("%(given)s people are more than the community's %(known)s."), _SCREENING, _DUE_FIELD
    ),
    "demands.splitting_reason": Words(
        _("Projects with the same item pass a tier limit together; a reason of 20 characters is due."),
        _("Splitting is forbidden (Implementing Regulations, article 28)"),
        _("Say what sets this project apart, or merge the projects."),
    ),
    "demands.negative_list": Words(
        _("The fund may not pay for this: %(item)s."),
        _("Negative list: private costs, costs with a liable party, government duties"),
        _("Decline the proposal and name who should pay."),
    ),
    "demands.duplicates_unchecked": Words(
        _("Nobody has looked for the same need proposed twice."), _SCREENING, _("Look, then tick the box.")
    ),
    "demands.flags_unconfirmed": Words(
        _("Nobody has looked at what decides the tier."),
        _("The author declares what raises the tier, whoever screens confirms or corrects it"),
        _("Compare the marks with the need, then tick the box."),
    ),
    "demands.own_proposal": Words(
        _("You proposed this yourself."), _("One voice each"), _("Others of the community may second it.")
    ),
    "demands.too_late_to_second": Words(
        _("Proposals are seconded before the residents' meeting has decided."),
        _("Residents take part, then decide"),
        _("Follow the project, and judge it when it is done."),
    ),
    "demands.other_community": Words(
        _("The earlier project belongs to another community."),
        _("A project that is proposed again stays its community's"),
        _("Choose a project of this community, or leave the field empty."),
    ),
    "demands.barred": Words(
        _("The same project (%(number)s) was not finished or not mended in its year, and is not accepted in %(year)s."),
        _("Unfinished in the year, or not mended when residents were not satisfied, means a bar for the next year"),
        _("Propose it again the year after."),
    ),
    "demands.outside_call_window": Words(
        _("Proposals are called for from %(starts)s to %(ends)s; outside it a reason for the urgency is due."),
        _("Projects are determined at the start of the year"),
        _("Say why it cannot wait."),
    ),
    "demands.not_a_community": Words(_("A demand belongs to a community."), _SCREENING, _DUE_FIELD),
    "demands.not_author": Words(
        _("Only the author may change this."),
        _OFFICES,
        _("Ask the author, or adopt the proposal."),
    ),
    "demands.not_editable": Words(
        _("Others are deciding about this demand; it can no longer be changed."),
        _("A demand stays as it was submitted while others decide about it"),
        _("Wait until it is returned, or withdraw it."),
    ),
    "demands.voted_otherwise": Words(
        _("%(what)s: the residents decided on something else, or on less money."),
        _("What residents have decided on is corrected, not exchanged; more needs a new resolution"),
        _("Leave it as it was decided, or withdraw the demand and propose it again: the residents decide anew."),
    ),
    "demands.not_your_act": Words(
        _("This is for other people to do: another place, another office, or somebody who did not write it."),
        _OFFICES,
        _("Look at the demand's page; it shows what you can do."),
    ),
    "demands.own_demand": Words(
        _("You wrote in this demand, or adopted it; somebody else has to decide."), _APART, _("Ask a colleague.")
    ),
    "demands.merge_target": Words(
        _("A proposal is merged into another one of the same community."), _PROPOSALS, _DUE_FIELD
    ),
    "demands.not_a_residents_proposal": Words(
        _("Only a resident's proposal can be adopted."), _PROPOSALS, _("Screen the proposal instead.")
    ),
    "demands.decision_reason": Words(_("A reason is due; everybody may read it."), _CLOCK, _DUE_FIELD),
    "demands.meeting_reason": Words(_("A reason is due; everybody may read it."), _MEETING, _DUE_FIELD),
    "demands.reason_missing": Words(_("A reason is due; everybody may read it."), _PROPOSALS, _DUE_FIELD),
    "demands.no_plan": Words(_("The demand has no funding plan."), _("Funding plan"), _("Write the plan, then go on.")),
}
DELIBERATION = {
    "demands.deliberation.kind": Words(_("Choose what kind of record this is."), _SCREENING, _DUE_FIELD),
    "demands.deliberation.future": Words(_("The day lies in the future."), _SCREENING, _DUE_FIELD),
    "demands.deliberation.nobody": Words(_("Nobody took part."), _SCREENING, _DUE_FIELD),
    "demands.deliberation.favour": Words(
        _("More are in favour than took part (%(participants)s)."), _SCREENING, _DUE_FIELD
    ),
    "demands.no_visit_or_survey": Words(
        _("No home visit and no survey is recorded."), _DELIBERATED, _("Record one, then call the meeting.")
    ),
    "demands.no_two_committee_review": Words(
        _("The review by the two committees is not recorded."), _DELIBERATED, _("Record it, then call the meeting.")
    ),
    "demands.no_democratic_discussion": Words(
        _("The democratic discussion is not recorded."), _DELIBERATED, _("Record it, then call the meeting.")
    ),
    "demands.no_deciding_body": Words(
        _("This community has not registered its deciding body for that day."),
        _("Residents' bodies with terms and members"),
        _("Register the body and its size first."),
    ),
    "demands.body.below_elected": Words(
        _("The body has %(members)s members, and %(elected)s elected representatives are on record."),
        _MEETING,
        _("Register the body with everybody who was elected."),
    ),
    "demands.body.term": Words(
        _("The sitting body's term began on %(begun)s; the next one begins later."), _MEETING, _DUE_FIELD
    ),
    "demands.meeting.notice_too_short": Words(
        _("A meeting is called at least %(days)s days ahead."), _MEETING, _("Choose a later day.")
    ),
    "demands.meeting.not_yet": Words(
        _("The meeting begins at %(held_at)s; nothing can be recorded before."), _MEETING, _("Come back then.")
    ),
    "demands.meeting.negative": Words(_("Numbers of people are not negative."), _MEETING, _DUE_FIELD),
    "demands.meeting.empty_body": Words(_("The deciding body has no members."), _MEETING, _DUE_FIELD),
    "demands.meeting.too_many_present": Words(
        _("%(present)s present are more than the %(invited)s members."), _MEETING, _DUE_FIELD
    ),
    "demands.meeting.votes_not_present": Words(
        _("The votes add up to %(votes)s, but %(present)s were present."), _MEETING, _DUE_FIELD
    ),
    "demands.meeting.own_record": Words(
        _("You recorded this meeting; somebody else countersigns."), _APART, _("Ask another member of the committee.")
    ),
    "demands.publicity_running": Words(
        _("The resolution stays posted until %(until)s."),
        _("Resolutions are posted before anything follows from them"),
        _("Wait until then."),
    ),
}
APPROVAL = {
    "demands.not_submitted_for_filing": Words(
        _("The community has not submitted this for filing."), _CLOCK, _("Wait for the submission.")
    ),
    "demands.approval_closed": Words(_("This approval is decided."), _CLOCK, _("Look at the outcome.")),
    "demands.early_demonstration_missing": Words(
        _("Projects of this tier need a closed early demonstration before approval."),
        _CHECKPOINT,
        _("Hold it, have its findings answered, close it."),
    ),
    "demands.group_has_not_decided": Words(
        _("%(given)s members have spoken, %(in_favour)s in favour; at least %(needed)s must speak and most agree."),
        _("Leading groups decide (rule set: quorum and majority)"),
        _("Collect the opinions, then sign."),
    ),
    "demands.approved_before": Words(
        _("You approved this at the other level."), _APART, _("A colleague decides at this level.")
    ),
    "demands.other_leading_group": Words(
        _("You sit in the other level's leading group."), _CLOCK, _("Its own members give their opinion.")
    ),
    "demands.opinion.vote": Words(_("Choose for, against or recused."), _CLOCK, _DUE_FIELD),
    "demands.opinion.reason": Words(_("Against or recused needs a reason."), _CLOCK, _DUE_FIELD),
    "demands.tier_lowered": Words(
        _("The rules ask for %(computed)s; %(wanted)s would be lower."), _TIER, _("Choose a higher tier.")
    ),
    "demands.tier_unchanged": Words(_("That is the tier it has."), _TIER, _("Choose a higher tier.")),
    "demands.raise_reason": Words(_("Raising the tier needs a reason."), _TIER, _DUE_FIELD),
    "demands.tier_fixed": Words(
        _("The money is set aside or the project has moved on; its tier no longer changes."),
        _TIER,
        _("Withdraw it and propose it anew."),
    ),
    "demands.checkpoint.kind": Words(_("Choose which checkpoint."), _CHECKPOINT, _DUE_FIELD),
    "demands.checkpoint.past": Words(_("The time lies in the past."), _CHECKPOINT, _DUE_FIELD),
    "demands.checkpoint.open": Words(
        _("One of this kind is open already."), _CHECKPOINT, _("Close it before the next one.")
    ),
    "demands.checkpoint.nobody": Words(_("Nobody took part."), _CHECKPOINT, _DUE_FIELD),
    "demands.checkpoint.not_yet": Words(_("It begins at %(scheduled_for)s."), _CHECKPOINT, _("Come back then.")),
    "demands.checkpoint.answer": Words(_("The answer is empty."), _CHECKPOINT, _DUE_FIELD),
    "demands.checkpoint.unanswered": Words(
        _("%(count)s findings are not answered."), _CHECKPOINT, _("The community answers each of them.")
    ),
    "demands.checkpoint.wrong_state": Words(
        _("The checkpoint has moved on."), _CHECKPOINT, _("Look at its present state.")
    ),
}
PUBLICATION = {
    "demands.batch.title": Words(_("The batch has no title."), _BATCH, _DUE_FIELD),
    "demands.batch.empty": Words(_("The batch holds no demand."), _BATCH, _("Add funded demands first.")),
    "demands.batch.not_funded": Words(
        _("%(number)s has no money set aside."), _BATCH, _("Set its money aside, then add it.")
    ),
    "demands.batch.other_district": Words(_("%(number)s lies in another district."), _BATCH, _("Leave it out.")),
    "demands.batch.taken": Words(_("%(number)s is in a batch already."), _BATCH, _("Leave it out.")),
    "demands.batch.not_inside": Words(
        _("%(number)s is not in this batch."), _BATCH, _("Look at what the batch holds now.")
    ),
    "demands.batch.wrong_state": Words(_("The batch has moved on."), _BATCH, _("Look at its present state.")),
    "demands.match.exists": Words(
        _("The two sides are in touch about this demand already."), _MATCH, _("Answer the open message.")
    ),
    "demands.match.on_both_sides": Words(
        _("Somebody acts for this provider who wrote the demand, decides on it or answers for its place."),
        _("No match where there is a conflict of interest"),
        _("Look for another provider."),
    ),
    "demands.planned_it": Words(
        _("This provider planned or designed the project, or belongs to whoever did: it may not bid nor be asked to."),
        _("Who designs a project does not do it (Implementing Regulations, article 18)"),
        _("Leave it to others; it may take part in other projects."),
    ),
    "demands.publicity.stage": Words(
        _("The project has not come to this stage."), _PUBLICITY, _("Choose a stage from the list.")
    ),
    "demands.publicity.channel": Words(
        _("This channel is not known, or the portal's own, which writes its entries by itself."), _PUBLICITY, _DUE_FIELD
    ),
    "demands.publicity.words_missing": Words(_("Say where and how it was made public."), _PUBLICITY, _DUE_FIELD),
    "demands.publicity.period_past": Words(_("The period has ended already."), _PUBLICITY, _DUE_FIELD),
    "demands.planners.late": Words(
        _("The call is announced, or the project has ended: who planned it is not recorded any more."),
        _PLANNED,
        _("Cancel the call and announce it anew, if somebody is missing."),
    ),
    "demands.planners.too_many": Words(_("At most %(most)s bodies are recorded."), _PLANNED, _DUE_FIELD),
    "demands.planners.too_long": Words(_("A name has at most %(most)s characters."), _PLANNED, _DUE_FIELD),
    "demands.match.no_reason": Words(
        _("Who declines says why."), _MATCH, _("Write a sentence that the other side can use.")
    ),
    "demands.match.not_open": Words(
        _("This demand is not looking for a provider."), _MATCH, _("Look for one that is published.")
    ),
    "demands.match.call_over": Words(PAST, _MATCH, _("Look for one whose call is still open.")),
    "demands.match.not_waiting": Words(
        _("It has been answered, or nobody answered in time."), _MATCH, _("Begin a new one.")
    ),
    "demands.year_not_over": Words(
        _("The year %(year)s is not over."), _("A project is finished in its year"), _("Wait for its end.")
    ),
    "demands.year_over": Words(
        _("The year %(year)s is over: the money set aside for this project goes back with it."),
        _("A project is awarded in the year its money is set aside for"),
        _("Fund it from this year's account and call again."),
    ),
    "demands.multi_year": Words(
        _("An approved project of several years is not measured at this year's end."),
        _("The bar concerns projects of one year"),
        _("Look at its contract."),
    ),
}
REFUSALS = PROPOSAL | DELIBERATION | APPROVAL | PUBLICATION
