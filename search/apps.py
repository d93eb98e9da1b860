from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Follow the log."""
        from dataclasses import replace
        from importlib import import_module

        from marketplace.audit import followers, sentences
        from marketplace.notifications import kinds
        from marketplace.ui import navigation, refusals
        from search import wording
        from search.services import letters, noticing, telling

        import_module("search.handlers")
        followers.register(noticing.notice)
        kinds.register({telling.FOUND: replace(wording.FOUND, letter=letters.letter)})
        refusals.register(wording.REFUSALS)
        sentences.register(wording.SENTENCES)
        area, services = navigation.Area.ACCOUNT, navigation.Area.SERVICES
        navigation.register(
            navigation.Item("search", _("Search"), url_name="search:page", area=area, order=10, icon="search"),
            navigation.Item(
                "saved_searches", _("My searches"), url_name="search:saved", area=services, order=90, signed_in=True
            ),
        )
