from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "marketplace.demo"
    label = "demo"
    verbose_name = _("Demonstration")

    def ready(self) -> None:
        """The sign-in page of a demonstration offers its accounts."""
        from marketplace.accounts import showcase
        from marketplace.demo.accounts import offered

        showcase.register(offered)
