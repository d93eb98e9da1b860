from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TendersConfig(AppConfig):
    name = "tendering.tenders"
    label = "tenders"
    verbose_name = _("Tenders")

    def ready(self) -> None:
        """Declare what only grows."""
        from marketplace.audit import triggers

        triggers.register("tenders_notice")
