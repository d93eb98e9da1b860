from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    name = "tendering.awards"
    label = "awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        """Declare what only grows."""
        from marketplace.audit import triggers

        for table in ("awards_confirmation", "awards_objectionfile", "awards_resultletter"):
            triggers.register(table)
