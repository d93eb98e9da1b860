"""The page of one object costs the same with one of each of its children and with many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count, repeat

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import CreditEvent, ProviderFile, ProviderRecord
from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.files.services import store
from tendering.awards.models import Objection
from tendering.bids.models import OpenedBid
from tendering.contracts.attachments import INVOICE
from tendering.contracts.models import (
    Amendment,
    Contract,
    ContractNotice,
    Milestone,
    Payment,
)
from tendering.demands.models import Backing, Checkpoint, Deliberation, Demand, Match, Opinion, ResidentMeeting
from tendering.demands.models.checkpoint import CheckpointFinding, CheckpointParticipant
from tendering.tenders.models import Invitation, Notice, Query, Tender
from tests.architecture.bars import DETAIL, cost
from tests.architecture.multitude import copies, texts
from tests.architecture.objects import OBJECTS
from tests.factories import accounts, catalog, demands, files, places

MANY = 20
Multiply = Callable[[], object]
_serial = count(100)


def providers() -> Iterator[int]:
    """Keys of providers that have nothing to do with it yet."""
    return (catalog.listed_provider().pk for _one in range(MANY))


def people() -> Iterator[int]:
    """Keys of people likewise."""
    return (accounts.user().pk for _one in range(MANY))


def call(officer: Membership) -> tuple[list[str], Multiply]:
    """A call with notices, questions and invitations."""
    tender, now = Tender.objects.get(number=OBJECTS["running_tender"](officer)["slug"]), clock.now()
    kind = Notice.Kind.AMENDMENT
    notice = Notice.objects.create(tender=tender, kind=kind, number=99, body={}, published_at=now)
    question = Query.objects.create(tender=tender, asked_by=officer.user, text="几时？", asked_at=now, due_at=now)
    until = now + timedelta(days=9)
    invitation = Invitation.objects.create(
        tender=tender, provider=catalog.listed_provider(), invited_at=now, expires_at=until
    )

    def multiply() -> None:
        copies(notice, MANY, number=_serial)
        copies(question, MANY)
        copies(invitation, MANY, provider_id=providers())

    return [tender.get_absolute_url()], multiply


def project(officer: Membership) -> tuple[list[str], Multiply]:
    """A project with proposals seconded, talks, meetings, checkpoints and providers that are interested."""
    demand, now = Demand.objects.get(number=OBJECTS["published_demand"](officer)["slug"]), clock.now()
    rows = _of_demand(demand, officer.user)
    checkpoint = Checkpoint.objects.create(demand=demand, kind="early", state="closed", scheduled_for=now)
    participant = CheckpointParticipant.objects.create(checkpoint=checkpoint, name="张三", department="城管")
    finding = CheckpointFinding.objects.create(checkpoint=checkpoint, raised_by="张三", text="太窄")
    match = Match.objects.create(
        demand=demand, provider=catalog.listed_provider(), state="interested", opened_at=now, expires_at=now
    )
    backing = Backing.objects.create(demand=demand, user=officer.user, kind=Backing.Kind.SECOND, said_at=now)

    def multiply() -> None:
        for row in rows:
            copies(row, MANY)
        checkpoints = copies(checkpoint, MANY)
        copies(participant, MANY, checkpoint_id=checkpoints)
        copies(finding, MANY, checkpoint_id=checkpoints)
        copies(match, MANY, provider_id=providers())
        copies(backing, MANY, user_id=people())

    return [demand.get_absolute_url(), reverse("overview:project", args=[demand.number])], multiply


def approval(officer: Membership) -> tuple[list[str], Multiply]:
    """A demand under approval, with what the leading group said, talks, meetings and checkpoints."""
    demand, now = Demand.objects.get(number=OBJECTS["demand"](officer)["slug"]), clock.now()
    rows = _of_demand(demand, officer.user)
    checkpoint = Checkpoint.objects.create(demand=demand, kind="early", state="closed", scheduled_for=now)
    participant = CheckpointParticipant.objects.create(checkpoint=checkpoint, name="张三", department="城管")
    opinion = Opinion.objects.create(
        approval=demand.approvals.get(),
        seat_of=accounts.user(),
        member=accounts.user(),
        vote=Opinion.Vote.FOR,
        given_at=now,
    )

    def multiply() -> None:
        for row in rows:
            copies(row, MANY)
        copies(participant, MANY, checkpoint_id=copies(checkpoint, MANY))
        copies(opinion, MANY, seat_of_id=people())

    return [demand.get_absolute_url()], multiply


def invited(officer: Membership) -> tuple[list[str], Multiply]:
    """A call by invitation, as a provider that has accepted sees it; it has many questions."""
    urls, multiply = call(officer)
    tender = Tender.objects.get()
    Tender.objects.update(procedure_data=tender.procedure_data | {"invited_only": True})
    Invitation.objects.filter(provider__organisation=officer.organisation).update(
        state="accepted", answered_at=clock.now()
    )
    return urls, multiply


def _of_demand(demand: Demand, by: User) -> list[Deliberation | ResidentMeeting]:
    now = clock.now()
    talk = Deliberation.objects.create(
        demand=demand, kind="courtyard", held_on=clock.today(), participants=9, recorded_by=by, recorded_at=now
    )
    meeting = ResidentMeeting.objects.create(
        demand=demand,
        body=demands.sitting_body(demand.community),
        held_at=now,
        called_at=now,
        called_by=by,
        invited=30,
        present=20,
        votes_for=20,
        against=0,
        abstain=0,
        recorded_by=by,
        countersigned_by=accounts.user(),
        outcome="resolved",
    )
    return [talk, meeting]


def challenges(officer: Membership) -> tuple[list[str], Multiply]:
    """A call with challenges that nobody but the district may answer."""
    challenge = Objection.objects.get(**OBJECTS["award_challenge"](officer))

    def multiply() -> None:
        copies(challenge, MANY, filed_by_id=people(), provider_id=providers())

    return [reverse("awards:remedies", args=[challenge.tender.number])], multiply


def bids(officer: Membership) -> tuple[list[str], Multiply]:
    """An opened call with many bids: the page of the opening and its public record."""
    tender = Tender.objects.get(number=OBJECTS["opened_call"](officer)["slug"])
    opened = OpenedBid.objects.filter(bid__tender=tender).select_related("bid__current")[0]
    sealed = opened.bid.current
    assert sealed is not None

    def multiply() -> None:
        versions = copies(sealed, MANY, number=_serial, receipt=texts())
        keys = copies(opened.bid, MANY, provider_id=providers(), current_id=versions)
        copies(opened, MANY, bid_id=keys, version_id=versions)

    return [reverse(f"bids:{name}", args=[tender.number]) for name in ("opening", "record")], multiply


def contract(officer: Membership) -> tuple[list[str], Multiply]:
    """A contract with milestones, payments asked for, amendments and notices."""
    payment = Payment.objects.get(**OBJECTS["payment_asked"](officer))
    row, now, asker = payment.stage.contract, clock.now(), accounts.membership(Role.PROVIDER_ADMIN)
    asked = {"contract": row, "requested_by": asker, "requested_at": now}
    milestone = Milestone.objects.filter(contract=row, is_midterm=False)[0]
    amendment = Amendment.objects.create(
        **asked, number=1, amount=Decimal(1), text="增项", state="rejected", reason="超出"
    )
    notice = ContractNotice.objects.create(contract=row, kind="progress", published_at=now, published_by=asker)

    def multiply() -> None:
        copies(milestone, MANY, position=_serial)
        stages = copies(payment.stage, MANY, position=_serial)
        copies(payment, MANY, stage_id=stages, invoice_id=copies(payment.invoice, MANY, content=texts("x/{}")))
        copies(amendment, MANY, number=_serial)
        copies(notice, MANY)

    return [row.get_absolute_url()], multiply


def provider(officer: Membership) -> tuple[list[str], Multiply]:
    """A provider with contracts, results of closed ones, points, offers and papers."""
    row, now = catalog.listed_provider(), clock.now()
    held = Contract.objects.get(number=OBJECTS["running_contract"](officer)["slug"])
    Contract.objects.filter(pk=held.pk).update(provider=row)
    held.refresh_from_db()
    letter = held.award.offer
    assert letter is not None
    record = ProviderRecord.objects.create(
        provider=row, number="1", title="助浴", place=held.demand.community, amount=1, closed_date=now.date(),
        satisfied=9, answers=10, recorded_at=now,
    )  # fmt: skip
    credit = CreditEvent.objects.create(
        provider=row, kind="late_delivery", points=1, cause="1", recorded_by=officer, recorded_at=now
    )
    offer = catalog.published_offer(row)
    paper = ProviderFile.objects.create(
        provider=row,
        kind="other",
        added_by=officer,
        added_at=now,
        file=store(upload=files.upload(), by=officer, purpose=INVOICE),
    )

    def multiply() -> None:
        plans = copies(held.plan, MANY)
        demands = copies(held.demand, MANY, plan_id=plans, number=texts())
        calls = copies(held.award.tender, MANY, demand_id=demands, number=texts(), sealing_key_id=repeat(None))
        offers = copies(letter, MANY, tender_id=calls)
        awards = copies(held.award, MANY, tender_id=calls, offer_id=offers, number=texts())
        copies(held, MANY, award_id=awards, demand_id=demands, plan_id=plans, number=texts())
        copies(record, MANY, number=texts())
        copies(credit, MANY, cause=texts())
        copies(offer, MANY)
        copies(paper, MANY)

    return [reverse("catalog:provider", args=[row.pk])], multiply


OF_OFFICES = [call, project, approval, challenges, bids]
FAMILIES = [(family, role) for family in OF_OFFICES for role in (Role.DISTRICT, Role.COMMUNITY)]
FAMILIES += [(family, Role.DISTRICT) for family in (contract, provider)]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(("family", "role"), [*FAMILIES, (invited, Role.PROVIDER_ADMIN)])
def test_a_page_costs_the_same_with_many_children(
    family: Callable[[Membership], tuple[list[str], Multiply]], role: Role
) -> None:
    officer = accounts.membership(role, None if role in PROVIDER_ROLES else places.community())
    client = accounts.signed_in(Client(), officer)
    urls, multiply = family(officer)
    for url in urls:
        cost(client, url)  # what a process asks once
    few = {url: cost(client, url) for url in urls}
    multiply()
    assert {url: cost(client, url) for url in urls} == few
    assert {url for url, number in few.items() if number is None or number > DETAIL} == set()
