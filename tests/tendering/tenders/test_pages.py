"""Pages of a call, as its offices use them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.rulebook.queries import work_calendar
from tendering.tenders.models import Tender
from tendering.tenders.rules.timetable import earliest_deadline
from tendering.tenders.services import preparing
from tests.factories import accounts, demands, tenders
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


def submitted(office: Office) -> Tender:
    tender = tenders.prepared(office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    return tender


def test_announcing_asks_for_a_deadline_and_proposes_the_first_day_the_rules_allow() -> None:
    demands.rules()
    office = Office.of()
    tender = submitted(office)
    client, url = accounts.signed_in(Client(), office.approver), reverse("tenders:announce", args=[tender.number])
    earliest = earliest_deadline(clock.today(), tender.procedure, work_calendar())
    text = client.get(url).content.decode()
    assert f'value="{earliest.isoformat()}T17:00' in text
    assert "选填" not in text
    assert f"{earliest.month}月{earliest.day}日" in text
    assert client.post(url, {}).status_code == 422
