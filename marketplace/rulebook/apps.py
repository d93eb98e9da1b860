from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    name = "marketplace.rulebook"
    label = "rulebook"
    verbose_name = _("Rule book")

    def ready(self) -> None:
        from marketplace.rulebook import wiring
        from marketplace.rulebook.queries import calendar

        wiring.register()
        request_started.connect(calendar.open_request, dispatch_uid="rulebook.calendar.open")
        request_finished.connect(calendar.close_request, dispatch_uid="rulebook.calendar.close")
        post_migrate.connect(reinstall_triggers, sender=self, dispatch_uid="rulebook.triggers")


def reinstall_triggers(using: str, **_: object) -> None:
    """SQLite drops triggers silently when a migration remakes a table."""
    from marketplace.rulebook import triggers

    connection = connections[using]
    if "rulebook_ruleset" in connection.introspection.table_names():
        triggers.install(connection)
