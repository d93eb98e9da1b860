"""What waits for a person, in words."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.duties import DutyWords

ALL = {
    "funds.decide_transfer": DutyWords(
        _("Decide on a transfer"), _("Decide"), _("%(amount)s from %(giver)s to %(taker)s")
    ),
    "funds.confirm_arrivals": DutyWords(
        _("Confirm that shares arrived"), _("Confirm"), _("%(count)s allocations, %(amount)s still to come")
    ),
    "funds.receive_contributions": DutyWords(
        _("Contributions still to come"), _("Record receipt"), _("%(contributor)s still owes %(missing)s")
    ),
    "funds.attach_pledge": DutyWords(
        _("Attach the letter of your pledge"), _("Attach"), _("%(amount)s promised to the project")
    ),
    "funds.return_contributions": DutyWords(
        _("Return money a project does not need"), _("Record return"), _("%(amount)s of %(contributor)s")
    ),
    "funds.close_accounts": DutyWords(
        _("Close last year's accounts"), _("View accounts"), _("%(count)s accounts, %(amount)s unspent")
    ),
}
