"""What people read for the codes of the rules."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tendering.funds.rules.entries import EntryKind, Share

ENTRY_KIND_LABELS: dict[EntryKind, str | Promise] = {
    EntryKind.APPROPRIATE: _("Appropriation"),
    EntryKind.CARRY_IN: _("Carried in"),
    EntryKind.TRANSFER_IN: _("Transferred in"),
    EntryKind.DONATION: _("Donation"),
    EntryKind.CARRY_OUT: _("Carried out"),
    EntryKind.TRANSFER_OUT: _("Transferred out"),
    EntryKind.RETURN: _("Returned to finance"),
    EntryKind.COMMIT: _("Commitment"),
    EntryKind.RELEASE: _("Release"),
    EntryKind.PAY: _("Payment"),
    EntryKind.PAY_REVERSAL: _("Payment reversed"),
    EntryKind.REFUND: _("Refund"),
    EntryKind.AWARD: _("Award paid"),
}
ENTRY_KINDS = [(kind.value, label) for kind, label in ENTRY_KIND_LABELS.items()]

SHARE_LABELS: dict[Share, str | Promise] = {Share.CITY: _("City share"), Share.DISTRICT: _("District share")}
SHARES = [(share.value, label) for share, label in SHARE_LABELS.items()]
