"""The list of contracts and the page of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.places.queries import streets
from marketplace.primitives.masking import mask_name
from marketplace.primitives.money import ZERO, format_yuan
from marketplace.ui.components import Event, Fact, Segment
from marketplace.ui.formats import day
from marketplace.ui.views import Column, DetailPage, Kind, ListPage
from tendering.awards.wording.waits import CHALLENGED
from tendering.contracts.forms.contract import ContractFilters
from tendering.contracts.models import Contract, Signature
from tendering.contracts.parties import shares
from tendering.contracts.permissions import reads_inside
from tendering.contracts.queries import page
from tendering.contracts.queries.actions import on_contract, waits_for_answer
from tendering.contracts.rules.states import Side, State
from tendering.contracts.views.base import CONTRACTS, listed, readable
from tendering.contracts.wording.needs import CONDITIONS
from tendering.demands.queries.explain import funding_parts, with_lines
from tendering.demands.queries.life_cycle import course
from tendering.demands.views.in_file import NUMBER, place_columns
from tendering.funds.queries.plans import figures
from tendering.funds.words.plans import freed_at_signing

TAGS = {
    State.DRAFTING: "review",
    State.PUBLISHED: "public",
    State.ACTIVE: "open",
    State.SUSPENDED: "late",
    State.TERMINATED: "fail",
}

SIGNED_BY = {Side.PURCHASER: _("Signed for the purchaser"), Side.CONTRACTOR: _("Signed for the contractor")}


class ContractList(Acting, ListPage):
    """Every contract this person may read, with search, filters and a file."""

    title = _("Contracts")
    lead = _("What was agreed, how far it is, what was paid.")
    caption = _("Contracts")
    filter_form_class = ContractFilters
    default_sort = "-signed"
    export_name = "contracts"
    columns = [
        Column(
            name="title",
            label=_("Project"),
            kind=Kind.SAID,
            value=lambda row: row.demand.title,
            sort=("demand__title",),
            link=lambda row: row.get_absolute_url(),
            sub=lambda row: f"{row.number} · {row.demand.community.parent} · {row.demand.community}",
        ),
        NUMBER,
        *place_columns(lambda row: row.demand.community),
        Column(name="contractor", label=_("Contractor"), kind=Kind.SAID, value=lambda row: row.contractor_name),
        Column(name="tier", label=_("Tier"), kind=Kind.TIER, sort=("tier",)),
        Column(name="total", label=_("Contract sum"), kind=Kind.MONEY, sort=("sum",)),
        Column(name="paid", label=_("Paid"), kind=Kind.MONEY, sort=("paid",)),
        Column(
            name="get_state_display",
            label=_("State"),
            kind=Kind.TAG,
            tag=lambda row: TAGS.get(row.state, ""),
            sort=("state",),
        ),
        Column(
            name="signed",
            label=_("Signed at"),
            kind=Kind.MOMENT,
            value=lambda row: row.signed_at,
            sort=("signed_at",),
            aside=True,
        ),
    ]

    def get_filter_options(self) -> dict[str, Any]:
        """Streets to choose from."""
        return {"streets": streets()}

    def get_queryset(self) -> QuerySet[Contract]:
        """What this person may read."""
        return listed(self.membership)


class ContractPage(Acting, DetailPage[Contract]):
    """One contract: parties and sums, milestones with pictures, who did each step of a payment, what you may do."""

    model = Contract
    slug_field = "number"
    template_name = "contracts/contract_detail.html"
    crumbs = [CONTRACTS]

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.demand.title

    def get_queryset(self) -> QuerySet[Contract]:
        """Only what this person may read, with what the page shows."""
        return readable(self.membership).prefetch_related(*page.PARTS, with_lines("plan"))

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the road, the acts, the parts."""
        contract, membership, now = self.object, self.membership, clock.now()
        inside = reads_inside(membership, contract)
        main_actions, quiet_actions = on_contract(membership, contract, now)
        extra = {
            "phases": course(contract.demand),
            "tag": TAGS.get(State(contract.state), ""),
            "inside": inside,
            "facts": _facts(contract, inside=inside),
            **_funding(contract),
            "parts": _parts(contract),
            "shares": shares(contract),
            "milestones": page.milestone_rows(contract, membership, now, inside=inside),
            "stages": [
                (row, [(CONDITIONS[check.need], check.met) for check in row.checks])
                for row in page.stage_rows(contract, membership, now, inside=inside)
            ],
            "amendments": page.amendment_rows(contract, membership, now, inside=inside),
            "acceptances": page.acceptance_rows(contract, membership, now),
            "events": _events(contract),
            "panels": contract.panels.order_by("round"),
            "challenged": CHALLENGED if inside and waits_for_answer(contract) else "",
            "main_actions": main_actions,
            "quiet_actions": quiet_actions,
        }
        return super().get_context(**(extra | context))


def _funding(contract: Contract) -> dict[str, Any]:
    """Who pays by the plan, in yuan, and for whom the signature set something free."""
    planned = figures(contract.plan)
    return {
        "funding": funding_parts(contract.plan),
        "funding_total": planned.whole,
        "planned": planned.total,
        "freed": freed_at_signing(planned.freed(contract.saving)),
        "may_free": contract.state == State.DRAFTING and contract.sum < planned.total,
    }


def _facts(contract: Contract, *, inside: bool) -> list[Fact]:
    facts = [
        Fact(_("Purchaser"), contract.demand.community),
        Fact(_("Contractor"), contract.contractor_name),
        Fact(_("Period"), f"{day(contract.period_from)} – {day(contract.period_to)}"),
    ]
    facts += [_signed(row, inside=inside) for row in contract.signatures.all()]
    if contract.published_at and contract.filed_at:
        facts.append(Fact(_("Published and filed"), day(contract.published_at)))
    return facts


def _signed(row: Signature, *, inside: bool) -> Fact:
    """Who clicked; of a paper, which others signed by hand, who handed it in."""
    name = row.signed_by.user.name
    shown = name if inside else mask_name(name)
    if row.method == Signature.Method.SCAN:
        shown = _("on paper, handed in by %(name)s") % {"name": shown}
    shown = f"{row.member} · {shown}" if row.member else shown
    return Fact(SIGNED_BY[Side(row.side)], f"{shown} · {day(row.signed_at)} · {row.get_method_display()}")


def _parts(contract: Contract) -> list[Segment]:
    open_sum = contract.unpaid
    parts = [Segment(_("Paid"), contract.paid, format_yuan(contract.paid), 1)]
    if open_sum > ZERO:
        parts.append(Segment(_("To be paid"), open_sum, format_yuan(open_sum), 3))
    return [part for part in parts if part.value]


def _events(contract: Contract) -> list[Event]:
    rows = contract.notices.order_by("-published_at", "-pk")
    return [
        Event(
            row.get_kind_display(),
            row.published_at,
            note=f"{row.get_channel_display()} · {row.words}".strip(" ·"),
        )
        for row in rows
    ]
