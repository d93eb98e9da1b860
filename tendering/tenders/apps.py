from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TendersConfig(AppConfig):
    name = "tendering.tenders"
    label = "tenders"
    verbose_name = _("Tenders")

    def ready(self) -> None:
        """Declare what only grows, give the stage its words, say who reads its stories and files."""
        from marketplace.audit import sentences, triggers
        from marketplace.notifications import kinds
        from marketplace.rulebook import effects, periods
        from marketplace.ui import duties, navigation, refusals
        from tendering.tenders import documents
        from tendering.tenders.queries import rule_effects
        from tendering.tenders.services import telling
        from tendering.tenders.wording.others import DUTIES, KINDS, SENTENCES
        from tendering.tenders.wording.refusals import REFUSALS

        assert telling.TOPIC  # the import registers the topic's handler
        for table in ("tenders_notice", "tenders_splittingstep"):
            triggers.register(table)
        documents.register()
        refusals.register(REFUSALS)
        duties.register(DUTIES)
        kinds.register(KINDS, area=_("Calls"))
        sentences.register(SENTENCES)
        _register_readers()
        _serve_demands()
        effects.register_day(rule_effects.announced_deadlines)
        periods.register(*rule_effects.PERIODS)
        how = navigation.Item(
            "letting", _("How projects are let"), url_name="tenders:how", area=navigation.Area.DISCLOSURE, order=58
        )
        navigation.register(navigation.Item("tenders", _("Calls"), url_name="tenders:list", order=20), how)


def _serve_demands() -> None:
    """What demands ask of this stage: where their page goes on, whether their call still takes answers."""
    from tendering.demands import calls, onward
    from tendering.tenders.queries import answering
    from tendering.tenders.queries.onward import OF_DEMAND
    from tendering.tenders.services import drafts

    calls.register(answering.past, answering.running)
    calls.register_in_touch(answering.invited)
    calls.register_drafts(drafts.hold, drafts.planners_changed)
    onward.register(OF_DEMAND)


def _register_readers() -> None:
    """Calls are public from their announcement on, what offices say of them in their work is not."""
    from marketplace.audit import numbers, readers
    from tendering.tenders import permissions

    numbers.register("tenders.Tender")
    readers.register(
        "tenders.Tender", permissions.can_read, inside=permissions.reads_inside, related=("demand__community",)
    )
    readers.register(
        "tenders.JointCall", permissions.can_read_joint, inside=permissions.reads_joint_inside, related=("place",)
    )
    of_invitation = ("tender__demand__community", "provider__organisation")
    readers.register_closed("tenders.Invitation", permissions.reads_invitation, *of_invitation)
    readers.withhold("tenders.Receipt", permissions.hidden_receipts)
