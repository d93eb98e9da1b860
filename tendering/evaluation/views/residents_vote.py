"""The residents' vote: its page for everybody, the ballot on it, and the community's acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import RoleMissing
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.evaluation import permissions
from tendering.evaluation.forms_vote import BallotForm, VoteEndForm
from tendering.evaluation.models import ResidentsVote
from tendering.evaluation.queries.residents_vote import ballot_of, choices_of, points_of, results, sealed, vote_of
from tendering.evaluation.services import residents_vote
from tendering.evaluation.views.base import ConvenerAct
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.views import trail


class Vote(Acting, ObjectActView[ResidentsVote]):
    """Where residents vote; everybody reads how it is done, and the count once nothing can follow it any more."""

    model = ResidentsVote
    slug_field = "tender__number"
    template_name = "evaluation/residents_vote.html"
    title = _("Residents' vote")
    submit_label = _("Vote")
    form_class = BallotForm
    success_message = _("Your vote is in. You can change it until the end.")

    def get_queryset(self) -> QuerySet[ResidentsVote]:
        """The latest of each call, with what the page shows."""
        return ResidentsVote.objects.latest_of_each().select_related(
            "tender__demand__community__parent", "tender__rule_set"
        )

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return trail.to(self.object.tender)

    def get_over(self) -> Text:
        """Why there is nothing to choose here: the vote or the call, or who reads it."""
        vote = self.object
        if vote.tender.state != TenderState.OPENED:
            return vote.tender.get_state_display()
        if not vote.takes_votes(clock.now()):
            return _("The vote is over")
        if self.refusal is None:
            return ""
        if isinstance(self.refusal, RoleMissing):
            return _("Votes are taken from the community's residents")
        return refusals.words(self.refusal).text

    @cached_property
    def refusal(self) -> NotPermitted | None:
        """Why this person does not vote."""
        return permissions.vote_refusal(self.membership, self.object)

    def get_form_options(self) -> dict[str, Any]:
        """The bidders, for whoever may read them."""
        vote = self.object
        rows = choices_of(vote)
        return {"choices": rows.none() if self.refusal else rows}

    def get_initial(self) -> dict[str, Any]:
        """What was chosen before."""
        found = ballot_of(self.object, self.membership)
        return {"choice": found.choice_id} if found else {}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the count, where it may be told, and whether the person has voted."""
        vote = self.object
        is_sealed = sealed(vote, clock.now())
        lines = [] if is_sealed else results(vote)
        extra = {
            "is_sealed": is_sealed,
            "voters": sum(line.votes for line in lines),
            "lines": lines if permissions.shows_bidders(self.membership, vote) else [],
            "own": ballot_of(vote, self.membership),
            "most": points_of(vote),
        }
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Vote."""
        residents_vote.cast(vote=self.object, by=self.by, choice=form.cleaned_data["choice"])
        return self.object.get_absolute_url()


class OpenVote(ConvenerAct):
    """Residents begin to vote."""

    title = _("Let residents vote")
    submit_label = _("Open the vote")
    consequences = [
        _("Residents of the community read who bids, and are told at once."),
        _("Nobody knows the count before the vote has ended and all sheets are signed."),
        _("The bids are ranked after the vote; its end can be moved to a later time, never to an earlier one."),
    ]
    form_class = VoteEndForm
    success_message = _("Residents have been told.")

    def act(self, form: Any) -> str:
        """Open it."""
        return self.call(residents_vote.open_vote, ends_at=form.cleaned_data["ends_at"])


class ProlongVote(ConvenerAct):
    """A later end."""

    title = _("Prolong the residents' vote")
    submit_label = _("Set the later end")
    form_class = VoteEndForm
    success_message = _("The vote ends later.")

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        vote = vote_of(self.object.tender)
        return {"ends_at": vote.ends_at} if vote else {}

    def act(self, form: Any) -> str:
        """Move the end."""
        return self.call(residents_vote.prolong_vote, ends_at=form.cleaned_data["ends_at"])
