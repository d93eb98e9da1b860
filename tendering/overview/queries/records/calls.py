"""Documents of a call: every notice with its difference, the opening, the qualification and the ranking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import ROLE_NAMES
from marketplace.accounts.rules import Role
from marketplace.primitives.masking import mask_contact
from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import day, moment, said, yuan
from marketplace.ui.text import Text
from tendering.awards.queries.candidates import outcomes
from tendering.awards.wording.reasons import say_all, tie_rule
from tendering.bids.models import Opening, RoundOpening
from tendering.bids.queries.record import RecordLine, lines
from tendering.evaluation import permissions as panels
from tendering.evaluation.models import Panel, RankingRow
from tendering.evaluation.models.panel import ErrorKind
from tendering.evaluation.rules.excluded import Why
from tendering.evaluation.wording.excluded import why_not_ranked
from tendering.overview.queries.records.parts import Grid, Record, Section, Source
from tendering.overview.queries.records.stored import as_change, as_moment, as_yuan
from tendering.overview.wording import FIELDS
from tendering.tenders.models import ComplexProject, Notice
from tendering.tenders.models.tender import TenderMethod
from tendering.tenders.queries.splitting import told
from tendering.tenders.rules.states import PUBLIC
from tendering.tenders.wording.consortia import consortia_words
from tendering.tenders.wording.prices import AT_FIXED_PRICE

CALL = ("demand__community__parent",)
COUNTED = ("contractor", "rank", "award", "round", "minimum_responses", "publicity_working_days", "working_days")
TEXTS = ("requirements", "outputs", "eligibility", "materials", "how_to_submit")


class Notices(Source[Notice]):
    """Every notice: announcement, amendment, extension, answer, result, award, and how a call ended."""

    kind = "notice"
    label = _("Notices, answers and amendments")
    since = _("From the notice on")
    demand_path = "tender__demand"

    def rows(self) -> QuerySet[Notice]:
        """Of public calls."""
        found = Notice.objects.filter(tender__state__in=sorted(PUBLIC))
        return found.select_related(*(f"tender__{name}" for name in CALL))

    def head(self, row: Notice) -> Record:
        """By its kind and the call's number."""
        tender = row.tender
        number = f"{tender.number}-{row.number}"
        award = row.body.get("award")
        url = reverse("awards:detail", args=[award]) if award else tender.get_absolute_url()
        return Record(self.kind, row.pk, row.get_kind_display(), number, row.published_at, tender.demand, url)

    def sections(self, row: Notice) -> Iterable[Section]:
        """What it says, as it was stored; nothing is computed anew."""
        body = row.body
        yield Section(_("In short"), facts=[*_facts(row)])
        yield Section(_("All lots of the joint call"), grid=_lots(body))
        yield Section(_("Reason"), text=str(body.get("reason", "")))
        yield Section(_("Why by another method"), text=str(body.get("change_reason", "")))
        yield Section(_("Why more members judge it"), text=str(body.get("complexity_reason", "")))
        yield Section(_("Question"), text=str(body.get("question", "")))
        yield Section(_("Answer to everybody"), text=str(body.get("answer", "")))
        yield Section(_("What was changed"), grid=changes(row))
        yield from (Section(FIELDS[name], text=str(body.get(name, ""))) for name in TEXTS)
        yield Section(_("Score sheet"), grid=_criteria(body))
        yield Section(_("Statutory check list"), grid=_checklist(body))
        yield Section(_("Why these conditions stay"), grid=_findings(body))
        yield from _splitting(body)
        yield Section(_("Ranking"), grid=_ranking(body))
        yield Section(_("Not ranked"), grid=_invalid(body))
        yield Section(_("Reasons"), points=say_all(body.get("reasons") or []), text=str(body.get("note", "")))


class Openings(Source[Opening]):
    """Opening records: how many, which commitments; no bidder and no price."""

    kind = "opening"
    label = _("Opening record")
    since = _("From the opening on")
    demand_path = "tender__demand"

    def rows(self) -> QuerySet[Opening]:
        """Of calls whose bids were opened."""
        found = Opening.objects.filter(opened_at__isnull=False, tender__state__in=sorted(PUBLIC))
        return found.select_related(*(f"tender__{name}" for name in CALL)).prefetch_related("confirmations")

    def head(self, row: Opening) -> Record:
        """By the call's number."""
        assert row.opened_at is not None  # only those are read
        url, demand = reverse("bids:record", args=[row.tender.number]), row.tender.demand
        return Record(self.kind, row.pk, _("Opening record"), row.tender.number, row.opened_at, demand, url)

    def sections(self, row: Opening) -> Iterable[Section]:
        """The course, and the bids by commitment."""
        return opened(row, lines(row.tender))


