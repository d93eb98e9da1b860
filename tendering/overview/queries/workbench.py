"""What waits for one person, gathered from every stage (domain 3.9): overdue first, then by deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.queries.duties import waiting as roster
from marketplace.accounts.models import Membership, User
from marketplace.accounts.queries import asked_to_join
from marketplace.accounts.queries import waiting as accounts
from marketplace.accounts.rules import Role
from marketplace.outbox.queries import duties as letter_duties
from marketplace.places.models import Level
from marketplace.primitives.duty import Duty
from marketplace.primitives.money import ZERO
from marketplace.rulebook.queries.duties import waiting as rules
from marketplace.ui import duties as words
from marketplace.ui.components import Todo
from marketplace.ui.waiting import Rows, gathered
from tendering.awards.queries.duties import waiting as awards
from tendering.bids.models import BidState
from tendering.bids.permissions import own
from tendering.bids.queries.duties import waiting as bids
from tendering.contracts.models import Contract
from tendering.contracts.queries.duties import waiting as contracts
from tendering.contracts.rules.states import PUBLIC
from tendering.demands.models import Demand
from tendering.demands.queries.duties import waiting as demands
from tendering.demands.queries.life_cycle import with_course
from tendering.demands.rules.steps import ENDED, State
from tendering.evaluation.queries.duties import waiting as evaluation
from tendering.funds.models import FundAccount
from tendering.funds.queries.duties import duties as fund_duties
from tendering.tenders.queries.duties import waiting as tenders
from tendering.tenders.rules.states import LIVE

Source = Callable[[Membership, datetime], Iterable[Duty | Rows]]
SOURCES: tuple[Source, ...] = (
    accounts,
    letter_duties,
    rules,
    roster,
    fund_duties,
    demands,
    tenders,
    bids,
    evaluation,
    awards,
    contracts,
)
INVITATIONS = frozenset({"demands.answer_invitation", "tenders.answer_invitation"})
LATEST = 10
MOST = 50  # duties a workbench shows, the most urgent first


def waiting(membership: Membership, now: datetime) -> list[Duty]:
    """Every duty of the person in this role, the most urgent first; rows of all stages in one query."""
    found = (one for source in SOURCES for one in source(membership, now))
    return _ordered(gathered(_unless_answered_by_a_bid(one, membership) for one in found), now)


def waiting_without_role(user: User, now: datetime) -> list[Duty]:
    """What waits for somebody who holds no role: organisations that ask them to join."""
    return _ordered(gathered([asked_to_join(user, now)]), now)


def _unless_answered_by_a_bid(one: Duty | Rows, membership: Membership) -> Duty | Rows:
    """Whoever has sealed a bid has nothing left to say to an invitation: no officer may learn of it."""
    if not isinstance(one, Rows) or one.kind not in INVITATIONS:
        return one
    sealed = own(membership).filter(state=BidState.SUBMITTED, tender__state__in=sorted(LIVE))
    return replace(one, rows=one.rows.exclude(**{f"{one.project}__in": sealed.values("tender__demand__number")}))


def _ordered(found: list[Duty], now: datetime) -> list[Duty]:
    return sorted(found, key=lambda duty: (duty.due_at is None, duty.due_at or now, duty.kind, duty.subject))


def lines(duties: Sequence[Duty]) -> list[Todo]:
    """Duties in the reader's language."""
    shown = []
    for duty in duties:
        worded = words.words(duty)
        todo = Todo(worded.title, duty.url, worded.button, duty.subject, worded.detail, duty.due_at)
        shown.append(todo)
    return shown


def overdue(duties: Sequence[Duty], now: datetime) -> int:
    """How many should have been done already."""
    return sum(duty.due_at is not None and duty.due_at <= now for duty in duties)


@dataclass(frozen=True, slots=True)
class Money:
    """The funds of a place in a year, in yuan."""

    year: int
    available: Decimal
    committed: Decimal
    paid: Decimal
    accounts: int


def money_of(membership: Membership, year: int) -> Money | None:
    """The money of the place a person answers for; None for those who act for an organisation."""
    if membership.place is None:
        return None
    rows = FundAccount.objects.filter(place__path__startswith=membership.place.path, year=year)
    sums = rows.aggregate(
        inflow=Sum("inflow"), outflow=Sum("outflow"), committed=Sum("committed"), paid=Sum("paid"), count=Count("pk")
    )
    inflow, outflow, committed, paid = (sums[name] or ZERO for name in ("inflow", "outflow", "committed", "paid"))
    return Money(year, inflow - outflow - committed - paid, committed, paid, sums["count"])


def projects_of(membership: Membership) -> QuerySet[Demand]:
    """The latest projects of the person's place that have not ended; for who pays, those with something left to pay."""
    if membership.place is None or membership.place.level == Level.CITY:
        return Demand.objects.none()
    rows = Demand.objects.filter(community__path__startswith=membership.place.path)
    rows = rows.exclude(state__in=[*ENDED, State.DRAFT]).select_related("community", "rule_set")
    if membership.role == Role.FINANCE_OFFICER:
        owing = Contract.objects.filter(state__in=PUBLIC, paid__lt=Coalesce("settlement", F("sum") + F("amended")))
        rows = rows.filter(pk__in=owing.values("demand"))
    return with_course(_with_payments(rows)).order_by("-state_since", "-pk")[:LATEST]


def _with_payments(rows: QuerySet[Demand]) -> QuerySet[Demand]:
    """What was paid, and of which sum; both None before a contract is signed."""
    contracts = Contract.objects.filter(demand=OuterRef("pk"), state__in=PUBLIC).order_by("-pk")
    owed = contracts.annotate(owed=Coalesce("settlement", F("sum") + F("amended")))
    return rows.annotate(paid=Subquery(contracts.values("paid")[:1]), owed=Subquery(owed.values("owed")[:1]))


def next_due(duties: Sequence[Duty]) -> Mapping[str, datetime]:
    """The nearest deadline of every project by its number; duties come with the most urgent first."""
    found: dict[str, datetime] = {}
    for duty in duties:
        if duty.project and duty.due_at is not None:
            found.setdefault(duty.project, duty.due_at)
    return found
