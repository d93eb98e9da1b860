"""What waits for people in this stage, in words."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.duties import DutyWords

DUTIES = {
    "demands.finish_draft": DutyWords(_("Finish the draft"), _("Continue")),
    "demands.screen": DutyWords(_("Screen the proposal"), _("Screen")),
    "demands.deliberate": DutyWords(_("Deliberate and call the meeting"), _("Go on")),
    "demands.record_meeting": DutyWords(_("Record the meeting"), _("Record")),
    "demands.countersign": DutyWords(_("Countersign the meeting's record"), _("Countersign")),
    "demands.publicise": DutyWords(_("Post the resolution"), _("Post")),
    "demands.submit": DutyWords(_("Submit the decision"), _("Submit")),
    "demands.file": DutyWords(_("File the project"), _("File")),
    "demands.give_opinion": DutyWords(_("Give your opinion"), _("Give your opinion")),
    "demands.approve": DutyWords(
        _("Decide on the project"), _("Decide"), _("%(spoke)s of %(seats)s of the leading group have spoken")
    ),
    "demands.overdue_approval": DutyWords(_("Overdue approval"), _("Look"), _("%(level)s")),
    "demands.resubmit": DutyWords(_("Mend and submit again"), _("Mend")),
    "demands.fund": DutyWords(_("Set the money aside"), _("Set aside")),
    "demands.consent": DutyWords(_("Consent to a commitment while the year is closing"), _("Decide")),
    "demands.publish": DutyWords(_("Publish the demand"), _("Publish")),
    "demands.answer_interest": DutyWords(_("Answer a provider's interest"), _("Answer"), _("%(provider)s")),
    "demands.answer_invitation": DutyWords(_("Answer an invitation"), _("Answer")),
    "demands.answer_finding": DutyWords(_("Answer the checkpoint's findings"), _("Answer"), _("%(count)s open")),
}
