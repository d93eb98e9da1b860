from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

APPEND_ONLY = ("ledgerentry", "carryover", "disbursement", "disbursementpart", "contribution")


class FundsConfig(AppConfig):
    name = "tendering.funds"
    label = "funds"
    verbose_name = _("Funds")

    def ready(self) -> None:
        """Register what lower packages need to know of this one."""
        from marketplace.audit import triggers
        from marketplace.files import access
        from tendering.funds import attachments, permissions

        for name in APPEND_ONLY:
            triggers.register(f"funds_{name}")
        access.register(attachments.PLEDGE, permissions.may_read_pledge)
        access.register(attachments.RECEIPT, permissions.may_read_pledge)
        access.register(attachments.APPROVAL, permissions.may_read_approval)
