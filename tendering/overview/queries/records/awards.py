"""Documents of an award: the result with its reasons, answers to objections and challenges, decisions on complaints."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.masking import mask_name
from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import day, moment, said, yuan
from tendering.awards import permissions
from tendering.awards.models import Award, Complaint, Objection
from tendering.awards.wording.reasons import say_all
from tendering.overview.queries.records.parts import Record, Section, Source
from tendering.tenders.rules.states import PUBLIC

CALL = "demand__community__parent"
PUBLIC_CALL = {"tender__state__in": sorted(PUBLIC)}


class Awards(Source[Award]):
    """Who shall do it, for how much and why, and how far that is settled."""

    kind = "award"
    label = _("Proposed awards, awards and their reasons")
    since = _("From the publicity on")
    demand_path = "tender__demand"

    def rows(self) -> QuerySet[Award]:
        """Public ones, fallen ones too."""
        found = permissions.readable(None).select_related(
            f"tender__{CALL}", "provider__organisation", "group__organisation"
        )
        return found.prefetch_related("confirmations")

    def head(self, row: Award) -> Record:
        """By its number."""
        assert row.publicised_at is not None  # only public ones are read
        title = _("Award") if row.awarded_at else _("Proposed award")
        url, demand = row.get_absolute_url(), row.tender.demand
        return Record(self.kind, row.pk, title, row.number, row.publicised_at, demand, url)

    def sections(self, row: Award) -> Iterable[Section]:
        """Facts, reasons, who confirmed, why it fell."""
        facts = [
            Fact(_("Project"), said(row.tender.demand.title)),
            Fact(_("Call"), row.tender.number),
            Fact(_("Contractor"), said(row.contractor_name)),
            Fact(_("Award sum"), yuan(row.price)),
            Fact(_("Rank"), row.rank),
            Fact(_("State"), row.get_state_display()),
            Fact(_("Published"), moment(row.publicised_at)),
        ]
        if row.publicity_last_day:
            facts.append(Fact(_("Publicity ends"), day(row.publicity_last_day)))
        yield Section(_("Result"), facts=facts)
        yield Section(_("Reasons"), points=say_all(row.reasons), text=row.note)
        confirmed = sorted(row.confirmations.all(), key=lambda one: (one.confirmed_at, one.pk))
        offices = [Fact(one.get_office_display(), moment(one.confirmed_at)) for one in confirmed]
        yield Section(_("Confirmed by"), facts=offices)
        yield Section(_("Why the award fell"), text=row.public_reason)


class Answers(Source[Objection]):
    """Objections to results with their answers, who filed them masked; of a challenge only how it ended.

    What a challenge says, its answer and its filer are for the parties and the offices (the call's page says the same).
    """

    kind = "objection"
    label = _("Objections and challenges with their answers")
    since = _("From the answer on")
    demand_path = "tender__demand"

    def rows(self) -> QuerySet[Objection]:
        """Answered ones of public calls; to an award only once it is public."""
        award = Q(award__isnull=True) | Q(award__publicised_at__isnull=False)
        found = Objection.objects.filter(award, answered_at__isnull=False, **PUBLIC_CALL)
        return found.select_related(f"tender__{CALL}", "filed_by", "award")

    def head(self, row: Objection) -> Record:
        """By the call's number and its own."""
        assert row.answered_at is not None  # only answered ones are read
        number = f"{row.tender.number} #{row.pk}"
        url, demand = row.get_absolute_url(), row.tender.demand
        return Record(self.kind, row.pk, row.get_regime_display(), number, row.answered_at, demand, url)

    def sections(self, row: Objection) -> Iterable[Section]:
        """What was said, and the answer; of a challenge neither."""
        facts = [
            Fact(_("Project"), said(row.tender.demand.title)),
            Fact(_("Call"), row.tender.number),
            Fact(_("About"), row.get_subject_display()),
            Fact(_("Filed"), moment(row.filed_at)),
            Fact(_("Outcome"), row.get_outcome_display() or row.get_state_display()),
            Fact(_("Answered"), moment(row.answered_at)),
        ]
        is_local = not row.is_challenge
        if is_local:
            who = _("A bidder") if row.provider_id else _("A resident")
            facts.append(Fact(who, said(mask_name(row.filed_by.name))))
        yield Section(row.get_regime_display(), facts=facts)
        if is_local:
            yield Section(_("Facts"), text=row.text)
            yield Section(_("Answer"), text=row.answer)


class Decisions(Source[Complaint]):
    """How complaints ended; who filed one, what it says and the words of the decision are for those it concerns."""

    kind = "complaint"
    label = _("Decisions on complaints")
    since = _("From the decision on")
    demand_path = "objection__tender__demand"

    def rows(self) -> QuerySet[Complaint]:
        """Decided ones about what is public."""
        public = Q(objection__award__isnull=True) | Q(objection__award__publicised_at__isnull=False)
        states = {"objection__tender__state__in": sorted(PUBLIC)}
        found = Complaint.objects.filter(public, decided_at__isnull=False, **states)
        return found.select_related(f"objection__tender__{CALL}")

    def head(self, row: Complaint) -> Record:
        """By the call's number and the objection's."""
        assert row.decided_at is not None  # only decided ones are read
        tender = row.objection.tender
        number = f"{tender.number} #{row.objection_id}"
        title, url = _("Decision on a complaint"), row.get_absolute_url()
        return Record(self.kind, row.pk, title, number, row.decided_at, tender.demand, url)

    def sections(self, row: Complaint) -> Iterable[Section]:
        """How it ended."""
        facts = [
            Fact(_("Project"), said(row.objection.tender.demand.title)),
            Fact(_("Filed"), moment(row.filed_at)),
            Fact(_("Outcome"), row.get_outcome_display() or row.get_state_display()),
            Fact(_("Decided"), moment(row.decided_at)),
        ]
        yield Section(_("Complaint"), facts=facts)
