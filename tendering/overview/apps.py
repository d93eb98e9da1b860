from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OverviewConfig(AppConfig):
    name = "tendering.overview"
    label = "overview"
    verbose_name = _("Overview")

    def ready(self) -> None:
        """Put the workbench into the shell."""
        from marketplace.ui import navigation

        item = navigation.Item(
            "workbench",
            _("Workbench"),
            url_name="overview:workbench",
            area=navigation.Area.ACCOUNT,
            order=10,
            signed_in=True,
            icon="inbox",
        )
        navigation.register(item)
