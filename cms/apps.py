from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Site pages")

    def ready(self) -> None:
        """Say what is found of pages, where they are listed, what acts on them are called; follow Wagtail."""
        from cms import documents, models, services, words
        from marketplace.accounts import admin_rights
        from marketplace.audit import sentences
        from marketplace.ui import navigation

        documents.register()
        sentences.register(words.ACTS)
        admin_rights.follow(services.give_rights)
        models.followers.append(services.noted)
        area = navigation.Area.DISCLOSURE
        navigation.register(
            navigation.Item("notices", _("Notices and guides"), url_name="cms:notices", area=area, order=5)
        )
