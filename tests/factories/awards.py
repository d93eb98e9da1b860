"""Awards for tests: calls that are ready for an award, and awards walked on through the services.

`lettered` and `confirmed` act in the past, so that when they return the clock stands inside the signing days, or right
after the publicity; nothing needs to move it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.queries import holders
from marketplace.places.models import Place
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award, Objection
from tendering.awards.rules.remedies import Pleading, Step, Subject
from tendering.awards.services import challenges, confirming, letters, objections, proposing, publicity
from tendering.bids.models import Bid, BidState, BidVersion, Consent, OpenedBid, Opening, Partner, Qualification
from tendering.bids.queries.valid import valid_bids
from tendering.demands.models import Demand, Match
from tendering.demands.rules.meeting import Votes
from tendering.evaluation.models import Panel, RankingRow, Seat
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.announcing import announce
from tendering.tenders.services.offers import (
    CostLine,
    OfferValues,
    ResolutionRecord,
    countersign_resolution,
    record_offer,
    record_resolution,
)
from tendering.tenders.services.preparing import submit_docs
from tests.factories import accounts, catalog, consortia, demands, tenders
from tests.factories.tenders import Office

_serial = count(1)
LETTER_AGE = timedelta(days=5)  # inside the 3 to 10 days after the letter of the shipped rule set


def without_competition(
    office: Office | None = None,
    demand: Demand | None = None,
    *,
    price: str = "14000.00",
    provider: Provider | None = None,
    method: str = "",
) -> Tender:
    """A call without competition, announced: by a residents' group, or directly to `provider`."""
    demands.rules()
    office = office or Office.of()
    method = method or ("direct_award" if provider else "resident_implemented")
    tender = tenders.prepared(office, demand or demands.published(office.community, "15000.00"), method=method)
    if provider is not None:
        match(tender, provider)
    offered(tender, office, provider, price)
    submit_docs(tender=tender, by=office.preparer, now=clock.now())
    return announce(tender=tenders.unsplit(tender), by=office.approver)


def offered(tender: Tender, office: Office, provider: Provider | None = None, price: str = "14000.00") -> None:
    """An offer by a provider, or else a residents' group, with the resolution that names it, countersigned."""
    group = None if provider else catalog.community_group(community=office.community)
    lines = [CostLine("上门服务", Decimal(1), "项", Decimal(price))]
    values = OfferValues("每周两次,共二十周", "参照上年三家询价", lines, provider, group)
    record_offer(tender=tender, by=office.preparer, values=values, now=clock.now())
    demands.body_on_record(office.community)
    held = ResolutionRecord(clock.now() - timedelta(hours=2), Votes(24, 22, 1, 1), "同意")
    row = record_resolution(tender=tender, by=office.preparer, values=held)
    countersign_resolution(resolution=row, by=office.committee)
    tender.refresh_from_db()


def match(tender: Tender, provider: Provider) -> Match:
    """A match both sides confirmed."""
    now = clock.now()
    return Match.objects.create(
        demand=tender.demand, provider=provider, state="matched", opened_at=now, expires_at=now + timedelta(days=9)
    )


def ranked(
    office: Office | None = None,
    providers: Sequence[Provider] | None = None,
    *,
    prices: Sequence[str] = ("12000.00", "13000.00", "14000.00"),
    totals: Sequence[str] = (),
    invalid: Sequence[Provider] = (),
    method: str = "inquiry",
    joint: Mapping[int, Sequence[Provider]] | None = None,
) -> Tender:
    """An evaluated call, its bids opened and ranked in the order given; written straight into the tables.

    Args:
        joint: who stands beside the lead, by rank.
    """
    demands.rules()
    office = office or Office.of()
    rivals = list(providers if providers is not None else tenders.providers(len(prices)))
    invited = rivals if method == "comparison_invited" else []
    tender = tenders.announced(office, demands.published(office.community, "20000.00"), method=method, invited=invited)
    now = clock.now()
    evaluated(tender, office.preparer.user, rivals, prices, totals, joint)
    for provider in invalid:
        bid = opened_bid(tender, provider, "15000.00")
        Qualification.objects.create(
            bid=bid,
            counts_for=bid,
            passed=False,
            reason="未提交上年度年检结论",
            decided_by=office.preparer.user,
            decided_at=now,
        )
    tender.refresh_from_db()
    return tender


