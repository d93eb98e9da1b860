"""What a refusal about the residents' verdict says, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words

_PANEL = _("A named panel of residents judges, one sheet each")
_BAR = _("Below the bar it is mended before the last payment")
_APART = _("Separation of duties: who judges is apart from those who bought, delivered and supervise")
_ONCE = _("Panel and survey count together here, and everybody once")
_SECRET = _("Nobody learns who answered what; codes are good once")
_SAMPLE = _("Too small a sample extends the period once, then the supervision committee certifies it")
_STATES = _("Measurement and rectification go step by step: asked, counted, mended, measured again")
_LOOK = _("Look at the page again.")
_MEND = _("Correct the field and send it again.")
_S, _R = "contracts.satisfaction", "contracts.rectification"
PHONE_FIRST = _("Panel and survey count together here: verify your phone under “My account”, then answer.")
ON_PANEL = _("You sit on the panel: your voice counts there.")

REFUSALS = {
    f"{_S}.not_measurable": Words(
        _("The project is not accepted yet, is being measured, or its rectification is not checked."), _STATES, _LOOK
    ),
    f"{_S}.judges_own_work": Words(
        _("You work for this community, or put the panel together; another member of the committee does this."),
        _APART,
        _("Ask another member of the committee."),
    ),
    f"{_S}.panel_closed": Words(_("This step of the measurement is over."), _STATES, _LOOK),
    f"{_S}.conflicted": Words(
        _("This person belongs to an office above the project or to its contractor."), _APART, _("Name somebody else.")
    ),
    f"{_S}.members_conflicted": Words(
        _("Since they were named, these members have joined an office above the project or its contractor: %(names)s"),
        _APART,
        _("Take them off the panel; name others where the panel is too small then."),
    ),
    f"{_S}.not_resident": Words(
        _("This person is no confirmed resident of the community."),
        _PANEL,
        _("Confirm the residence first, or enter them with a phone."),
    ),
    f"{_S}.seated_already": Words(_("This person is on the panel already."), _PANEL, _("Name somebody else.")),
    f"{_S}.too_many": Words(_("A panel has at most %(most)s members."), _PANEL, _("Leave some out.")),
    f"{_S}.no_name": Words(_("Enter the name."), _PANEL, _MEND),
    f"{_S}.drawn_already": Words(
        _("The lot was drawn already; drawing again would be choosing."), _PANEL, _("Name further residents by hand.")
    ),
    f"{_S}.drawn_stays": Words(_("Who was drawn by lot stays on the panel."), _PANEL, _("Add further residents.")),
    f"{_S}.too_few_residents": Words(
        _("%(number)s residents can be drawn; choose a number up to that."),
        _PANEL,
        _("Confirm more residents, or enter them with a phone."),
    ),
    f"{_S}.panel_too_small": Words(
        _("The panel has %(number)s members; a verdict needs at least %(least)s answers."),
        _SAMPLE,
        _("Name more residents."),
    ),
    f"{_S}.code_wrong": Words(
        _("This code is not one of this panel's."), _SECRET, _("Compare it with the message or slip, digit by digit.")
    ),
    f"{_S}.code_used": Words(
        _("This code was used: the answer is in."), _SECRET, _("Nothing more is to do. Your receipt proves it.")
    ),
    f"{_S}.too_many_attempts": Words(
        _("Too many wrong codes were tried."), _SECRET, _("Wait a quarter of an hour, then try again.")
    ),
    f"{_S}.not_open": Words(
        _("No answers are taken now."), _STATES, _("Look at the project's page for the period and the result.")
    ),
    f"{_S}.still_running": Words(
        _("The period runs until %(until)s and not everybody has answered."), _STATES, _("Wait for its end.")
    ),
    f"{_S}.answer_missing": Words(_("Choose one of the answers."), _PANEL, _MEND),
    f"{_S}.answered_already": Words(_("You have answered."), _PANEL, _("Nothing more is to do.")),
    f"{_S}.answers_on_panel": Words(ON_PANEL, _ONCE, _("Answer with the code that you were sent.")),
    f"{_S}.survey_phone_unproved": Words(
        PHONE_FIRST, _ONCE, _("Or answer with the code that you were sent, if you sit on the panel.")
    ),
    f"{_S}.no_answers": Words(
        _("Nobody has answered: there is nothing to certify."), _SAMPLE, _("Reject the sample; a new panel is named.")
    ),
    f"{_S}.no_reason": Words(_("Say why."), _SAMPLE, _MEND),
    f"{_S}.no_answer": Words(_("The answer is empty."), _PANEL, _MEND),
    f"{_S}.remark_answered": Words(_("This was answered already."), _STATES, _LOOK),
    f"{_R}.not_overdue": Words(_("The contractor still has time, or it is not the contractor's turn."), _STATES, _LOOK),
    f"{_R}.photos": Words(_("Add 1 to %(most)s photos of what was mended."), _BAR, _MEND),
    f"{_R}.no_text": Words(_("Fill this in."), _BAR, _MEND),
    f"{_R}.share": Words(_("The part must be at least 0 and below 1."), _BAR, _MEND),
}
