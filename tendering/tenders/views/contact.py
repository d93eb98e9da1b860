"""Questions, invitations, offers and resolutions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from catalog.models import CommunityGroup, Provider
from catalog.queries.eligibility import eligible_for
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.ruleset import Offerer, Tier
from marketplace.ui.components import Crumb
from marketplace.ui.forms import Form
from marketplace.ui.views import ObjectActView
from tendering.demands.models import Demand, Match
from tendering.demands.queries.conflicts import on_both_sides
from tendering.demands.queries.planners import planned
from tendering.demands.rules.meeting import Votes
from tendering.demands.views.choosing import Choosing
from tendering.tenders import permissions
from tendering.tenders.forms.contact import AnswerForm, AskForm, InviteForm, OfferForm, ReplyForm, ResolutionForm
from tendering.tenders.models import Invitation, Query, Tender
from tendering.tenders.services import invitations, offers, questions
from tendering.tenders.services.offers import OfferValues, ResolutionRecord
from tendering.tenders.views import trail
from tendering.tenders.views.base import TenderAct, readable

COMMUNITY = (Role.COMMUNITY,)


class Ask(TenderAct):
    """A provider asks."""

    roles = PROVIDER_ROLES
    title = _("Ask a question")
    submit_label = _("Ask")
    form_class = AskForm
    success_message = _("Asked. The answer appears on this page for everybody.")

    def act(self, form: Any) -> str:
        """Ask."""
        return self.call(questions.ask, text=form.cleaned_data["text"])


class Obtain(TenderAct):
    """A provider obtains the documents."""

    roles = PROVIDER_ROLES
    title = _("Obtain the documents")
    intro = _(
        "From now on you are told what happens to the call. The day is kept, and nobody sees it; under the statute the"
        " working days for challenging the documents are counted from it."
    )
    submit_label = _("Obtain the documents")
    success_message = _("The documents are obtained; they stand on this page.")

    def act(self, form: Any) -> str:
        """Obtain."""
        del form
        return self.call(questions.obtain)


class Answer(Acting, ObjectActView[Query]):
    """The community answers to all; the street once the answer is overdue."""

    model = Query
    roles = (Role.COMMUNITY, Role.STREET)
    title = _("Answer the question")
    submit_label = _("Answer to all")
    form_class = AnswerForm
    template_name = "tenders/answer.html"

    def get_queryset(self) -> QuerySet[Query]:
        """Questions about calls this person may read."""
        rows = Query.objects.filter(tender__in=readable(self.membership).values("pk"))
        return rows.select_related("tender__demand__community")

    def get_object(self) -> Query:
        """The question, where it is this person's to answer."""
        question = super().get_object()
        permissions.require_answerer(self.by, question, clock.now())
        return question

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        tender = self.object.tender
        return trail.to(tender)

    def act(self, form: Any) -> str:
        """Answer."""
        questions.answer(question=self.object, by=self.by, text=form.cleaned_data["answer"])
        return self.object.tender.get_absolute_url()


def eligible_providers(tender: Tender) -> QuerySet[Provider]:
    """Providers that may do this and did not plan it; none without a scope item."""
    item = tender.demand.scope_item
    if item is None:
        return Provider.objects.none()
    prefetch_related_objects([item], "domains")
    gate, regime = tender.rule_set.rules.roster.gate, tender.procedure.regime
    return eligible_for(item, Tier(tender.tier), regime, on=clock.today(), gate=gate).exclude(planned(tender.demand))