def evaluated(
    tender: Tender,
    by: User,
    rivals: Sequence[Provider],
    prices: Sequence[str],
    totals: Sequence[str] = (),
    joint: Mapping[int, Sequence[Provider]] | None = None,
) -> None:
    """A running call opened and evaluated, with the rivals ranked in this order; straight into the tables."""
    now = clock.now()
    Tender.objects.filter(pk=tender.pk).update(state=TenderState.OPENED, closed_at=now)
    Opening.objects.create(tender=tender, started_at=now, fixed_at=now, opened_at=now)
    panel = _signed_panel(tender, by)
    for rank, (provider, price) in enumerate(zip(rivals, prices, strict=True), start=1):
        bid = opened_bid(tender, provider, price, (joint or {}).get(rank, ()))
        Qualification.objects.create(bid=bid, counts_for=bid, passed=True, decided_by=by, decided_at=now)
        _rank(panel, bid, rank, Decimal(price), totals[rank - 1] if totals else f"{100 - 5 * (rank - 1)}.00")


def judged(tender: Tender, by: User) -> Panel:
    """A panel ranks whatever bids count, the lowest quote first."""
    panel = _signed_panel(tender, by)
    for rank, bid in enumerate(valid_bids(tender), start=1):
        _rank(panel, bid, rank, bid.opened.price, f"{100 - 5 * (rank - 1)}.00")
    return panel


def ranked_anew(tender: Tender) -> Panel:
    """Another panel of a call whose last one was set aside: it ranks the same bids the other way round."""
    before = tender.panels.latest("number")
    panel = _signed_panel(tender, before.convened_by)
    for rank, row in enumerate(before.ranking.order_by("-rank"), start=1):
        _rank(panel, row.bid, rank, row.price, f"{100 - 5 * (rank - 1)}.00")
    return panel


def checked(panel: Panel) -> None:
    """A panel that was called back has checked its result: it ranks the same bids the other way round."""
    before, now = panel.rechecks, clock.now()
    assert before is not None
    for rank, row in enumerate(before.ranking.order_by("-rank"), start=1):
        _rank(panel, row.bid, rank, row.price, f"{100 - 5 * (rank - 1)}.00")
    moments = dict.fromkeys(("scoring_at", "ranked_at", "ended_at"), now)
    Panel.objects.filter(pk=panel.pk).update(state="signed", **moments)


def _signed_panel(tender: Tender, by: User) -> Panel:
    now = clock.now()
    moments = dict.fromkeys(("convened_at", "scoring_at", "ranked_at", "ended_at"), now)
    number = tender.panels.count() + 1
    return Panel.objects.create(
        tender=tender, counts_for=tender, number=number, state="signed", convened_by=by, **moments
    )


def _rank(panel: Panel, bid: Bid, rank: int, price: Decimal, total: str) -> None:
    RankingRow.objects.create(
        panel=panel,
        bid=bid,
        rank=rank,
        price=price,
        price_points=Decimal("10.00"),
        objective_points=Decimal("0.00"),
        plan_points=Decimal(total) - 10,
        total=Decimal(total),
    )


def seated(tender: Tender, *people: Membership, capacity: str = "community") -> None:
    """Seats of its panel beside those it has, straight into the table."""
    for by in people:
        number = tender.panel.seats.count() + 1
        values = {"capacity": capacity, "role": by.role, "state": "declared", "seated_at": clock.now()}
        Seat.objects.create(panel=tender.panel, number=number, user=by.user, **values)


def nobody_left(tender: Tender) -> None:
    """Everybody of its community and street sits on its panel, so that none of them answers for its result."""
    seated(tender, *holders("community", "street", covering=tender.demand.community))


def opened_bid(tender: Tender, provider: Provider, price: str, others: Sequence[Provider] = ()) -> Bid:
    """A bid as the opening leaves it, valid; of several where `others` stand beside the provider."""
    bid, number = Bid.objects.create(tender=tender, provider=provider, created_at=clock.now()), next(_serial)
    assert tender.deadline_at is not None
    version = BidVersion.objects.create(
        bid=bid,
        number=1,
        receipt=f"R-T{number:05d}",
        commitment=f"{number:064x}",
        envelope={},
        ciphertext=b"sealed",
        associated={},
        deadline_at=tender.deadline_at,
        received_at=tender.deadline_at - timedelta(hours=1),
        submitted_by=accounts.user(),
    )
    bid.current, bid.state, bid.others = version, BidState.OPENED, [str(one) for one in others]
    bid.save()
    for position, other in enumerate(others, start=1):
        said = {"state": Consent.CONSENTED, "asked_at": clock.now(), "answered_at": clock.now()}
        Partner.objects.create(
            bid=bid, tender=tender, provider=other, position=position, answered_by=version.submitted_by, **said
        )
    OpenedBid.objects.create(
        bid=bid,
        version=version,
        price=Decimal(price),
        plan="每周两次上门",
        parties=[party.to_json() for party in consortia.parties(provider, others)] if others else [],
        salt="00",
        hash_ok=True,
        valid=True,
        opened_at=clock.now(),
    )
    return bid


