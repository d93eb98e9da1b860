"""Documents of hints of collusion: what was noticed, what was answered, as everybody reads it with the award."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import moment, said
from tendering.awards.models import Award
from tendering.awards.queries.hints import whole
from tendering.awards.rules.states import CONFIRMED
from tendering.bids.models import CollusionHint
from tendering.overview.queries.records.calls import CALL
from tendering.overview.queries.records.parts import Record, Section, Source


class Hints(Source[CollusionHint]):
    """One hint with its answer and, where it was referred, the decision; values masked, no bidder by name."""

    kind = "hint"
    label = _("Hints about the bids with their answers")
    since = _("From the award on")
    demand_path = "tender__demand"

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Only once an award is public."""
        return bool(before["award"])

    def rows(self) -> QuerySet[CollusionHint]:
        """Of calls whose award is made and stands, with its number."""
        made = Award.objects.filter(tender=OuterRef("tender"), state__in=sorted(CONFIRMED)).order_by("-pk")
        found = CollusionHint.objects.annotate(
            award_number=Subquery(made.values("number")[:1]), made_at=Subquery(made.values("awarded_at")[:1])
        )
        return found.filter(award_number__isnull=False).select_related(*(f"tender__{name}" for name in CALL))

    def head(self, row: CollusionHint) -> Record:
        """By the call's number and its own."""
        values = vars(row)
        url, number = reverse("awards:detail", args=[values["award_number"]]), f"{row.tender.number} #{row.pk}"
        return Record(self.kind, row.pk, row.title, number, values["made_at"], row.tender.demand, url)

    def sections(self, row: CollusionHint) -> Iterable[Section]:
        """What several bids have in common, and each written step."""
        shown = whole(CollusionHint.objects.filter(pk=row.pk))[0]
        facts = [
            Fact(_("Project"), said(row.tender.demand.title)),
            Fact(_("Call"), row.tender.number),
            Fact(_("What was noticed"), row.title),
            Fact(_("Bids concerned"), shown.bids),
            *(Fact(_("What they have in common"), said(value)) for value in shown.masked),
            Fact(_("Found"), moment(row.found_at)),
            Fact(_("Outcome"), shown.label),
        ]
        yield Section(_("A hint is no verdict"), facts=facts)
        for step in shown.decisions:
            yield Section(step.get_act_display(), text=step.text, facts=[Fact(_("Written"), moment(step.decided_at))])
