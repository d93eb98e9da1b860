"""Documents of what bidders and panel did together: rounds of a consultation, presentations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import due, moment, said
from marketplace.ui.text import Text
from tendering.awards import permissions as awards
from tendering.bids.models import Round, RoundState
from tendering.evaluation.models import DefenceSession, DefenceSlot
from tendering.evaluation.models.defence import SessionState
from tendering.overview.queries.records.calls import CALL, changes
from tendering.overview.queries.records.parts import Grid, Record, Section, Source
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import PUBLIC


class Rounds(Source[Round]):
    """What a round asked of all bidders and what it changed; what was talked about is for each bidder and the panel."""

    kind = "round"
    label = _("Rounds of consultation")
    since = _("From the end of the round on")
    demand_path = "tender__demand"

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Only where a call has rounds."""
        return any(row.tender.procedure.rounds for row in before["notice"])

    def rows(self) -> QuerySet[Round]:
        """Ended ones of public calls."""
        found = Round.objects.filter(state=RoundState.ENDED, tender__state__in=sorted(PUBLIC))
        return found.select_related("notice", *(f"tender__{name}" for name in CALL))

    def head(self, row: Round) -> Record:
        """By the call's number and its own."""
        assert row.ended_at is not None  # only ended ones are read
        number, tender = f"{row.tender.number}-{row.number}", row.tender
        return Record(self.kind, row.pk, row.title, number, row.ended_at, tender.demand, tender.get_absolute_url())

    def sections(self, row: Round) -> Iterable[Section]:
        """Its course, and the difference it made to the documents."""
        yield Section(_("Course of the round"), facts=[*_course(row)])
        if row.notice is not None:
            yield Section(_("Reason"), text=str(row.notice.body.get("reason", "")))
            yield Section(_("What was changed"), grid=changes(row.notice))


def _course(row: Round) -> Iterator[Fact]:
    yield Fact(_("Project"), said(row.tender.demand.title))
    yield Fact(_("Call"), row.tender.number)
    yield Fact(_("Begun"), moment(row.began_at))
    if row.called_at is not None:
        asked = _("Final quotes, sealed") if row.is_last else _("Revised plans, sealed")
        yield Fact(_("What all bidders were asked for"), asked)
        yield Fact(_("Called for"), moment(row.called_at))
    if row.deadline_at is not None:
        yield Fact(_("Deadline"), due(row.deadline_at))
    if row.ended_at is not None:
        yield Fact(_("Ended"), moment(row.ended_at))


class Presentations(Source[DefenceSession]):
    """Where and when bidders presented their plans, in which drawn order, for how long."""

    kind = "presentation"
    label = _("Presentations by the bidders")
    since = _("With the publicity of the result")
    demand_path = "panel__tender__demand"

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Only where bidders of a call present their plans."""
        return any(row.tender.procedure.has_defence for row in before["notice"])

    def rows(self) -> QuerySet[DefenceSession]:
        """Closed sessions before a panel with a public result: before it nobody is told who bids."""
        public = awards.readable(None).filter(bid__isnull=False, panel__isnull=False).values("panel")
        found = DefenceSession.objects.filter(state=SessionState.CLOSED, panel__in=public)
        return found.select_related("draw", *(f"panel__tender__{name}" for name in CALL))

    def head(self, row: DefenceSession) -> Record:
        """By the call's number."""
        tender: Tender = row.panel.tender
        assert row.closed_at is not None  # only closed ones are read
        title: Text = _("Presentations by the bidders")
        if row.panel.number > 1 or not row.panel.counts:
            title = format_lazy(_("Presentations by the bidders, panel {number}"), number=row.panel.number)
        url = tender.get_absolute_url()
        return Record(self.kind, row.pk, title, tender.number, row.closed_at, tender.demand, url)

    def sections(self, row: DefenceSession) -> Iterable[Section]:
        """Place and time, the lot, and every bidder's time by the server's clock."""
        facts = [
            Fact(_("Project"), said(row.panel.tender.demand.title)),
            Fact(_("Place"), said(row.place)),
            Fact(_("Began"), moment(row.starts_at)),
            Fact(_("Minutes for each bidder"), row.minutes),
            Fact(_("Seed of the lot"), row.draw.seed_hex),
            Fact(_("Commitment (sha256)"), row.draw.commitment),
            *([Fact(_("Closed"), moment(row.closed_at))] if row.closed_at else []),
        ]
        yield Section(_("Course of the presentations"), facts=facts)
        slots = row.slots.select_related("bid__provider__organisation").order_by(F("position").asc(nulls_last=True))
        headings = (_("Bidder"), _("Place in the order"), _("Presented"), _("Began"), _("Until"))
        rows = [_line(slot) for slot in slots]
        yield Section(_("In the drawn order"), grid=Grid(_("In the drawn order"), headings, rows, frozenset({1})))


def _line(slot: DefenceSlot) -> tuple[object, ...]:
    times = (moment(at) if at else "" for at in (slot.started_at, slot.stopped_at))
    return said(slot.bid.bidder), slot.position or "", slot.get_state_display(), *times
