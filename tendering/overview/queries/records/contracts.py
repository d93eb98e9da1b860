"""Documents of delivery: the contract, its notices (progress, acceptance, verdict, …), payments made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import day, moment, said, yuan
from tendering.contracts.models import Contract, ContractNotice, Payment
from tendering.contracts.permissions import readable
from tendering.contracts.queries.page import chain
from tendering.contracts.rules.states import PaymentState
from tendering.overview.queries.records.parts import Grid, Record, Section, Source
from tendering.overview.queries.records.stored import as_yuan
from tendering.overview.wording import FIELDS

RELATED = ("demand__community__parent", "provider__organisation", "group__organisation")


class Contracts(Source[Contract]):
    """Public contracts."""

    kind = "contract"
    label = _("Contracts")
    since = _("From the publication of the contract on")
    demand_path = "demand"

    def rows(self) -> QuerySet[Contract]:
        """What everybody may read."""
        return readable(None).select_related(*RELATED).prefetch_related("milestones", "stages")

    def head(self, row: Contract) -> Record:
        """By its number."""
        at = row.published_at or row.signed_at or row.drafted_at
        return Record(self.kind, row.pk, _("Contract"), row.number, at, row.demand, row.get_absolute_url())

    def sections(self, row: Contract) -> Iterable[Section]:
        """Parties, sums, what is delivered, days, payments."""
        facts = [
            Fact(_("Project"), said(row.demand.title)),
            Fact(_("Purchaser"), said(row.demand.community.full_name)),
            Fact(_("Contractor"), said(row.contractor_name)),
            Fact(_("Contract sum"), yuan(row.sum)),
            Fact(_("Amended by"), yuan(row.amended)),
            Fact(_("Period"), format_html("{} – {}", day(row.period_from), day(row.period_to))),
            Fact(_("Signed at"), moment(row.signed_at)),
            Fact(_("State"), row.get_state_display()),
        ]
        yield Section(_("Contract"), facts=facts)
        yield Section(_("What is delivered"), text=row.terms)
        parts = sorted(row.milestones.all(), key=lambda one: one.position)
        days = [(said(f"{one.position} {one.title}"), day(one.due_on), one.get_state_display()) for one in parts]
        yield Section(_("Milestones"), grid=Grid(_("Milestones"), (_("Milestone"), _("Planned for"), _("State")), days))
        stages = sorted(row.stages.all(), key=lambda one: one.position)
        sums = [(one.name, one.get_trigger_display(), yuan(one.amount)) for one in stages]
        headings = (_("Payment"), _("Due when"), _("Amount"))
        yield Section(_("Payments"), grid=Grid(_("Payments"), headings, sums, frozenset({2})))
        yield Section(_("Public reason"), text=row.public_reason)


class ContractNotices(Source[ContractNotice]):
    """Progress, amendments, suspension, acceptance, verdict, completion."""

    kind = "contract-notice"
    label = _("Notices of delivery and acceptance")
    since = _("From the notice on")
    demand_path = "contract__demand"

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Only of a contract."""
        return bool(before["contract"])

    def rows(self) -> QuerySet[ContractNotice]:
        """Of public contracts."""
        found = ContractNotice.objects.filter(contract__in=readable(None))
        return found.select_related(*(f"contract__{name}" for name in RELATED))

    def head(self, row: ContractNotice) -> Record:
        """By its kind and the contract's number."""
        contract = row.contract
        title, url = row.get_kind_display(), contract.get_absolute_url()
        return Record(self.kind, row.pk, title, contract.number, row.published_at, contract.demand, url)

    def sections(self, row: ContractNotice) -> Iterable[Section]:
        """What it says, as it was stored."""
        contract, body = row.contract, row.body
        facts = [
            Fact(_("Project"), said(contract.demand.title)),
            Fact(_("Contractor"), said(contract.contractor_name)),
            Fact(_("Channel"), row.get_channel_display()),
        ]
        if row.until_on:
            facts.append(Fact(_("Public until"), day(row.until_on)))
        sums = ("sum", "amount", "spent", "paid", "settlement")
        facts += [Fact(FIELDS[name], as_yuan(str(body[name]))) for name in sums if body.get(name)]
        facts += [Fact(FIELDS[name], body[name]) for name in ("attendance", "answers", "satisfied") if body.get(name)]
        yield Section(row.get_kind_display(), facts=facts)
        yield from (
            Section(FIELDS[name], text=str(body.get(name) or ""))
            for name in ("milestone", "text", "note", "report", "rectify", "reason", "terms")
        )


class Payments(Source[Payment]):
    """Payments made; the four people masked."""

    kind = "payment"
    label = _("Payments")
    since = _("From the payment on")
    demand_path = "stage__contract__demand"

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Only of a contract."""
        return bool(before["contract"])

    def rows(self) -> QuerySet[Payment]:
        """Paid ones of public contracts."""
        found = Payment.objects.filter(state=PaymentState.PAID, stage__contract__in=readable(None))
        people = ("requester", "checker", "approver", "payer")
        return found.select_related(*(f"stage__contract__{name}" for name in RELATED), *people)

    def head(self, row: Payment) -> Record:
        """By the contract's number and the stage."""
        assert row.paid_at is not None  # only paid ones are read
        contract, stage = row.stage.contract, row.stage
        title, url = str(stage.name), row.get_absolute_url()
        return Record(self.kind, row.pk, title, contract.number, row.paid_at, contract.demand, url)

    def sections(self, row: Payment) -> Iterable[Section]:
        """How much, to whom, through whose hands."""
        contract = row.stage.contract
        facts = [
            Fact(_("Project"), said(contract.demand.title)),
            Fact(_("Contract"), contract.number),
            Fact(_("Contractor"), said(contract.contractor_name)),
            Fact(_("Amount"), yuan(row.amount)),
            Fact(_("Due when"), row.stage.get_trigger_display()),
        ]
        yield Section(_("Payment"), facts=facts)
        steps = [
            Fact(str(link.label), format_html("{} · {}", said(link.person), moment(link.at)))
            for link in chain(row, inside=False)
        ]
        yield Section(_("Asked for, checked, approved and paid by"), facts=steps)
