"""What every page about one award shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.awards.models import Award
from tendering.awards.queries import waits
from tendering.awards.queries.actions import ACTIONS
from tendering.awards.queries.challenges import is_challenged
from tendering.awards.queries.hints import is_to_be_annulled, marked, waits_for_answer
from tendering.awards.queries.listing import readable
from tendering.awards.views.shown import TO_BE_ANNULLED, awaited, comes_later, ranking_of
from tendering.awards.wording.waits import CHALLENGED, HINTS_WAIT

RESULTS = Crumb(_("Results"), "/results/")


class AwardAct(Acting, ObjectActView[Award]):
    """An act on one award; the ranking stands above the form."""

    model = Award
    slug_field = "number"
    template_name = "awards/act.html"
    nav = "results"
    # Whether it is refused while other lots of the joint call come first.
    waits_for_lots = False
    # Whether it is refused where a hint of collusion found right concerns the winner.
    ends_with_hint = False
    # Whether it is refused while a challenge waits for its answer.
    waits_for_answers = False
    # Whether it is refused while a hint of collusion waits for its answer.
    waits_for_hints = False

    def get_queryset(self) -> QuerySet[Award]:
        """Only what this person may read; anything else is not found."""
        return marked(readable(self.membership))

    def get_object(self) -> Award:
        """The award, where the act is this person's to do."""
        award = super().get_object()
        if (match := self.request.resolver_match) is not None and match.url_name:
            ACTIONS.require(match.url_name, self.by, award, clock.now())
        return award

    def follows(self, name: str) -> bool:
        """By the table of acts."""
        return ACTIONS.follows(name, self.object)

    @cached_property
    def lots(self) -> Sequence[int]:
        """The lots that come first."""
        return waits.awaited(self.object, clock.today())

    def get_over(self) -> Text:
        """Where the award stands, the lots or the answer it waits for, or that it is to be annulled."""
        over = super().get_over() or (comes_later(self.lots) if self.waits_for_lots else "")
        over = over or (TO_BE_ANNULLED if self.ends_with_hint and is_to_be_annulled(self.object) else "")
        over = over or (CHALLENGED if self.waits_for_answers and is_challenged(self.object.tender) else "")
        return over or (HINTS_WAIT if self.waits_for_hints and waits_for_answer(self.object) else "")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the list and the result."""
        return [RESULTS, Crumb(self.object.number, self.object.get_absolute_url())]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the ranking, what is proposed, and the lots that come first."""
        award = self.object
        extra = ranking_of(award) | awaited(award.tender, self.lots)
        return super().get_context(**(extra | context))

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the award and the person; then back to the result."""
        service(award=self.object, by=self.by, **values)
        return self.object.get_absolute_url()
