from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Follow the log."""
        from importlib import import_module

        from marketplace.audit import followers
        from marketplace.ui import navigation
        from search.services import noticing

        import_module("search.handlers")
        followers.register(noticing.notice)
        area = navigation.Area.ACCOUNT
        navigation.register(
            navigation.Item("search", _("Search"), url_name="search:page", area=area, order=10, icon="search")
        )
