"""The pages of a consortium before the opening: the lead's terms, and each member's own word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.files.views import SANDBOX
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage, ObjectActView
from tendering.bids import consortium_box, permissions
from tendering.bids.forms.consortium import ConsortiumForm
from tendering.bids.models import Bid, BidState, Consent, Consortium, Partner
from tendering.bids.queries.consortia import before_opening, box_of, terms_of
from tendering.bids.rules.terms import Terms
from tendering.bids.services import consents, consortia
from tendering.bids.views.base import SIGNERS, BidAct, Private
from tendering.tenders.models import Tender
from tendering.tenders.queries.consortia import admitted
from tendering.tenders.views import trail


class OfConsortium(BidAct):
    """An act of the lead before it seals: what is sealed was consented to as it is."""

    def get_over(self) -> Text:
        """Where the bid stands once it is sealed."""
        bid = self.required_bid()
        return bid.get_state_display() if bid.state == BidState.SUBMITTED else self.closed


class ConsortiumPage(OfConsortium):
    """Name the members, their shares and what each does."""

    title = _("Bid as a consortium")
    template_name = "bids/consortium.html"
    submit_label = _("Save and ask the members")
    form_class = ConsortiumForm
    success_message = _("Every member is asked for its consent.")

    def get_object(self) -> Tender:
        """The call, where it admits consortia and there is a bid of ours."""
        tender = super().get_object()
        if not admitted(tender):
            raise Http404
        return tender

    @cached_property
    def box(self) -> Consortium | None:
        """What stands."""
        return box_of(self.required_bid())

    @cached_property
    def terms(self) -> Terms:
        """The terms in it."""
        return terms_of(self.box)

    def get_initial(self) -> dict[str, Any]:
        """What stands."""
        return ConsortiumForm.first_values(self.terms.parties)

    def get_form_options(self) -> dict[str, Any]:
        """As many rows as the call admits."""
        return {
            "version": self.box.version if self.box else 0,
            "row_count": admitted(self.object) - 1,
            "lead": self.required_bid().provider,
            "default_kind": self.object.kind,
            "has_agreement": self.terms.agreement is not None,
        }

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what the members have said."""
        extra = {"joint": before_opening(self.required_bid()), "most": admitted(self.object)}
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Write it down and ask."""
        data = form.cleaned_data
        consortia.propose(
            bid=self.required_bid(),
            by=self.by,
            parties=form.parties(),
            agreement=data["agreement"],
            version=data["version"],
        )
        return self.home()


class Dissolve(OfConsortium):
    """Answer alone after all."""

    title = _("Bid alone")
    submit_label = _("Give the consortium up")
    consequences = [
        _("The terms, the agreement and the members' answers are destroyed."),
        _("The draft of the bid stays as it is."),
    ]
    danger = True
    success_message = _("The consortium was given up.")

    def get_object(self) -> Tender:
        """The call, where our bid has a consortium."""
        tender = super().get_object()
        if box_of(self.required_bid()) is None:
            raise Http404
        return tender

    def act(self, form: Any) -> str:
        """Destroy."""
        del form
        consortia.dissolve(bid=self.required_bid(), by=self.by)
        return self.home()


class OfMember(Private):
    """What our own organisation was asked to join, and nobody else's."""

    roles: tuple[str, ...] = PROVIDER_ROLES
    object: Partner

    def get_queryset(self) -> QuerySet[Partner]:
        """Ours."""
        joined = ("bid__tender__demand__community", "bid__provider__organisation", "provider__organisation", "tender")
        return permissions.asked(self.membership).select_related(*joined)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and our page of it."""
        tender = self.object.bid.tender
        found = trail.to(tender)
        return [*found, Crumb(_("Our bid"), reverse("bids:workspace", args=[tender.number]))]


class ConsentPage(OfMember, DetailPage[Partner]):
    """The terms a member is asked to consent to."""

    model = Partner
    template_name = "bids/consent.html"
    title = _("Asked to join a consortium")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the terms as they stand, and what may be done now."""
        bid, tender = self.object.bid, self.object.bid.tender
        extra = {
            "joint": before_opening(bid),
            "opened": getattr(bid, "opened", None) if self.object.state == Consent.CONSENTED else None,
            "tender": tender,
            "now": clock.now(),
            "running": tender.is_open_at(clock.now()),
            "signs": self.by.role in SIGNERS,
        }
        return super().get_context(**(extra | context))


class MemberAct(OfMember, ObjectActView[Partner]):
    """An act of a member."""

    roles = SIGNERS
    model = Partner
    answers = Consent.ASKED

    def get_over(self) -> Text:
        """What was said, where it is not what this act answers; after the deadline nothing is said any more."""
        if self.object.state != self.answers:
            return self.object.get_state_display()
        return "" if self.object.bid.tender.is_open_at(clock.now()) else _("The deadline has passed")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the page of what is asked."""
        url = reverse("bids:consent", args=[self.object.pk])
        return [*super().get_crumbs(), Crumb(_("Asked to join a consortium"), url)]


class Agree(MemberAct):
    """Consent."""

    title = _("Consent to the consortium")
    submit_label = _("Consent")
    consequences = [
        _("Until you take it back your organisation stands in no other answer to this call, alone or with others."),
        _("If it wins, every member signs the contract and answers for all of it."),
        _("A change of members or shares asks you again."),
    ]
    success_message = _("You have consented.")

    def act(self, form: Any) -> str:
        """Say so."""
        del form
        consents.answer(partner=self.object, by=self.by, accept=True)
        return reverse("bids:consent", args=[self.object.pk])


class Decline(MemberAct):
    """Decline."""

    title = _("Decline to join")
    submit_label = _("Decline to join")
    success_message = _("You have declined; the lead was told.")

    def act(self, form: Any) -> str:
        """Say so."""
        del form
        consents.answer(partner=self.object, by=self.by, accept=False)
        return reverse("bids:consent", args=[self.object.pk])


class TakeBack(MemberAct):
    """Leave before the deadline."""

    answers = Consent.CONSENTED
    title = _("Take the consent back")
    submit_label = _("Take it back")
    consequences = [
        _("A bid that was sealed with it is withdrawn and never opened."),
        _("The lead is told and can hand in another one until the deadline."),
    ]
    danger = True
    success_message = _("Your consent was taken back.")

    def act(self, form: Any) -> str:
        """Say so."""
        del form
        consents.take_back(partner=self.object, by=self.by)
        return reverse("bids:consent", args=[self.object.pk])


class Agreement(OfMember, DetailPage[Partner]):
    """The agreement, decrypted for this request."""

    model = Partner

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The bytes as an attachment."""
        del request, args, kwargs
        return attachment(self.object.bid)


def attachment(bid: Bid) -> HttpResponse:
    """The agreement of a bid that is not opened yet.

    Raises:
        Http404: there is none.
    """
    box = box_of(bid)
    entry = terms_of(box).agreement
    if box is None or entry is None:
        raise Http404
    answer = HttpResponse(consortium_box.read_agreement(box), content_type=entry.content_type)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=entry.name) or ""
    return answer