def opened(row: Opening | RoundOpening, found: Iterable[RecordLine]) -> Iterator[Section]:
    """The course of an opening, and what was opened, by commitment."""
    facts = [Fact(_("Project"), said(row.tender.demand.title))]
    facts += [Fact(one.get_office_display(), moment(one.confirmed_at)) for one in row.confirmations.all()]
    facts += [Fact(_("List fixed in the log"), moment(row.fixed_at)), Fact(_("Opened"), moment(row.opened_at))]
    yield Section(_("Course of the opening"), facts=facts)
    headings = (_("No."), _("Commitment (sha256)"), _("Check of the hash"))
    rows = [(line.number, line.commitment, _check(line)) for line in found]
    caption = _("By commitment; withdrawn and replaced bids are not among them")
    yield Section(_("Sealed bids"), grid=Grid(caption, headings, rows))


class Rankings(Source[Panel]):
    """Who passed the qualification and who ranks where; public with the result."""

    kind = "ranking"
    label = _("Qualification and ranking")
    since = _("With the publicity of the result")
    demand_path = "tender__demand"

    def rows(self) -> QuerySet[Panel]:
        """Public ones: a result rests on them, or they were set aside before one."""
        found = panels.readable(None).filter(pk__in=RankingRow.objects.values("panel"))
        return found.select_related(*(f"tender__{name}" for name in CALL))

    def head(self, row: Panel) -> Record:
        """By the call's number."""
        tender = row.tender
        at = row.ended_at or tender.closed_at or tender.announced_at
        assert at is not None  # a ranked call was announced
        title: Text = _("Qualification and ranking")
        if row.number > 1 or not row.counts:
            title = format_lazy(_("Qualification and ranking, panel {number}"), number=row.number)
        return Record(self.kind, row.pk, title, tender.number, at, tender.demand, tender.get_absolute_url())

    def sections(self, row: Panel) -> Iterable[Section]:
        """Why it counts no longer, where that is so; ranked, and not ranked with the reason."""
        yield Section(_("This panel was set aside"), text=row.superseded_reason)
        yield from _outcomes(row)


def _outcomes(panel: Panel) -> Iterator[Section]:
    found = outcomes(panel)
    ranked = [one for one in found if one.standing.rank is not None]
    rows = [
        (
            said(f"{one.standing.rank} {one.bid.bidder}"),
            yuan(one.standing.first_quote) if one.standing.first_quote is not None else "",
            yuan(one.standing.price),
            one.standing.plan_points,
            one.standing.price_points,
            one.standing.total,
            tie_rule(one.standing.tie_rule),
        )
        for one in ranked
    ]
    headings = (*_RANKED, _("Placed among equals by"))
    numeric = frozenset({1, 2, 3, 4, 5})
    yield Section(_("Passed and ranked"), grid=Grid(_("Ranking"), headings, rows, numeric).trimmed())
    out = [(said(one.bid.bidder), why_not_ranked(one.standing.out)) for one in found if one.standing.out is not None]
    yield Section(_("Not ranked"), grid=Grid(_("Not ranked"), (_("Bidder"), _("Reason")), out))


_RANKED = (_("Bidder"), _("First quote"), _("Quote"), _("Plan and ability"), _("Price points"), _("Total"))


def _check(line: RecordLine) -> Text:
    if not line.is_open:
        return _("Does not open")
    return _("As committed") if line.hash_ok else _("Not as committed")


def _facts(row: Notice) -> Iterator[Fact]:
    body, tender = row.body, row.tender
    yield Fact(_("Project"), said(tender.demand.title))
    yield Fact(_("Buyer"), said(tender.demand.community.full_name))
    yield Fact(_("Call"), tender.number)
    yield from _lot(body.get("joint"))
    yield from _limit_before(body.get("limit_before"))
    for name in COUNTED:
        if body.get(name):
            yield Fact(FIELDS[name], said(body[name]) if name == "contractor" else body[name])
    yield from _coded(body)
    for name in ("ceiling", "price"):
        if body.get(name):
            yield Fact(FIELDS[name], as_yuan(body[name]))
    for name in ("deadline_at", "ends_at", "until"):
        if body.get(name):
            yield Fact(FIELDS[name], as_moment(body[name]))
    yield from _consortia(body)
    if body.get("planned_by"):
        yield Fact(FIELDS["planned_by"], said(body["planned_by"]))
    yield from _contact(body)


def _lot(joint: dict[str, Any] | None) -> Iterator[Fact]:
    if joint:
        yield Fact(_("Joint call"), said(f"{joint['number']} {joint['title']}"))
        yield Fact(_("Lot"), joint["lot"])
        if joint.get("awards_per_bidder"):
            yield Fact(_("Lots one bidder may win"), joint["awards_per_bidder"])


def _limit_before(limit: dict[str, str] | None) -> Iterator[Fact]:
    if limit:
        told = _("Lot %(lot)s of joint call %(call)s, of which one bidder could win %(limit)s; that has ended.")
        yield Fact(_("Limit of the joint call before"), told % limit)


