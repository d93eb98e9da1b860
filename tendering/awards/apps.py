from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    name = "tendering.awards"
    label = "awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        """Declare what only grows, give the stage its words, say who reads it, follow departures from the roster."""
        from catalog import departures as roster
        from marketplace.audit import readers, sentences, triggers
        from marketplace.files import access
        from marketplace.notifications import kinds
        from marketplace.rulebook import periods
        from marketplace.ui import duties, navigation, refusals
        from tendering.awards import departures, documents, permissions
        from tendering.awards.queries import hints, rule_effects
        from tendering.awards.queries import onward as links
        from tendering.awards.services.objections import FILES
        from tendering.awards.wording.others import DUTIES, KINDS, SENTENCES
        from tendering.awards.wording.refusals import REFUSALS
        from tendering.bids import namesakes
        from tendering.demands import onward

        for table in ("awards_confirmation", "awards_objectionfile", "awards_awardletter", "awards_hintdecision"):
            triggers.register(table)
        documents.register()
        refusals.register(REFUSALS)
        duties.register(DUTIES)
        kinds.register(KINDS, area=_("Results"))
        sentences.register(SENTENCES)
        near = ("tender__demand__community",)
        readers.register("awards.Award", permissions.can_read, inside=permissions.is_office, related=near)
        readers.register_closed("awards.Objection", permissions.reads_objection, *near)
        access.register(FILES, permissions.can_read_objection_file)
        roster.register(departures.follow)
        namesakes.register(hints.lifted)
        onward.register(links.OF_DEMAND)
        periods.register(*rule_effects.PERIODS)
        navigation.register(navigation.Item("results", _("Results"), url_name="awards:list", order=25))
        _serve_calls()


def _serve_calls() -> None:
    """What calls ask of this stage: what follows their end, where their page goes on, what holds them up."""
    from tendering.awards.queries import challenges, hints, holds, waits
    from tendering.awards.services import publicity
    from tendering.awards.services.falling import end_with_call
    from tendering.demands import endings as demand_endings
    from tendering.tenders import endings, links
    from tendering.tenders import holds as tender_holds
    from tendering.tenders.services import suspending

    endings.register(end_with_call)
    endings.register_bar(challenges.bar)
    demand_endings.register_bar(challenges.bar_withdrawal)
    suspending.register(publicity.shift)
    links.register(challenges.links)
    links.register(hints.links)
    links.register(waits.links)
    tender_holds.register(holds.holds)
    tender_holds.register_ahead(holds.ahead)
