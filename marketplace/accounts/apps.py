from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "marketplace.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Tell the lower packages what this one knows."""
        from marketplace.accounts import events, upgrades, wiring

        events.connect()
        wiring.register()
        upgrades.connect()
