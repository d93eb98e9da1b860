from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "marketplace.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Declare the log's own tables append-only and watch over everybody's."""
        from importlib import import_module

        from marketplace.audit import keys, queries, services, triggers
        from marketplace.outbox import registry
        from marketplace.ui import changes

        import_module("marketplace.audit.handlers")
        import_module("marketplace.audit.words")
        registry.record_acts_with(services.record)
        changes.register(queries.last_act)

        for table in ("audit_entry", "audit_mention", "audit_logleaf", "audit_logblock"):
            triggers.register(table)
        # A disclosure may be erased, never altered.
        triggers.register("audit_disclosure", events=[triggers.UPDATE, triggers.TRUNCATE])
        post_migrate.connect(triggers.reinstall, sender=self, dispatch_uid="audit.triggers")
        register(triggers.check_triggers, Tags.database)
        register(keys.check_keys, Tags.security, deploy=True)
