from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "tendering.funds"
    label = "funds"
    verbose_name = _("Funds")

    def ready(self) -> None:
        """Say what the app's codes mean and who reads what it keeps."""
        from tendering.funds import registration

        registration.register()
