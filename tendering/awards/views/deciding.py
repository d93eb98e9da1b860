"""Proposing, publishing, confirming, letters, and what follows when an award falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.forms import ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.awards.forms import LettersForm, NoteForm, RecheckForm
from tendering.awards.queries.candidates import next_candidate, outcomes_of, reasons
from tendering.awards.queries.waits import lots_before
from tendering.awards.services import confirming, falling, following, letters, proposing, publicity, redoing, renewing
from tendering.awards.views.base import RESULTS, AwardAct
from tendering.awards.views.shown import awaited, comes_later, ranking_now, to_be_annulled
from tendering.awards.wording.reasons import say_all
from tendering.evaluation.rules.states import Error
from tendering.tenders import endings
from tendering.tenders.models import Tender
from tendering.tenders.views.base import readable as readable_calls

COMMUNITY = (Role.COMMUNITY,)
CONFIRMERS = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
OVERSIGHT = (Role.STREET, Role.DISTRICT)
WINNERS = (Role.PROVIDER_ADMIN, Role.COMMUNITY)


class Propose(Acting, ObjectActView[Tender]):
    """The ranking, or the offer, and who would be proposed."""

    model = Tender
    slug_field = "number"
    roles = COMMUNITY
    nav = "results"
    title = _("Propose the award")
    intro = _("The rank decides; nobody else can be proposed. The proposal is public only once it is published.")
    submit_label = _("Propose")
    success_message = _("Proposed. Publish it now.")
    template_name = "awards/act.html"

    def get_queryset(self) -> QuerySet[Tender]:
        """Calls this person may read."""
        return readable_calls(self.membership)

    def get_object(self) -> Tender:
        """The call, where it is this person's community's."""
        tender = super().get_object()
        require(self.membership, Role.COMMUNITY, place=tender.demand.community)
        return tender

    @cached_property
    def lots(self) -> Sequence[int]:
        """The lots that come first."""
        return lots_before(self.object, clock.today())

    def get_over(self) -> Text:
        """The lots it waits for."""
        return comes_later(self.lots)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return [RESULTS, Crumb(self.object.number, self.object.get_absolute_url())]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the ranking and the first in rank with the reasons."""
        today = clock.today()
        candidate = next_candidate(self.object, today)
        why = reasons(self.object, candidate, today) if candidate else []
        extra = ranking_now(self.object) | awaited(self.object, self.lots)
        extra |= {
            "candidate": candidate,
            "reasons": say_all(asdict(reason) for reason in why),
        }
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Propose."""
        del form
        return proposing.propose_award(tender=self.object, by=self.by).get_absolute_url()


class Publicise(AwardAct):
    """Publish ranking, sum and reasons; the publicity begins."""

    roles = COMMUNITY
    ends_with_hint = True
    title = _("Publish the proposed award")
    intro = _("Bidders and residents may object by name until the publicity ends; whoever publishes does not confirm.")
    submit_label = _("Publish")
    form_class = NoteForm

    def act(self, form: Any) -> str:
        """Publish."""
        return self.call(publicity.publicise, note=form.cleaned_data["note"])


class ConfirmAward(AwardAct):
    """An office makes it final."""

    roles = CONFIRMERS
    title = _("Confirm the award")
    intro = _("Nobody has objected, or every objection was dismissed. The last office's confirmation makes it final.")
    submit_label = _("Confirm the award")
    waits_for_answers = True
    waits_for_hints = True
    waits_for_lots = True
    ends_with_hint = True

    def act(self, form: Any) -> str:
        """Confirm; the limit of a joint call may let the award fall instead."""
        del form
        return self.call(confirming.confirm)

    def get_success_message(self, form: Any) -> Text:
        """What became of it."""
        del form
        self.object.refresh_from_db()
        return self.object.public_reason if self.object.has_fallen else _("Confirmed.")


class SendLetters(AwardAct):
    """The award letter, and to each loser its own reasons."""

    roles = COMMUNITY
    title = _("Send the letters")
    intro = _("Each bidder reads its own letter only. From the letter on run the days for signing the contract.")
    submit_label = _("Send the letters")
    success_message = _("Sent.")
    form_class = LettersForm
    waits_for_answers = True

    def get_form_options(self) -> dict[str, Any]:
        """A field for each loser."""
        award = self.object
        return {"losers": [one.provider for one in outcomes_of(award) if one.bid.pk != award.bid_id]}

    def act(self, form: Any) -> str:
        """Send."""
        return self.call(letters.send_letters, note=form.cleaned_data["note"], loser_notes=form.loser_notes())


class RefuseAward(AwardAct):
    """The winner steps back."""

    roles = WINNERS
    title = _("Refuse the award")
    submit_label = _("Refuse the award")
    form_class = ReasonForm
    danger = True

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what follows; credit is lost only where the purchaser is not late."""
        consequences = [_("The award lapses; the next in rank follows, or a new call.")]
        if not self.object.is_let_down(clock.now()):
            consequences.append(_("The provider loses credit points by the rule set."))
        return super().get_context(**({"consequences": consequences} | context))

    def act(self, form: Any) -> str:
        """Refuse."""
        return self.call(falling.refuse_award, reason=form.cleaned_data["reason"])


