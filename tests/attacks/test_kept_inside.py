"""Somebody who may read what is public of an object reads in its record what its own pages keep inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.audit.services import record
from tendering.contracts.models import Rectification
from tendering.contracts.services import payment_stops
from tendering.demands.models import Approval, PublicationBatch
from tendering.demands.services import approvals
from tests.factories import accounts, awards, contracts, demands, joint, places, projects
from tests.factories.demands import People
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEPT, PERSON = "金丝雀理由：发票与现场不符", "钱七七"


def onlookers() -> list[Membership]:
    """Everybody with an account who has nothing to do with the place."""
    elsewhere = places.community()
    assert elsewhere.parent is not None
    return [
        accounts.membership(Role.RESIDENT, elsewhere),
        accounts.membership(Role.COMMUNITY, elsewhere),
        accounts.membership(Role.STREET, elsewhere.parent),
        accounts.membership(Role.EXPERT, places.district()),
        accounts.membership(Role.PROVIDER_ADMIN),
    ]


def auditor() -> Membership:
    return accounts.membership(Role.AUDITOR, places.district())


def read(member: Membership, name: str, *args: object) -> tuple[int, str]:
    """Whether the page opens, and what it says."""
    answer = accounts.signed_in(Client(), member).get(reverse(name, args=args))
    return answer.status_code, answer.content.decode()


def letting() -> dict[str, Model]:
    """An award in publicity: demand, call, panel, award."""
    office = Office.of()
    award = awards.publicised(awards.ranked(office), office)
    assert award.panel is not None
    return {
        "demands.demand": award.demand,
        "tenders.tender": award.tender,
        "evaluation.panel": award.panel,
        "awards.award": award,
    }


def batch() -> PublicationBatch:
    now = clock.now()
    published = {"state": "published", "published_at": now}
    return PublicationBatch.objects.create(
        district=places.district(), title="批次", fiscal_year=2026, created_at=now, **published
    )


def running_lots() -> Model:
    call = joint.announced(joint.StreetOffice.of())[0].joint
    assert call is not None
    return call


def delivering() -> dict[str, Model]:
    """A contract whose residents are not satisfied."""
    contract = contracts.signed(contracts.People.of())
    panel = projects.measured(contract, 3, 14)
    return {
        "contracts.contract": contract,
        "contracts.satisfactionpanel": panel,
        "contracts.rectification": Rectification.objects.get(panel=panel),
    }


WORLDS: list[Callable[[], dict[str, Model]]] = [
    letting,
    delivering,
    lambda: {"demands.publicationbatch": batch()},
    lambda: {"tenders.jointcall": running_lots()},
]


@pytest.mark.parametrize("world", WORLDS)
def test_reasons_and_words_of_public_objects_are_for_those_inside(world: Callable[[], dict[str, Model]]) -> None:
    demands.rules()
    district = accounts.membership(Role.DISTRICT, places.district())
    inside = [accounts.signed_in(Client(), who) for who in (district, auditor())]
    strangers = [(who.role, accounts.signed_in(Client(), who)) for who in onlookers()]
    for label, target in world().items():
        entry = record(
            act="tests.kept", target=target, by=district, reason=KEPT, personal={"text": KEPT, "person": PERSON}
        )
        pages = [reverse("audit:story", args=[label, target.pk])]
        pages += [reverse(name, args=[entry.pk]) for name in ("audit:entry", "audit:proof")]
        for page in pages:
            for role, client in strangers:
                answer = client.get(page)
                text = answer.content.decode()
                # The object is public: a page that is closed would keep everything inside and prove nothing.
                assert (answer.status_code, KEPT in text, PERSON in text) == (200, False, False), (page, role)
        for page in pages[:2]:
            assert all(KEPT in client.get(page).content.decode() for client in inside), page


def test_payments_on_their_way_are_not_told_to_the_public() -> None:
    """The story, the entry and its proof: the act itself, its sum and why it was sent back."""
    people = contracts.People.of()
    contract = contracts.delivered(people)
    payment = contracts.asked(contract, people)
    payment_stops.reject_payment(payment=payment, by=people.checker, reason=KEPT)
    story = ("audit:story", "contracts.contract", contract.pk)
    stranger = accounts.membership(Role.PROVIDER_BIDDER)
    for act in ("contracts.payment.request", "contracts.payment.reject"):
        entry = Entry.objects.get(act=act)
        link = reverse("audit:entry", args=[entry.pk])
        status, text = read(stranger, *story)
        assert (status, link in text, KEPT in text) == (200, False, False)
        assert [read(stranger, name, entry.pk)[0] for name in ("audit:entry", "audit:proof")] == [403, 403]
        for inside in (people.contractor, people.finance, people.worker):
            assert link in read(inside, *story)[1]
            assert read(inside, "audit:proof", entry.pk)[0] == 200
    assert KEPT in read(people.contractor, *story)[1]


def test_an_opinion_of_the_leading_group_is_the_deciding_offices() -> None:
    """Recorded on the approval: neither residents of the place nor the community that proposed it read it."""
    demands.rules()
    people = People.of()
    demand = demands.decided(people, "60000.00", available="390000.00")
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    row = Approval.objects.get(demand=demand)
    speaker = accounts.membership(Role.LEADING_GROUP_MEMBER, people.street.place)
    approvals.give_opinion(approval=row, by=speaker, vote="against", reason=KEPT, now=clock.now())
    entry = Entry.objects.get(act="demands.opinion.given")
    assert (entry.model, entry.object_id) == ("demands.approval", str(row.pk))
    story = ("audit:story", "demands.demand", demand.pk)
    resident = accounts.membership(Role.RESIDENT, people.community)
    for outside in (resident, people.author):
        status, text = read(outside, *story)
        assert (status, KEPT in text) == (200, False)
        assert [read(outside, name, entry.pk)[0] for name in ("audit:entry", "audit:proof")] == [403, 403]
    for inside in (speaker, people.street):
        assert KEPT in read(inside, *story)[1]
        assert read(inside, "audit:entry", entry.pk)[0] == 200