def _coded(body: dict[str, Any]) -> Iterator[Fact]:
    if body.get("method"):
        yield Fact(FIELDS["method"], TenderMethod(body["method"]).label)
    if body.get("changed_from"):
        yield Fact(FIELDS["changed_from"], TenderMethod(body["changed_from"]).label)
        yield Fact(FIELDS["change_agreed_by"], ROLE_NAMES[Role(body["change_agreed_by"])])
    if body.get("complexity"):
        yield Fact(FIELDS["complexity"], ComplexProject.Kind(body["complexity"]).label)
        yield Fact(FIELDS["complexity_declared_by"], ROLE_NAMES[Role(body["complexity_declared_by"])])
        yield Fact(FIELDS["panel_size"], body["panel_size"])
    if body.get("ordered_by"):
        yield Fact(FIELDS["ordered_by"], ROLE_NAMES[Role(body["ordered_by"])])
    if body.get("error"):
        yield Fact(FIELDS["error"], ErrorKind(body["error"]).label)


def _consortia(body: dict[str, Any]) -> Iterator[Fact]:
    """Whether the price is fixed and several may answer together, where the notice is of the call itself."""
    if body.get("fixed_price"):
        yield Fact(FIELDS["fixed_price"], AT_FIXED_PRICE)
    if "consortium" in body and body.get("deadline_at"):
        yield Fact(FIELDS["consortium"], consortia_words(body["consortium"]))


def _contact(body: dict[str, Any]) -> Iterator[Fact]:
    if body.get("period_from"):
        days = (day(date.fromisoformat(body[name])) for name in ("period_from", "period_to"))
        yield Fact(_("Period"), format_html("{} – {}", *days))
    if body.get("contact_name"):
        name = said(mask_contact(body["contact_name"]))
        yield Fact(_("Contact person"), format_html("{} {}", name, body["contact_phone"]))
        yield Fact(_("Supervision phone"), body["supervision_phone"])


def changes(row: Notice) -> Grid:
    """What an amendment changed: before and after."""
    headings = (_("What"), _("Before"), _("After"))
    rows = [
        (FIELDS[one["field"]], *(as_change(one["field"], one[side]) for side in ("before", "after")))
        for one in row.diff
        if one["field"] in FIELDS
    ]
    return Grid(_("What was changed"), headings, rows)


def _lots(body: dict[str, Any]) -> Grid:
    """Every lot that went out together with this one, each with its community and ceiling."""
    joint = body.get("joint") or {}
    rows = [
        (
            said(f"{one['lot']} {one['title']}"),
            one["number"],
            said(one["community"]),
            said(one["scope_item"]),
            yuan(Decimal(one["ceiling"])),
        )
        for one in joint.get("lots", [])
    ]
    headings = (_("Lot"), _("Call"), _("Community"), _("Item"), _("Ceiling"))
    return Grid(_("All lots of the joint call"), headings, rows, frozenset({4})).trimmed()


def _criteria(body: dict[str, Any]) -> Grid:
    rows = [(said(one["name_zh"]), one["points"]) for one in body.get("criteria", [])]
    return Grid(_("Score sheet"), (_("Criterion"), _("Points")), rows, frozenset({1}))


def _checklist(body: dict[str, Any]) -> Grid:
    rows = [(said(one["zh"]), said(one["note"])) for one in body.get("checklist", [])]
    return Grid(_("Statutory check list"), (_("Item"), _("What was seen")), rows)


def _findings(body: dict[str, Any]) -> Grid:
    rows = [(said(one["quote"]), said(one["reason"])) for one in body.get("barrier_answers", [])]
    return Grid(_("Why these conditions stay"), (_("Words of the call"), _("Reason")), rows)


def _splitting(body: dict[str, Any]) -> Iterator[Section]:
    if found := told(body):
        headings = (_("Project"), _("Title"), _("Amount"))
        rows = [(one.number, said(one.title), yuan(one.amount)) for one in found.projects]
        caption = _("Projects of the same community, item and year that pass a tier limit together")
        yield Section(_("Looked at as possible splitting"), grid=Grid(caption, headings, rows, frozenset({2})))
        yield from (Section(label, text=text) for label, text in found.steps)


def _ranking(body: dict[str, Any]) -> Grid:
    rows = [
        (
            said(f"{one['rank']} {one['name']}"),
            yuan(Decimal(one["first_quote"])) if one.get("first_quote") else "",
            yuan(Decimal(one["price"])) if one["price"] else "",
            one["plan_points"],
            one["price_points"],
            one["total"],
        )
        for one in body.get("ranking", [])
    ]
    return Grid(_("Ranking"), _RANKED, rows, frozenset({1, 2, 3, 4, 5})).trimmed()


def _invalid(body: dict[str, Any]) -> Grid:
    rows = [(said(one["name"]), why_not_ranked(Why.read(one))) for one in body.get("invalid", [])]
    return Grid(_("Not ranked"), (_("Bidder"), _("Reason")), rows)
