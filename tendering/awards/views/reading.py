"""The list of results, the public page of one, and the letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.projects import SEARCHED
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.places.queries import streets
from marketplace.primitives.calendar import day_of
from marketplace.ui import pdf
from marketplace.ui.components import Crumb
from marketplace.ui.views import Column, DetailPage, Kind
from marketplace.ui.views.documents import Drawn
from search.views.saveable import SaveableList
from tendering.awards.forms import ResultFilters
from tendering.awards.models import Award, AwardLetter
from tendering.awards.queries import listing, waits
from tendering.awards.queries.actions import links
from tendering.awards.queries.coming import what_comes
from tendering.awards.queries.hints import marked, published
from tendering.awards.views import shown
from tendering.awards.views.base import RESULTS
from tendering.awards.wording.reasons import say_all
from tendering.demands.queries.life_cycle import course
from tendering.demands.views.in_file import NUMBER, place_columns

YEARS = 6  # how far back results are asked for by year


class ResultList(Acting, SaveableList):
    """Every result this person may read, with search, filters and a file."""

    title = _("Results")
    lead = _("Who shall do it, for how much and why; what is in publicity is open to objections.")
    caption = _("Results")
    filter_form_class = ResultFilters
    searched_kind = "award"
    searched = {"state": "status", "tier": "tier", "street": "street", **SEARCHED}
    default_sort = "-publicised"
    export_name = "results"
    nav = "results"
    columns = [
        Column(
            name="title",
            label=_("Project"),
            kind=Kind.SAID,
            value=lambda row: row.demand.title,
            sort=("tender__demand__title",),
            link=lambda row: row.get_absolute_url(),
            sub=lambda row: f"{row.number} · {row.demand.community}",
        ),
        NUMBER,
        *place_columns(lambda row: row.demand.community),
        Column(
            name="contractor_name",
            label=_("Contractor"),
            kind=Kind.SAID,
            sort=("provider__organisation__name", "group__organisation__name"),
        ),
        Column(
            name="method",
            label=_("Method"),
            value=lambda row: row.tender.get_method_display(),
            sort=("tender__method",),
            wide_only=True,
        ),
        Column(name="tier", label=_("Tier"), kind=Kind.TIER, value=lambda row: row.tender.tier, sort=("tender__tier",)),
        Column(name="price", label=_("Award sum"), kind=Kind.MONEY, sort=("price",)),
        Column(
            name="get_state_display",
            label=_("State"),
            kind=Kind.TAG,
            value=lambda row: row.state_in_words,
            tag=lambda row: shown.TAGS[row.state],
            sort=("state",),
        ),
        Column(
            name="publicised",
            label=_("Published"),
            kind=Kind.DAY,
            value=lambda row: row.publicised_at,
            sort=("publicised_at",),
            aside=True,
        ),
    ]

    def get_filter_options(self) -> dict[str, Any]:
        """Streets and years to choose from."""
        this_year = clock.today().year
        years = range(this_year, this_year - YEARS, -1)
        return {"streets": streets(), "years": years, "now": clock.now()}

    def get_queryset(self) -> QuerySet[Award]:
        """What this person may read."""
        return listing.listed(self.membership)


class ResultPage(Acting, DetailPage[Award]):
    """One award: ranking, reasons, days left, objections and answers, who confirmed, what came before."""

    model = Award
    slug_field = "number"
    template_name = "awards/award_detail.html"
    crumbs = [RESULTS]
    nav = "results"

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.demand.title

    def get_queryset(self) -> QuerySet[Award]:
        """Only what this person may read."""
        return marked(listing.readable(self.membership)).select_related("tender__panel", "tender__opening")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds everything the page shows; people are masked for the public."""
        award, membership, now = self.object, self.membership, clock.now()
        own_letters = listing.letters(membership)
        others = list(listing.readable(membership).filter(tender=award.tender).exclude(pk=award.pk).order_by("pk"))
        is_last = not any(other.pk > award.pk for other in others)
        lots = waits.awaited(award, day_of(now)) if is_last else ()
        held, given = shown.held(award, membership), list(award.confirmations.order_by("confirmed_at", "pk"))
        main_actions, quiet_actions = links(
            membership,
            award,
            now,
            is_last=is_last,
            waits=bool(lots),
            is_challenged=bool(held["challenged"]),
            is_to_be_annulled=bool(held["to_be_annulled"]),
            has_hint_waiting=bool(held["hinted"]),
        )
        extra = {
            "phases": course(award.demand),
            "tag": shown.TAGS[award.state],
            "coming": what_comes(award, given),
            "facts": shown.facts(award),
            "reasons": shown.reasons_of(award),
            "events": shown.events(award),
            "confirmations": given,
            "others": others,
            "letters": own_letters.filter(award=award).order_by("kind", "pk") if award.lettered_at else (),
            "main_actions": main_actions,
            "quiet_actions": quiet_actions,
            "hints": published(award),
            "comparison": shown.comparison(award, membership),
            "now": now,
        }
        extra |= (
            held | shown.awaited(award.tender, lots) | shown.ranking_of(award) | shown.objections_of(award, membership)
        )
        return super().get_context(**(extra | context))


class LetterPage(Acting, DetailPage[AwardLetter]):
    """A letter, for its addressee and the offices; made to be printed."""

    model = AwardLetter
    template_name = "awards/letter.html"
    signed_in = True
    for_those_inside = True
    nav = "results"

    def get_title(self) -> str:
        """Which letter it is."""
        return str(self.object.get_kind_display())

    def get_queryset(self) -> QuerySet[AwardLetter]:
        """A loser finds its own letter only."""
        return listing.letters(self.membership)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the result."""
        award = self.object.award
        return [RESULTS, Crumb(award.number, award.get_absolute_url())]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the reasons in words and the signing days."""
        letter = self.object
        extra = {
            "award": letter.award,
            "is_award": letter.kind == AwardLetter.Kind.AWARD,
            "reasons": say_all(letter.reasons),
            "window": letter.award.signing_window,
            "pdf_url": reverse("awards:letter_pdf", args=[letter.pk]) if pdf.is_available() else "",
        }
        return super().get_context(**(extra | context))


class LetterPDF(Drawn, LetterPage):
    """The same as a file."""

    document_template = "awards/letter_document.html"

    def get_page_url(self) -> str:
        """The letter's page."""
        return self.object.get_absolute_url()

    def get_file_name(self) -> str:
        """By the award; each bidder has one letter of it."""
        return f"letter-{self.object.award.number}-{self.object.pk}"
