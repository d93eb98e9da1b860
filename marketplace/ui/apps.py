from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "marketplace.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        """The links this layer owns itself."""
        from marketplace.ui import navigation

        import_module("marketplace.ui.refusal_words")
        import_module("marketplace.ui.caches")

        area = navigation.Area.HELP
        navigation.register(
            navigation.Item("home", _("Home"), path="/", order=0),
            navigation.Item("privacy", _("Privacy"), url_name="ui:privacy", area=area, order=80),
            navigation.Item(
                "accessibility", _("Accessibility statement"), url_name="ui:accessibility", area=area, order=81
            ),
            navigation.Item("contact", _("Contact"), url_name="ui:contact", area=area, order=82),
        )
