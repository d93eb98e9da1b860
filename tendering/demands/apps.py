from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemandsConfig(AppConfig):
    name = "tendering.demands"
    label = "demands"
    verbose_name = _("Demands")

    def ready(self) -> None:
        """Declare what only grows, give the stage its words, say who reads its stories."""
        from catalog import approaches
        from marketplace.audit import sentences, triggers
        from marketplace.files import access
        from marketplace.notifications import kinds
        from marketplace.rulebook import effects, periods
        from marketplace.ui import duties, navigation, refusals
        from tendering.demands import documents, permissions
        from tendering.demands.queries import approaching, rule_effects
        from tendering.demands.wording.duties import DUTIES
        from tendering.demands.wording.messages import KINDS
        from tendering.demands.wording.refusals import REFUSALS
        from tendering.demands.wording.sentences import SENTENCES

        triggers.register("demands_demandnotice")
        triggers.register("demands_recommendation")
        documents.register()
        approaches.register(approaching.approaches)
        refusals.register(REFUSALS)
        duties.register(DUTIES)
        kinds.register(KINDS, area=_("Demands"))
        sentences.register(SENTENCES)
        _register_readers()
        access.register(permissions.RECORD, permissions.can_read_record)
        effects.register(rule_effects.drafts_in_another_tier)
        periods.register(*rule_effects.PERIODS)
        navigation.register(navigation.Item("demands", _("Demands"), url_name="demands:list", order=10))


def _register_readers() -> None:
    """Demands and batches are public, what offices say of them in their work is not."""
    from marketplace.audit import numbers, readers
    from tendering.demands import permissions

    near = "demand__community"
    numbers.register("demands.Demand")
    readers.register("demands.Demand", permissions.can_read, inside=permissions.reads_inside, related=("community",))
    readers.register_closed("demands.Approval", permissions.reads_approval, near)
    readers.register_closed("demands.Match", permissions.reads_match, near, "provider__organisation")
    readers.register_closed("demands.Backing", permissions.reads_backing)
    readers.register(
        "demands.PublicationBatch",
        permissions.can_read_batch,
        inside=permissions.reads_batch_inside,
        related=("district",),
    )
