from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


class NotificationsConfig(AppConfig):
    name = "marketplace.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Topics get their handlers, the shell its link with the number of unread messages."""
        from marketplace.accounts import alongside
        from marketplace.audit.sentences import Sentence
        from marketplace.audit.sentences import register as register_sentences
        from marketplace.notifications import account_words, kinds, queries
        from marketplace.ui.navigation import Area, Item, register

        kinds.register(account_words.KINDS, area=_("Account"))
        import_module("marketplace.notifications.handlers")
        register_sentences(
            {"notifications.preferences.changed": Sentence(_("%(actor)s changed which messages they get"))}
        )
        alongside.register("unread", queries.unread_of_person())
        register(
            Item(
                "inbox",
                _("Messages"),
                url_name="notifications:inbox",
                area=Area.ACCOUNT,
                order=20,
                signed_in=True,
                icon="bell",
                counter=_unread,
            )
        )


def _unread(request: "HttpRequest") -> int:
    from marketplace.notifications import queries

    held = getattr(request, "memberships", [])
    return int(held[0].unread) if held else queries.unread(request.user)
