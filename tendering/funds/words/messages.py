"""Messages of this app: what the inbox and the mail say."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.notifications.kinds import Kind

AREA = _("Funds")
ALL = {
    "funds.transfer_requested": Kind(
        title=_("Transfer of %(amount)s requested"),
        body=_("%(amount)s are to move from %(giver)s to %(taker)s. The district decides."),
        area=AREA,
        roles=(Role.DISTRICT,),
    ),
    "funds.transfer_approved": Kind(
        title=_("Transfer of %(amount)s approved"),
        body=_("%(amount)s moved from %(giver)s to %(taker)s."),
        area=AREA,
        roles=(Role.STREET,),
    ),
    "funds.transfer_rejected": Kind(
        title=_("Transfer of %(amount)s rejected"),
        body=_("%(amount)s stay with %(giver)s; the request for %(taker)s was rejected."),
        area=AREA,
        roles=(Role.STREET,),
    ),
    "funds.account_opened": Kind(
        title=_("Both shares have arrived"),
        body=_("%(account)s is open: %(amount)s can be used for projects."),
        area=AREA,
        roles=(Role.COMMUNITY,),
    ),
}
