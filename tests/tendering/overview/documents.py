"""Projects with public documents of every kind."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace import clock
from tendering.awards.models import Complaint, Objection
from tendering.contracts.models import Contract, ContractNotice
from tendering.demands.models import Demand, DemandNotice
from tendering.evaluation.services import defence, presenting, residents_vote
from tendering.overview.queries import records
from tendering.tenders.models import Notice, Tender
from tests.factories import accounts, awards, consultations, demands, evaluation, hints
from tests.factories.tenders import Office


def found(demand: Demand) -> dict[str, list[records.Record]]:
    return {source.kind: rows for source, rows in records.file_of(demand)}


def fill(contract: Contract) -> Demand:
    """A notice of every kind there is for a closed project."""
    demand, now = contract.demand, clock.now()
    tender = demand.tenders.get()
    person = accounts.membership("community", demand.community)
    for number, kind in enumerate(Notice.Kind, start=50):
        Notice.objects.create(tender=tender, number=number, kind=kind, body={"reason": "说明"}, published_at=now)
    for of_contract in ContractNotice.Kind:
        ContractNotice.objects.create(contract=contract, kind=of_contract, body={"note": "说明"}, published_at=now)
    for of_demand in DemandNotice.Kind:
        body = {"votes_for": 3, "present": 4, "budget": "10.00", "working_days": 2, "note": "公示栏"}
        DemandNotice.objects.create(demand=demand, kind=of_demand, body=body, published_at=now, published_by=person)
    return demand


def presented(jury: evaluation.Jury) -> datetime:
    """Every bidder has presented its plan; the moment after."""
    session, clerk = evaluation.defended(jury), jury.contest.office.preparer
    after = session.starts_at + timedelta(seconds=1)
    with clock.moved_to(after):
        for slot in session.slots.order_by("position"):
            presenting.start(slot=slot, by=clerk)
            presenting.stop(slot=slot, by=clerk)
        defence.close(panel=session.panel, by=clerk)
    return after


def complaint_decided(tender: Tender) -> Complaint:
    """A challenge of the second in rank answered and its complaint decided, written straight into the tables."""
    loser, now = awards.bidders(tender)[1], clock.now()
    row = awards.challenged(tender, loser)
    Objection.objects.filter(pk=row.pk).update(
        state="dismissed", outcome="not_upheld", answer="答复全文", answered_at=now
    )
    return Complaint.objects.create(
        objection=row,
        state="dismissed",
        outcome="not_upheld",
        filed_by=loser.user,
        filed_at=now,
        text="投诉事实",
        grounds="投诉依据",
        request="投诉请求",
        decide_due_at=now,
        decided_at=now,
        decision="决定全文",
    )


def consulted() -> Demand:
    """A consultation with a round of final quotes, its report, its result in publicity."""
    demands.rules()
    jury = consultations.jury()
    consultations.settled(jury, ("24000.00", "26000.00", "27000.00"))
    evaluation.signed(jury)
    awards.publicised(jury.tender, jury.contest.office)
    return jury.tender.demand


def heard() -> Demand:
    """A call whose bidders presented their plans."""
    demands.rules(letting__micro__defence=evaluation.DEFENCE)
    jury = evaluation.declared()
    with clock.moved_to(presented(jury)):
        evaluation.signed(jury)
        awards.publicised(jury.tender, jury.contest.office)
    return jury.tender.demand


def voted() -> Demand:
    """A call in which residents voted among the bidders."""
    demands.rules(**evaluation.vote_rules())
    jury = evaluation.declared()
    office, ends_at = jury.contest.office, clock.now() + timedelta(days=3)
    residents_vote.open_vote(panel=jury.panel, by=office.preparer, ends_at=ends_at)
    with clock.moved_to(ends_at):
        evaluation.signed(jury)
        awards.publicised(jury.tender, office)
    return jury.tender.demand


def answered_all() -> Demand:
    """An award made after a hint, a challenge and a complaint, each of them answered."""
    office = Office.of()
    award = awards.confirmable(awards.ranked(office), office)
    hints.explained(hints.found(award.tender))
    awards.confirm(award, office)
    complaint_decided(awards.statutory(award.tender))
    return award.demand
