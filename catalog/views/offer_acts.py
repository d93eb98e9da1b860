"""A provider writes and keeps its offers; the district checks them (R35)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.forms.offers import OfferEditForm, OfferForm
from catalog.models import RosterEntry, ServiceOffer
from catalog.permissions import KEEPERS, may_administer
from catalog.queries import offers
from catalog.queries.eligibility import standing
from catalog.queries.entries import entry_of
from catalog.rules.eligibility import in_good_standing
from catalog.rules.states import OfferState
from catalog.services import offering
from catalog.services.offers import OfferValues, draft_offer, edit_offer, values_of
from catalog.transitions import OFFER
from catalog.views.offers import OFFERS, why_unseen
from catalog.views.own import OWN, OwnProvider
from catalog.views.roster import ROSTER
from catalog.words.tags import OFFER_TAGS
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.places import queries as places
from marketplace.rulebook.models import ServiceDomain
from marketplace.ui.drawing.values import said
from marketplace.ui.forms import ReasonForm, VersionedForm
from marketplace.ui.text import Text
from marketplace.ui.views import ActView, ObjectActView, Page


class VersionedReasonForm(ReasonForm, VersionedForm):
    """A reason, for what the person saw."""


class OwnOffers(OwnProvider, Page):
    """All of one's own offers, with where each stands."""

    roles = PROVIDER_ROLES
    template_name = "catalog/own_offers.html"
    title = _("Our offers")
    lead = _("What communities find when they look for somebody. The district checks each offer before it is shown.")
    crumbs = (ROSTER, OWN)
    nav = "offers"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the offers, whether they are shown now, and whether one may be added."""
        provider, today = self.provider, clock.today()
        has = standing(provider, today)
        rows = [
            {"offer": row, "tag": OFFER_TAGS[OfferState(row.state)], "unseen": why_unseen(row, today, has)}
            for row in offers.own(provider)
        ]
        return super().get_context(
            rows=rows,
            is_listed=in_good_standing(has, today),
            is_admin=may_administer(self.membership, provider),
            **context,
        )


class _WritesOffer(OwnProvider, ActView):
    roles = (Role.PROVIDER_ADMIN,)
    form_class = OfferForm
    crumbs = (ROSTER, OWN)
    nav = "offers"
    reads_application = False

    def detour(self, member: Any) -> str:
        """Who is not on the roster is approved for nothing that it could offer."""
        if first := super().detour(member):
            return first
        return "" if self.entry else reverse("catalog:own_offers")

    @cached_property
    def entry(self) -> RosterEntry | None:
        """What the provider is approved for."""
        return entry_of(self.provider)

    def get_form_options(self) -> dict[str, Any]:
        """What may be chosen: approved domains, their items, the district's streets."""
        entry, today = self.entry, clock.today()
        assert entry is not None  # the detour has made sure of it
        return super().get_form_options() | {
            "domains": ServiceDomain.objects.filter(entries=entry).order_by("pk"),
            "items": offers.items_of(entry, today),
            "streets": places.streets(),
            "today": today,
            "values": self.values(),
        }

    def values(self) -> OfferValues | None:
        """What stands there already."""
        return None


class NewOffer(_WritesOffer):
    """Write an offer, anew or from an earlier one."""

    title = _("Write an offer")
    submit_label = _("Save the draft")
    success_message = _("Saved. Hand it in when it is complete.")

    def values(self) -> OfferValues | None:
        """One's own offer of the address's ``from``."""
        asked = self.request.GET.get("from", "")
        good = asked.isascii() and asked.isdigit() and len(asked) < 19
        found = offers.own(self.provider).filter(pk=asked).first() if good else None
        return values_of(found) if found else None

    def act(self, form: Any) -> str:
        """Write it."""
        offer = draft_offer(provider=self.provider, by=self.membership, values=form.values(), now=clock.now())
        return offer.get_absolute_url()


class EditOffer(_WritesOffer):
    """Write on in a draft."""

    form_class = OfferEditForm
    title = _("Change the offer")
    success_message = _("Saved. Hand it in when it is complete.")

    @cached_property
    def offer(self) -> ServiceOffer:
        """One's own offer of the address.

        Raises:
            Http404: there is none.
        """
        return get_object_or_404(offers.own(self.provider), pk=self.kwargs["pk"])

    def get_form_options(self) -> dict[str, Any]:
        """With the version that is shown."""
        return super().get_form_options() | {"version": self.offer.version}

    def values(self) -> OfferValues | None:
        """What the draft says."""
        return values_of(self.offer)

    def get_over(self) -> Text:
        """Only a draft is written on."""
        return "" if self.offer.state == OfferState.DRAFT else self.offer.get_state_display()

    def get_cancel_url(self) -> str:
        """Back to the offer."""
        return self.offer.get_absolute_url()

    def act(self, form: Any) -> str:
        """Save."""
        version = form.cleaned_data["version"]
        edit_offer(offer=self.offer, by=self.membership, values=form.values(), version=version, now=clock.now())
        return self.offer.get_absolute_url()


