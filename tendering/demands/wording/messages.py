"""What people are told by inbox and message."""

from django.utils.translation import gettext_lazy as _

from marketplace.notifications.kinds import Kind

KINDS = {
    "demands.proposed": Kind(_("New proposal: %(title)s"), _("Screen it within the period of the rule set.")),
    "demands.moved": Kind(
        _("A project you follow has moved on: %(title)s"), _("How far %(number)s is stands on its page.")
    ),
    "demands.declined": Kind(_("Declined: %(title)s"), _("Reason: %(reason)s")),
    "demands.merged": Kind(_("Merged with another proposal: %(title)s"), _("Reason: %(reason)s")),
    "demands.meeting_called": Kind(
        _("Meeting about %(title)s"), _("The deciding body meets at %(held_at)s, %(place)s.")
    ),
    "demands.countersign": Kind(_("To countersign: %(title)s"), _("The meeting's record waits for your signature.")),
    "demands.to_file": Kind(_("To file: %(title)s"), _("%(number)s was decided by the residents.")),
    "demands.to_approve": Kind(_("To approve: %(title)s"), _("%(number)s waits; the clock is running.")),
    "demands.approved": Kind(_("Approved: %(title)s"), _("%(number)s may be funded and published.")),
    "demands.returned": Kind(_("Returned: %(title)s"), _("Mend %(number)s and submit it again: %(reason)s")),
    "demands.rejected": Kind(_("Rejected: %(title)s"), _("%(number)s: %(reason)s")),
    "demands.overdue": Kind(_("Overdue approval: %(title)s"), _("%(number)s was due on %(due)s.")),
    "demands.match_interest": Kind(_("A provider is interested in %(title)s"), _("%(provider)s asks for your answer.")),
    "demands.match_invitation": Kind(_("Invitation: %(title)s"), _("The community invites %(provider)s.")),
    "demands.match_matched": Kind(_("Match confirmed: %(title)s"), _("Both sides confirmed: %(provider)s.")),
    "demands.match_expired": Kind(_("Nobody answered in time: %(title)s"), _("%(provider)s: you may ask again.")),
    "demands.match_lapsed": Kind(
        _("The call has closed: %(title)s"), _("%(provider)s: nobody answered before that, so the match lapsed.")
    ),
    "demands.match_planner": Kind(
        _("Nobody is asked who planned it: %(title)s"),
        _("%(provider)s planned the project and may not do it; the match lapsed."),
    ),
    "demands.match_declined": Kind(_("Match declined: %(title)s"), _("%(provider)s: the other side declined.")),
}
