from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TendersConfig(AppConfig):
    name = "tendering.tenders"
    label = "tenders"
    verbose_name = _("Tenders")

    def ready(self) -> None:
        """Declare what only grows, give the stage its words, say who reads its stories and files."""
        from marketplace.audit import readers, sentences, triggers
        from marketplace.notifications import kinds
        from marketplace.rulebook import effects, periods
        from marketplace.ui import duties, navigation, refusals
        from tendering.tenders import documents, permissions
        from tendering.tenders.queries import rule_effects
        from tendering.tenders.wording.others import DUTIES, KINDS, SENTENCES
        from tendering.tenders.wording.refusals import REFUSALS

        for table in ("tenders_notice", "tenders_splittingstep"):
            triggers.register(table)
        documents.register()
        refusals.register(REFUSALS)
        duties.register(DUTIES)
        kinds.register(KINDS, area=_("Calls"))
        sentences.register(SENTENCES)
        readers.register("tenders.Tender", permissions.can_read, related=("demand__community",))
        readers.register("tenders.JointCall", permissions.can_read_joint, related=("place",))
        of_call = ("tender__demand__community", "provider__organisation")
        readers.register("tenders.Invitation", permissions.reads_invitation, related=of_call)
        readers.withhold("tenders.Receipt", permissions.hidden_receipts)
        effects.register_day(rule_effects.announced_deadlines)
        periods.register(*rule_effects.PERIODS)
        how = navigation.Item(
            "letting", _("How projects are let"), url_name="tenders:how", area=navigation.Area.DISCLOSURE, order=58
        )
        navigation.register(navigation.Item("tenders", _("Calls"), url_name="tenders:list", order=20), how)
