"""Who cancels a call: until the opening its community, afterwards the office that approved it (domain 2.6, 3.4)."""

from __future__ import annotations

import pytest
from django.test import Client

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.primitives.refusal import NotPermitted
from tendering.tenders.models import Tender
from tendering.tenders.permissions import cancels
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing
from tests.factories import accounts, bids, demands, joint, places, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db
WHY = "需求发生重大变化"


@pytest.fixture
def opened(office: Office) -> Tender:
    return bids.contest(office=office).tender


def approved_by(tender: Tender, office: str) -> Tender:
    tender.procedure_data |= {"documents_approved_by": office}
    tender.save(update_fields=["procedure_data"])
    return tender


def above(office: Office) -> list[Membership]:
    street, district = office.community.parent, places.district()
    return [accounts.membership(Role.STREET, street), accounts.membership(Role.DISTRICT, district)]


@pytest.mark.parametrize(
    ("approving", "may"),
    [
        ("community", [False, True, True, True]),
        ("street", [False, False, True, True]),
        ("district", [False, False, False, True]),
    ],
)
def test_an_opened_call_is_cancelled_by_the_office_that_approved_it_or_one_above(
    office: Office, opened: Tender, approving: str, may: list[bool]
) -> None:
    """Never by whoever wrote in the documents: nobody ends alone what might not turn out as wished."""
    tender, people = approved_by(opened, approving), [office.preparer, office.approver, *above(office)]
    assert [cancels(by, tender) for by in people] == may
    for by, is_theirs in zip(people, may, strict=True):
        if not is_theirs:
            with refused("tenders.others_cancel", kind=NotPermitted):
                announcing.cancel(tender=tender, by=by, reason=WHY)
    by = people[may.index(True)]
    assert announcing.cancel(tender=tender, by=by, reason=WHY).state == State.CANCELLED


def test_who_wrote_in_the_documents_of_an_opened_call_does_not_cancel_it_for_any_office(
    office: Office, opened: Tender
) -> None:
    street = above(office)[0]
    opened.writers.add(street.user)
    with refused("tenders.others_cancel", kind=NotPermitted):
        announcing.cancel(tender=opened, by=street, reason=WHY)


def test_a_lot_is_cancelled_by_the_office_that_approved_its_joint_call() -> None:
    """Also where each of its projects alone would be the community's to approve."""
    demands.rules()
    lot = joint.announced(StreetOffice.of())[0]
    lot.state = State.OPENED
    assert lot.joint is not None
    assert lot.joint.approved_by == Role.STREET
    community, street = lot.demand.community, lot.demand.community.parent
    people = [accounts.membership(Role.COMMUNITY, community), accounts.membership(Role.STREET, street)]
    assert [cancels(by, lot) for by in people] == [False, True]


def test_until_the_opening_nobody_but_the_community_cancels(office: Office) -> None:
    tender = tenders.announced(office)
    for by in above(office):
        with refused("tenders.others_cancel", kind=NotPermitted):
            announcing.cancel(tender=tender, by=by, reason=WHY)
    assert announcing.cancel(tender=tender, by=office.preparer, reason=WHY).state == State.CANCELLED
    bids.deliver_all()
    assert not Notification.objects.filter(kind="tenders.cancelled").exists()


def test_its_page_leads_whose_turn_it_is_to_the_form_and_tells_the_others(office: Office, opened: Tender) -> None:
    tender, street = approved_by(opened, "street"), above(office)[0]
    url = f"{tender.get_absolute_url()}cancel/"
    clients = [accounts.signed_in(Client(), by) for by in (office.preparer, street)]
    pages = [client.get(tender.get_absolute_url()).content.decode() for client in clients]
    assert [url in page for page in pages] == [False, True]
    forms = [client.get(url).content.decode() for client in clients]
    assert ["其后由审批文件的一级" in form for form in forms] == [True, False]


def test_the_community_is_told_that_another_office_cancelled_its_call(office: Office, opened: Tender) -> None:
    street = above(office)[0]
    announcing.cancel(tender=opened, by=street, reason=WHY)
    bids.deliver_all()
    told = set(Notification.objects.filter(kind="tenders.cancelled").values_list("recipient", flat=True))
    assert {office.preparer.user_id, office.approver.user_id} <= told
    assert street.user_id not in told
