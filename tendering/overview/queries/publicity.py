"""The publicity log of one project (公开台账, R43, R61): what was made public, where, how long, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import PublicChannel, PublicStage, RuleSet
from marketplace.rulebook.wording.labels import code_name
from marketplace.ui.formats import enumerated, yuan
from marketplace.ui.text import Text
from tendering.contracts.models import ContractNotice
from tendering.contracts.rules.states import PUBLIC as PUBLIC_CONTRACTS
from tendering.demands.models import Channel, Demand, DemandNotice
from tendering.tenders.models import Notice
from tendering.tenders.rules.states import PUBLIC as PUBLIC_TENDERS

# Notices of a call that tell its result; all others tell the call.
_OF_RESULT = frozenset(
    {
        Notice.Kind.RESULT,
        Notice.Kind.AWARD,
        Notice.Kind.AWARD_FELL,
        Notice.Kind.EVALUATED_ANEW,
        Notice.Kind.QUALIFIED_ANEW,
        Notice.Kind.RECHECKED,
    }
)
# Notices of a contract that tell how the work goes, and how it ended; all others tell the contract.
_OF_WORK: Mapping[str, PublicStage] = {
    ContractNotice.Kind.PROGRESS: PublicStage.PROGRESS,
    ContractNotice.Kind.ACCEPTANCE: PublicStage.VERDICT,
    ContractNotice.Kind.VERDICT: PublicStage.VERDICT,
    ContractNotice.Kind.COMPLETION: PublicStage.VERDICT,
}


@dataclass(frozen=True, slots=True)
class Publication:
    """One entry; without `until` it stays public."""

    stage: PublicStage
    content: Text
    channel: Channel
    at: datetime
    until: date | None
    words: Text
    url: str
    asks: bool = True  # whether the rules of its stage are asked for; a filing is no approval


def publications(demand: Demand) -> list[Publication]:
    """All entries of the project, oldest first; three queries."""
    found = [*_of_demand(demand), *_of_calls(demand), *_of_contracts(demand)]
    return sorted(found, key=lambda entry: entry.at)


def _of_demand(demand: Demand) -> Iterator[Publication]:
    for row in DemandNotice.objects.filter(demand=demand).order_by("pk"):
        yield Publication(
            row.stage,
            code_name(row.stage).capitalize() if row.is_elsewhere else row.get_kind_display(),
            Channel(row.channel),
            row.published_at,
            row.until_on,
            words_of(row),
            reverse("overview:record", args=["demand-notice", row.pk])
            if demand.is_public
            else demand.get_absolute_url(),
            asks=row.kind != DemandNotice.Kind.FILING,
        )


def _of_calls(demand: Demand) -> Iterator[Publication]:
    rows = Notice.objects.filter(tender__demand=demand, tender__state__in=sorted(PUBLIC_TENDERS))
    for row in rows.select_related("tender").order_by("pk"):
        words = _("Call %(number)s") % {"number": row.tender.number}
        url = reverse("overview:record", args=["notice", row.pk])
        stage = PublicStage.AWARD if row.kind in _OF_RESULT else PublicStage.TENDER
        yield Publication(stage, row.get_kind_display(), Channel.PORTAL, row.published_at, None, words, url)


def _of_contracts(demand: Demand) -> Iterator[Publication]:
    rows = ContractNotice.objects.filter(contract__demand=demand, contract__state__in=sorted(PUBLIC_CONTRACTS))
    for row in rows.select_related("contract").order_by("pk"):
        yield Publication(
            _OF_WORK.get(row.kind, PublicStage.CONTRACT),
            row.get_kind_display(),
            Channel(row.channel),
            row.published_at,
            row.until_on,
            row.words,
            reverse("overview:record", args=["contract-notice", row.pk]),
        )


def words_of(row: DemandNotice) -> str:
    """What a notice of the demand says: how the residents voted, how long the decision took, where it hung."""
    if row.is_elsewhere:
        return str(row.body["note"])
    return _voted(row.body) if row.kind == DemandNotice.Kind.RESOLUTION else _took(row.body)


def _voted(body: dict[str, Any]) -> str:
    words = _("%(votes_for)s of %(present)s for; budget %(budget)s")
    return words % {"votes_for": body["votes_for"], "present": body["present"], "budget": yuan(Decimal(body["budget"]))}


def _took(body: dict[str, Any]) -> str:
    days = body["working_days"]
    return ngettext("after %(days)s working day", "after %(days)s working days", days) % {"days": days}


@dataclass(frozen=True, slots=True)
class Asked:
    """One channel that the rules ask for, in words, and the colour of its tag."""

    words: Text
    colour: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One stage that the project has come to, beside what the rules ask for; `days` 0: as its own rules say."""

    stage: str
    content: str
    days: int
    channels: list[Asked]


def compared(entries: Sequence[Publication], rules: RuleSet) -> list[Compared]:
    """The stages with an entry, in their order: which channels of the rules are kept, missing or too short (R43)."""
    found = {entry.stage for entry in entries if entry.asks}
    rows = [(stage, rules.publicity[stage]) for stage in PublicStage if stage in found]
    return [
        Compared(
            code_name(stage).capitalize(),
            enumerated(code_name(part) for part in rule.content),
            rule.days,
            [_asked(channel, rule.days, [one for one in entries if one.stage is stage]) for channel in rule.channels],
        )
        for stage, rule in rows
    ]


def _asked(channel: PublicChannel, days: int, entries: Sequence[Publication]) -> Asked:
    """One channel; an entry with a last day counts if it stayed as long as the rule says."""
    own = [entry for entry in entries if entry.channel.value == channel.value]
    name = {"channel": Channel(channel).label}
    if not own:
        return Asked(_("%(channel)s: not logged yet") % name, "line")
    if all(entry.until is not None and (entry.until - day_of(entry.at)).days < days for entry in own):
        return Asked(_("%(channel)s: too short") % name, "review")
    return Asked(name["channel"], "open")
