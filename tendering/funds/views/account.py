"""One account: the equation, its projects, months, transfers and the statement."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import holds
from marketplace.places.queries import district_of
from marketplace.ui.components import Crumb, Tab
from marketplace.ui.text import Text
from marketplace.ui.views import Column, Kind, ListPage
from tendering.funds import transitions
from tendering.funds.forms.filters import StatementFilters
from tendering.funds.links import project_urls
from tendering.funds.models import FundAccount, LedgerEntry
from tendering.funds.names import stage_name
from tendering.funds.permissions import DISTRICT_MONEY, may_read_ledger, may_request_transfer
from tendering.funds.queries import accounts as account_queries
from tendering.funds.queries import drawing
from tendering.funds.queries import figures as figure_queries
from tendering.funds.rules.entries import REVERSIBLE, EntryKind, moves

FUNDS = Crumb(_("Fund transparency"), "/funds/")
STATUS_TAGS = {"planned": "line", "appropriated": "review", "open": "open", "closing": "late", "inspected": "review"}


def explained(entry: LedgerEntry) -> str:
    """What an entry is about: a project, a task, the other account, or who gave or received."""
    if entry.commitment is not None:
        return entry.commitment.line.plan.title
    if entry.transfer is not None:
        outgoing = entry.kind == EntryKind.TRANSFER_OUT
        return str(entry.transfer.to_account.home if outgoing else entry.transfer.from_account.home)
    if entry.allocation is not None and entry.allocation.task:
        return entry.allocation.task
    return entry.counterparty or entry.note


def note_of(entry: LedgerEntry) -> str:
    """Number, stage, and what it takes back or was taken back by."""
    parts = [_("entry %(serial)s") % {"serial": entry.serial}]
    if entry.disbursement is not None and entry.disbursement.stage:
        parts.append(stage_name(entry.disbursement.stage))
    if entry.share:
        parts.append(entry.get_share_display())
    if entry.reverses is not None:
        parts.append(_("takes back entry %(serial)s") % {"serial": entry.reverses.serial})
    if hasattr(entry, "reversed_by"):
        parts.append(_("taken back by entry %(serial)s") % {"serial": entry.reversed_by.serial})
    return " · ".join(str(part) for part in parts)


def signed(entry: LedgerEntry) -> Any:
    """The amount as it changes the figure it is booked on, in yuan."""
    move = moves(EntryKind(entry.kind), entry.amount, reversing=entry.reverses_id is not None)
    return move.paid or move.committed or move.inflow or move.outflow


def correction(entry: LedgerEntry) -> str:
    """Where an entry is taken back; empty where it cannot be."""
    standing = entry.reverses_id is None and not hasattr(entry, "reversed_by") and entry.disbursement_id is None
    fits = standing and EntryKind(entry.kind) in REVERSIBLE
    return reverse("funds:entry_reverse", args=[entry.pk]) if fits else ""


CORRECTION = Column(
    name="correction",
    label=_("Correction"),
    value=lambda row: _("Take back") if correction(row) else "",
    link=correction,
    export=False,
)


class AccountPage(Acting, ListPage):
    """The account of a community, street, district or pool; its statement only for those who may read it."""

    template_name = "funds/account.html"
    fragment_name = "funds/_statement.html"
    nav = "funds"
    caption = _("Entries of this account")
    default_sort = "-serial"
    filter_form_class = StatementFilters
    empty_text = _("Nothing has been booked that fits.")
    columns = (
        Column(
            name="serial", label=_("Entry"), sort=("serial",), value=lambda row: row.get_kind_display(), sub=note_of
        ),
        Column(name="about", label=_("About"), kind=Kind.SAID, value=explained),
        Column(name="recorded_at", label=_("Booked"), kind=Kind.MOMENT, sort=("recorded_at", "serial")),
        Column(name="amount", label=_("Amount"), kind=Kind.MONEY, sort=("amount",), value=signed),
        Column(name="available_after", label=_("Available after"), kind=Kind.MONEY, aside=True, export_value=None),
    )

    @cached_property
    def account(self) -> FundAccount:
        """The account of the address."""
        rows = FundAccount.objects.select_related("place__parent__parent", "pool__place__parent__parent", "fund_type")
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def reads(self) -> bool:
        """Whether the person sees entries."""
        return may_read_ledger(self.membership, self.account)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; a file of the entries only for those who may read them."""
        self.export_name = f"ledger-{self.account.pk}-{self.account.year}" if self.reads else ""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[LedgerEntry]:
        """The entries, none for those who see sums only."""
        rows = account_queries.statement(self.account)
        return rows if self.reads else rows.none()

    def get_columns(self) -> Sequence[Column]:
        """One more for those who may correct mistakes."""
        return (*self.columns, CORRECTION) if self._keeps else self.columns

    @cached_property
    def _keeps(self) -> bool:
        return holds(self.membership, *DISTRICT_MONEY, place=district_of(self.account.home) or self.account.home)

    def get_title(self) -> Text:
        """Owner, year and type."""
        account = self.account
        return _("%(owner)s: %(type)s %(year)s") % {
            "owner": account.owner,
            "type": account.fund_type,
            "year": account.year,
        }

    def get_crumbs(self) -> list[Crumb]:
        """Down to the owner's street."""
        parent = self.account.home.parent
        return [FUNDS, Crumb(parent.name, f"{FUNDS.url}?street={parent.pk}#results")] if parent else [FUNDS]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds figures for everybody; projects, transfers and acts for those who may read the entries."""
        account = self.account
        figures = figure_queries.of_account(account)
        today = clock.today()
        months = account_queries.months(account, today.month if account.year >= today.year else 12)
        found = super().get_context(
            **context,
            account=account,
            status_tag=STATUS_TAGS.get(account.status, ""),
            tabs=self._tabs(),
            figures=figures,
            rate=drawing.share(figures.utilisation),
            committed_rate=drawing.share(figures.committed_rate),
            change=drawing.change(figures, account.year, today.year),
            before=drawing.year_before(figures, account.year, today.year),
            bar=drawing.segments(figures),
            bars=drawing.month_bars(months),
            months=months,
            reads=self.reads,
            now=clock.now(),
        )
        return found | (self._insight() if self.reads else {})

    def _tabs(self) -> list[Tab]:
        return [
            Tab(
                f"{row.year} {row.fund_type}",
                reverse("funds:account", args=[row.pk]),
                current=row.pk == self.account.pk,
            )
            for row in account_queries.siblings(self.account)
        ]

    def _insight(self) -> dict[str, Any]:
        projects = list(account_queries.projects(self.account)[:50])
        urls = project_urls([row.plan_id for row in projects])
        return {
            "projects": [(row, urls.get(row.plan_id, "")) for row in projects],
            "transfers": list(account_queries.transfers(self.account)[:20]),
            "may_request_transfer": may_request_transfer(self.membership, self.account),
            "acts": self._acts(),
        }

    def _acts(self) -> list[Tab]:
        account = self.account
        if not self._keeps:
            return []
        offered = [("return", _("Return money to finance")), ("award", _("Pay an award"))]
        for act, label in (("open", _("Open")), ("inspect", _("Record inspection")), ("close", _("Close"))):
            if transitions.account_year.allows(account.status, act):
                offered.append((act, label))
        return [
            Tab(label, reverse(f"funds:account_{act}", args=[account.pk]))
            for act, label in offered
            if act != "award" or account.fund_type.pays_awards
        ]