class Invite(Choosing, TenderAct):
    """Invite providers."""

    roles = COMMUNITY
    title = _("Invite providers")
    intro = _(
        "Only providers that may take this call are listed: who is in touch about the demand first, then who fits "
        "best; whoever was invited already is not."
    )
    submit_label = _("Invite")
    form_class = InviteForm
    template_name = "tenders/invite.html"

    def subject(self) -> Demand:
        """The call's demand."""
        return self.object.demand

    def candidates(self) -> QuerySet[Provider]:
        """Those that may do it, are on no other side and are not invited yet."""
        rows = eligible_providers(self.object).exclude(pk__in=self.object.invitations.values("provider"))
        return rows.exclude(on_both_sides(self.object.demand, clock.today()))

    def chosen(self) -> list[str]:
        """Those that were sent, or the one that a list of fitting providers leads here with."""
        return self.request.POST.getlist("providers") or self.request.GET.getlist("provider")[:1]

    def get_initial(self) -> dict[str, Any]:
        """The one that a list of fitting providers leads here with."""
        asked = self.request.GET.get("provider", "")
        return {"providers": [asked]} if asked.isascii() and asked.isdigit() else {}

    def get_form_options(self) -> dict[str, Any]:
        """Who may be chosen, and the labels of this page."""
        return {"eligible": self.candidates(), "labels": self.labels()}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the search field and the pages."""
        return super().get_context(**(self.choosing() | context))

    def act(self, form: Any) -> str:
        """Invite."""
        providers = form.cleaned_data["providers"]
        return self.call(invitations.invite_providers, providers=providers, now=clock.now())


class Reply(TenderAct):
    """Answer an invitation."""

    roles = PROVIDER_ROLES
    title = _("Answer the invitation")
    submit_label = _("Answer")
    success_message = _("Answered.")
    form_class = ReplyForm

    def act(self, form: Any) -> str:
        """Accept or decline."""
        invitation = (
            Invitation.objects.filter(tender=self.object, provider__organisation=self.by.organisation)
            .select_related("provider__organisation")
            .first()
        )
        if invitation is None:
            raise Http404
        data = form.cleaned_data
        invitations.answer_invitation(
            invitation=invitation, by=self.by, accept=data["accept"] == "yes", reason=data["reason"]
        )
        return self.object.get_absolute_url()


class RecordOffer(TenderAct):
    """The one offer of a call without competition."""

    roles = COMMUNITY
    title = _("Record the offer")
    submit_label = _("Record")
    form_class = OfferForm

    def get_form_options(self) -> dict[str, Any]:
        """Matched providers (direct award), groups (residents), or all that may do it (agreed)."""
        tender, providers = self.object, eligible_providers(self.object)
        if tender.procedure.facts.needs_match:
            matched = Match.objects.filter(demand=tender.demand, state=Match.State.MATCHED)
            providers = providers.filter(pk__in=matched.values("provider"))
        groups = CommunityGroup.objects.filter(community=tender.demand.community, dissolved_at__isnull=True)
        by_residents = tender.procedure.facts.offerer is Offerer.RESIDENTS
        groups = groups.select_related("organisation")
        return {"providers": None if by_residents else providers, "groups": groups if by_residents else None}

    def act(self, form: Any) -> str:
        """Record."""
        data = form.cleaned_data
        values = OfferValues(
            plan=data["plan"],
            price_note=data["price_note"],
            lines=data["lines"],
            provider=data.get("provider"),
            group=data.get("group"),
        )
        return self.call(offers.record_offer, values=values, now=clock.now())


class RecordResolution(TenderAct):
    """How the deciding body named who does it."""

    roles = COMMUNITY
    title = _("Record the resolution")
    intro = _("The deciding body names who does it; the supervision committee countersigns.")
    submit_label = _("Record")
    form_class = ResolutionForm

    def act(self, form: Any) -> str:
        """Record."""
        data = form.cleaned_data
        votes = Votes(data["present"], data["votes_for"], data["against"], data["abstain"])
        record = ResolutionRecord(held_at=data["held_at"], votes=votes, minutes=data["minutes"])
        return self.call(offers.record_resolution, values=record)


class CountersignResolution(TenderAct):
    """The supervision committee bears witness."""

    roles = (Role.SUPERVISION_COMMITTEE,)
    title = _("Countersign the resolution")
    intro = _("You bear witness that the deciding body met and decided this.")
    submit_label = _("Countersign")
    form_class = Form
    template_name = "tenders/countersign.html"

    def get_object(self) -> Tender:
        """The tender, once there is a resolution."""
        tender = super().get_object()
        offer = getattr(tender, "offer", None)
        if offer is None or offer.resolution is None:
            raise Http404
        return tender

    def act(self, form: Any) -> str:
        """Countersign."""
        del form
        resolution = self.object.offer.resolution
        assert resolution is not None  # `get_object` has seen to it
        offers.countersign_resolution(resolution=resolution, by=self.by)
        return self.object.get_absolute_url()