class Recheck(AwardAct):
    """The community has the same panel correct its result."""

    roles = COMMUNITY
    title = _("Have the panel check its result")
    intro = _("For errors that the law lets the panel correct itself (Decree 87, article 64). Everybody may read it.")
    consequences = [
        _("The award is set aside; open objections and challenges about the ranking are settled with it."),
        _("The members declare anew and find their sheets as they signed them; report and periods start anew."),
        _("It can be ordered once; after that only another panel may judge."),
    ]
    submit_label = _("Have it checked")
    form_class = RecheckForm
    danger = True
    success_message = _("The panel is called back.")

    def act(self, form: Any) -> str:
        """Order it."""
        data = form.cleaned_data
        return self.call(redoing.recheck, error=Error(data["error"]), reason=data["reason"])


class AnnulAward(AwardAct):
    """Street or district, after a complaint or where a hint of collusion was found right."""

    roles = OVERSIGHT
    title = _("Annul the award")
    intro = _(
        "After a complaint, or a hint of collusion, that was found right, or where the purchaser let the days for"
        " signing pass. Everybody may read the reason."
    )
    consequences = [_("The award is void; the next in rank follows, or a new call.")]
    submit_label = _("Annul the award")
    form_class = ReasonForm
    danger = True

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds that a hint asks for it."""
        return super().get_context(**(to_be_annulled(self.object, self.membership) | context))

    def act(self, form: Any) -> str:
        """Annul."""
        return self.call(falling.annul, reason=form.cleaned_data["reason"])


class RenewSigning(AwardAct):
    """Street or district, where the purchaser let the days for signing pass."""

    roles = OVERSIGHT
    title = _("Set new days for signing")
    intro = _(
        "The contract did not lie before the contractor all the days of the rule, or the purchaser did not sign it."
        " Nobody lost credit. Give the days anew, or annul the award. Everybody may read the reason."
    )
    consequences = [_("The days run anew, as if the award letter were sent today.")]
    submit_label = _("Set new days for signing")
    form_class = ReasonForm

    def get_over(self) -> Text:
        """Where the award stands, or that nobody missed its days."""
        is_missed = self.object.purchaser_late_at is not None
        return super().get_over() or ("" if is_missed else refusals.words(renewing.SigningNotMissed()).text)

    def act(self, form: Any) -> str:
        """Renew."""
        return self.call(renewing.renew, reason=form.cleaned_data["reason"])


class NextInRank(AwardAct):
    """The next one, with a publicity of its own."""

    roles = COMMUNITY
    title = _("Propose the next in rank")
    intro = _("The next in rank gets an award of its own, with its own publicity and confirmation.")
    submit_label = _("Propose the next in rank")
    waits_for_lots = True

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds who would be next."""
        return super().get_context(candidate=next_candidate(self.object.tender, clock.today()), **context)

    def act(self, form: Any) -> str:
        """Propose the next."""
        del form
        return following.next_in_rank(award=self.object, by=self.by).get_absolute_url()


class Relaunch(AwardAct):
    """Give up the ranking."""

    roles = COMMUNITY
    title = _("Let the project anew")
    intro = _("Everybody may read the reason.")
    consequences = [
        _("The call is cancelled; whoever stands next in rank gets nothing."),
        _("The demand may be let anew."),
    ]
    submit_label = _("Cancel the call and let anew")
    form_class = ReasonForm
    danger = True

    def get_over(self) -> Text:
        """Where the award stands, or what comes before the call is cancelled."""
        bar = endings.barred(self.object.tender)
        return super().get_over() or (refusals.words(bar).text if bar else "")

    def act(self, form: Any) -> str:
        """Relaunch."""
        tender = following.relaunch(award=self.object, by=self.by, reason=form.cleaned_data["reason"])
        return tender.get_absolute_url()
