"""Why documents came back stands on the page of whoever may mend them, until they are handed in again (R39)."""

from __future__ import annotations

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from tendering.tenders.services import announcing, joint_calls, preparing
from tests.factories import accounts, demands, joint, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
WHY = "请写明标段范围"


def shows(client: Client, by: Membership, url: str) -> bool:
    response = accounts.signed_in(client, by).get(url)
    assert response.status_code == 200
    return WHY in response.content.decode()


def test_of_one_call(client: Client, office: Office) -> None:
    tender = tenders.prepared(office)
    url = tender.get_absolute_url()
    assert not shows(client, office.preparer, url)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    preparing.return_docs(tender=tender, by=office.approver, reason=WHY, now=clock.now())
    assert shows(client, office.preparer, url)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    assert not shows(client, office.preparer, url)
    preparing.return_docs(tender=tender, by=office.approver, reason=WHY, now=clock.now())
    announcing.cancel(tender=tender, by=office.preparer, reason="不再实施")
    assert not shows(client, office.preparer, url)


def test_of_a_joint_call_and_each_of_its_lots(client: Client) -> None:
    demands.rules()
    office = StreetOffice.of()
    call = joint.prepared(office)
    urls = [call.get_absolute_url(), *(lot.get_absolute_url() for lot in joint.lots_of(call))]
    joint_calls.submit_joint(joint=call, by=office.preparer)
    joint_calls.return_joint(joint=call, by=office.approver, reason=WHY)
    assert [shows(client, office.preparer, url) for url in urls] == [True] * len(urls)
    joint_calls.submit_joint(joint=call, by=office.preparer)
    assert [shows(client, office.preparer, url) for url in urls] == [False] * len(urls)