def proposed(tender: Tender, office: Office) -> Award:
    """The first in rank, or the offer, proposed."""
    return proposing.propose_award(tender=tender, by=office.preparer)


def publicised(tender: Tender, office: Office) -> Award:
    """In publicity from now on."""
    return publicity.publicise(award=proposed(tender, office), by=office.preparer)


def objected(award: Award, text: str = "报价构成不清楚") -> Objection:
    """A resident of the community objects."""
    resident = accounts.membership("resident", award.tender.demand.community)
    return objections.file_objection(award=award, by=resident, text=text)


def statutory(tender: Tender) -> Tender:
    """The same call under the statute: bidders challenge."""
    statute = tender.rule_set.rules.objection.regime_statutory
    days = {
        "objection_answer_working_days": statute.answer_working_days,
        "challenge_working_days": statute.challenge_working_days,
        "complaint_working_days": statute.complaint_working_days,
        "decision_working_days": statute.decision_working_days,
        "suspend_days": statute.suspend_days,
    }
    tender.procedure_data |= {"regime": "statutory", "objectors": ["bidder"]} | days
    Tender.objects.filter(pk=tender.pk).update(procedure_data=tender.procedure_data)
    return tender


PLEADING = Pleading("资格审查时间记录有误", "政府采购法实施条例第五十三条", "请求重新公示")


def challenged(
    tender: Tender, by: Membership, subject: Subject = Subject.RESULT, step: Step | None = None
) -> Objection:
    """A challenge by a bidder, or by whoever obtained the documents."""
    return challenges.file_challenge(tender=tender, by=by, subject=subject, step=step, pleading=PLEADING)


def bidders(tender: Tender) -> list[Membership]:
    """Somebody for each bidder of a call, the first in rank first."""
    rows = (
        RankingRow.objects.filter(panel__counts_for=tender)
        .select_related("bid__provider__organisation")
        .order_by("rank")
    )
    return [tenders.bidder(row.bid.provider) for row in rows]


def confirm(award: Award, office: Office) -> Award:
    """Every office confirms, in order; the clock must be past the publicity."""
    by_office = {"community": office.approver}
    for needed in award.tender.procedure.confirmed_by:
        by = by_office.get(needed.value) or accounts.membership(needed.value, _place_of(needed.value, office))
        award = confirming.confirm(award=award, by=by)
    return award


def confirmable(tender: Tender, office: Office) -> Award:
    """Its publicity is over, nobody has confirmed."""
    with acting_before(clock.now()):
        award = publicised(tender, office)
    publicity.elapse(award=award)
    award.refresh_from_db()
    return award


def confirmed(office: Office | None = None, tender: Tender | None = None) -> Award:
    """Awarded now, its publicity having run before; no letter yet."""
    office, before = office or Office.of(), clock.now()
    with acting_before(before):
        tender = tender or without_competition(office)
    return confirm(confirmable(tender, office), office)


def lettered(office: Office | None = None, tender: Tender | None = None, *, provider: Provider | None = None) -> Award:
    """Awarded and lettered five days ago: the contract may be signed now. By a group unless a provider is given."""
    office, letter_at = office or Office.of(), clock.now() - LETTER_AGE
    with acting_before(letter_at):
        award = publicised(tender or without_competition(office, provider=provider), office)
    with clock.moved_to(letter_at):
        publicity.elapse(award=award)
        award.refresh_from_db()
        return letters.send_letters(award=confirm(award, office), by=office.preparer)


@contextmanager
def acting_before(moment: datetime, working_days: int = 5) -> Iterator[None]:
    """The clock stands so many working days before a moment: a publicity begun there is over by then."""
    day, calendar = moment.date(), work_calendar()
    start = day - timedelta(days=working_days)
    while calendar.workdays_between(start, day) <= working_days:
        start -= timedelta(days=1)
    with clock.moved_to(moment - (day - start)):
        yield


def _place_of(office: str, people: Office) -> Place | None:
    return people.community.parent if office == "street" else None