class OfferAct(Acting, ObjectActView[ServiceOffer]):
    """An act on an offer; whoever may not do it is told by the service."""

    model = ServiceOffer
    form_class = VersionedForm
    crumbs = (ROSTER, OFFERS)
    nav = "offers"
    name = ""

    def get_queryset(self) -> QuerySet[ServiceOffer]:
        """One's own; the district's: what was handed in."""
        rows = offers.readable(self.membership, clock.today()).select_related("provider__organisation")
        member = self.membership
        own = member is not None and member.role in PROVIDER_ROLES
        return rows.filter(provider__organisation=member.organisation_id) if member is not None and own else rows

    def get_lead(self) -> Any:
        """Which offer it is."""
        return said(str(self.object))

    def follows(self, name: str) -> bool:
        """By the table of states."""
        del name
        return OFFER.allows(self.object.state, self.name)

    def get_cancel_url(self) -> str:
        """Back to the offer."""
        return self.object.get_absolute_url()

    def call(self, service: Any, form: Any, **more: Any) -> str:
        """Call a service with the offer, the person and the version; then back to the offer."""
        service(offer=self.object, by=self.membership, **form.cleaned_data, **more)
        return self.object.get_absolute_url()


class SubmitOffer(OfferAct):
    """Hand an offer in."""

    name = "submit"
    roles = (Role.PROVIDER_ADMIN,)
    title = _("Hand in an offer")
    intro = _("The district checks it. Until it has answered, the offer cannot be changed.")
    submit_label = _("Hand it in")
    success_message = _("Handed in. The district checks it now.")

    def act(self, form: Any) -> str:
        """Hand it in."""
        return self.call(offering.submit_offer, form, now=clock.now())


class PauseOffer(OfferAct):
    """Take an offer out of sight."""

    name = "pause"
    roles = (Role.PROVIDER_ADMIN,)
    title = _("Pause an offer")
    intro = _("Nobody finds it until you show it again; it is not checked anew.")
    submit_label = _("Pause it")
    success_message = _("Paused.")

    def act(self, form: Any) -> str:
        """Pause it."""
        return self.call(offering.pause_offer, form)


class ResumeOffer(OfferAct):
    """Show a paused offer again."""

    name = "resume"
    roles = (Role.PROVIDER_ADMIN,)
    title = _("Show an offer again")
    intro = _("Communities find it again as it was checked.")
    submit_label = _("Show it again")
    success_message = _("It is shown again.")

    def act(self, form: Any) -> str:
        """Show it."""
        return self.call(offering.resume_offer, form, now=clock.now())


class WithdrawOffer(OfferAct):
    """End one's own offer."""

    name = "withdraw"
    roles = (Role.PROVIDER_ADMIN,)
    title = _("Withdraw an offer")
    submit_label = _("Withdraw it")
    danger = True
    consequences = (_("It is shown to nobody any more. A new offer can be written from it."),)
    success_message = _("Withdrawn.")
    form_class = VersionedReasonForm

    def act(self, form: Any) -> str:
        """Withdraw it."""
        return self.call(offering.withdraw_offer, form, now=clock.now())


class PublishOffer(OfferAct):
    """The district lets an offer before the public."""

    name = "publish"
    roles = KEEPERS
    title = _("Publish an offer")
    intro = _("Everybody sees it on the provider's page, in the list of offers and in the search.")
    submit_label = _("Publish it")
    success_message = _("Published.")

    def act(self, form: Any) -> str:
        """Publish it."""
        return self.call(offering.publish_offer, form, now=clock.now())


class ReturnOffer(OfferAct):
    """The district sends an offer back."""

    name = "return"
    roles = KEEPERS
    title = _("Return an offer for correction")
    submit_label = _("Return it")
    success_message = _("Returned.")
    form_class = VersionedReasonForm

    def act(self, form: Any) -> str:
        """Return it."""
        return self.call(offering.return_offer, form)


class TakeDownOffer(OfferAct):
    """The district ends an offer."""

    name = "take_down"
    roles = KEEPERS
    title = _("Take down an offer")
    submit_label = _("Take it down")
    danger = True
    consequences = (_("It is shown to nobody any more, and the provider reads the reason."),)
    success_message = _("Taken down.")
    form_class = VersionedReasonForm

    def act(self, form: Any) -> str:
        """Take it down."""
        return self.call(offering.take_down_offer, form, now=clock.now())
