"""Who obtains the documents of a call."""

from __future__ import annotations

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.tenders.models import Query, Receipt, Tender
from tendering.tenders.services import questions
from tests.factories import accounts, catalog, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_a_body_not_entered_as_a_provider_is_told_so(office: Office) -> None:
    """An organisation that registered and began nothing else: neither offered the documents nor met with an error."""
    tender = tenders.announced(office)
    Tender.objects.filter(pk=tender.pk).update(procedure_data=tender.procedure_data | {"regime": "statutory"})
    newcomer = accounts.membership(Role.PROVIDER_ADMIN)
    with refused("tenders.not_entered"):
        questions.obtain(tender=tender, by=newcomer)
    page = accounts.client_of(newcomer).get(tender.get_absolute_url())
    obtain = reverse("tenders:obtain", args=[tender.number])
    assert obtain not in page.content.decode()
    entered = tenders.bidder(catalog.listed_provider())
    assert obtain in accounts.client_of(entered).get(tender.get_absolute_url()).content.decode()


def test_nobody_asks_or_obtains_the_documents_after_the_deadline(office: Office) -> None:
    tender = tenders.announced(office)
    bidder = tenders.bidder(catalog.listed_provider())
    assert tender.deadline_at is not None
    with clock.frozen(tender.deadline_at):
        with refused("tenders.not_running"):
            questions.ask(tender=tender, by=bidder, text="可以分两次付款吗?")
        with refused("tenders.not_running"):
            questions.obtain(tender=tender, by=bidder)
    assert not Query.objects.exists()
    assert not Receipt.objects.exists()
