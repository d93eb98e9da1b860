from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What was declared, signed and ranked only grows.
APPEND_ONLY = (
    "declaration",
    "score",
    "deviationreason",
    "rankingrow",
    "report",
    "reportsignature",
    "workmark",
    "defencenote",
    "votechoice",
)


class EvaluationConfig(AppConfig):
    name = "tendering.evaluation"
    label = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        """Declare what only grows, give the stage its words, say who reads its stories and opened bids."""
        from catalog import expert_marks
        from marketplace.audit import readers, sentences
        from marketplace.files import access
        from marketplace.files.rules.kinds import PHOTOS, Kind
        from marketplace.notifications import kinds
        from marketplace.ui import duties, navigation, refusals
        from tendering.bids.permissions import register_seat_reader
        from tendering.evaluation import permissions
        from tendering.evaluation.queries.marks import marks_of
        from tendering.evaluation.wording.defence import DEFENCE_REFUSALS
        from tendering.evaluation.wording.others import DUTIES, KINDS, SENTENCES
        from tendering.evaluation.wording.refusals import REFUSALS

        _keep()
        refusals.register(REFUSALS)
        refusals.register(DEFENCE_REFUSALS)
        duties.register(DUTIES)
        kinds.register(KINDS, area=_("Evaluation"))
        sentences.register(SENTENCES)
        near = ("tender__demand__community",)
        readers.register("evaluation.Panel", permissions.can_read, inside=permissions.sees_names, related=near)
        access.register("evaluation.paper", permissions.can_read_scan, kinds=frozenset({Kind.PDF}) | PHOTOS)
        navigation.register(
            navigation.Item(
                key="expert",
                label=_("My work as an expert"),
                url_name="evaluation:own",
                area=navigation.Area.SERVICES,
                roles=("expert",),
                order=30,
            )
        )
        register_seat_reader(permissions.sits_at)
        expert_marks.register(marks_of)
        _keep_roles()
        _serve_calls()
        _name_votes()


def _keep_roles() -> None:
    """Which roles do not end while a draw hangs on them."""
    from marketplace.accounts import endings
    from tendering.evaluation.queries.endings import bar

    endings.register(bar)


def _serve_calls() -> None:
    """What a call's page asks of this stage: where it goes on, what holds it up."""
    from tendering.evaluation.queries.defence import defence_links
    from tendering.evaluation.queries.holds import holds
    from tendering.evaluation.queries.lots import joint_links
    from tendering.evaluation.queries.onward import panel_links
    from tendering.evaluation.queries.residents_vote import vote_links
    from tendering.evaluation.services.residents_vote import shift
    from tendering.tenders import holds as tender_holds
    from tendering.tenders import links
    from tendering.tenders.services import suspending

    links.register(panel_links)
    links.register(defence_links)
    links.register(vote_links)
    links.register_joint(joint_links)
    tender_holds.register(holds)
    suspending.register(shift)


def _name_votes() -> None:
    """The words of the residents' vote."""
    from marketplace.audit import sentences
    from marketplace.notifications import kinds
    from marketplace.ui import duties, refusals
    from tendering.evaluation.wording import residents_vote

    refusals.register(residents_vote.VOTE_REFUSALS)
    duties.register(residents_vote.VOTE_DUTIES)
    kinds.register(residents_vote.VOTE_KINDS, area=_("Evaluation"))
    sentences.register(residents_vote.VOTE_SENTENCES)


def _keep() -> None:
    """Declare what only grows, and what stays once it is signed, drawn or closed."""
    from marketplace.audit import triggers

    for table in APPEND_ONLY:
        triggers.register(f"evaluation_{table}")
    # A draft belongs to its member; a signed sheet to nobody.
    triggers.register("evaluation_scoresheet", when="OLD.state = 'signed'")
    triggers.register("evaluation_papersheet", when="OLD.state = 'confirmed'")
    # A closed session stays as it was; so does a bidder's time once it has ended.
    triggers.register("evaluation_defencesession", when="OLD.state = 'closed'")
    triggers.register("evaluation_defenceslot", when="OLD.state = 'done'")
    # A vote ends later at most, and a ballot stays its voter's; what it says may change until the end.
    triggers.register("evaluation_residentsvote", columns=("tender_id", "number", "opened_by_id", "opened_at"))
    triggers.register("evaluation_ballot", columns=("vote_id", "voter_id"))
    # Once drawn, neither seed nor list nor order changes.
    triggers.register("evaluation_draw", when="OLD.drawn_at IS NOT NULL")
