"""Records and minutes that people upload: kept, and shown to the place's own roles only."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.files.services import store
from tendering.demands.models import Deliberation, Demand
from tendering.demands.permissions import RECORD
from tendering.demands.services import approvals
from tests.factories import accounts, demands, places
from tests.factories.demands import People

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_record_can_be_uploaded_and_is_not_public() -> None:
    """The community's worker reads it, a neighbour and a visitor do not."""
    demands.rules()
    people = People.of()
    demand = demands.deliberated(people)
    client = accounts.signed_in(Client(), people.author)
    fields = {"kind": "survey", "held_on": clock.today().isoformat(), "participants": "30", "findings": "赞成"}
    upload = SimpleUploadedFile("问卷.pdf", PDF, "application/pdf")
    response = client.post(reverse("demands:deliberate", args=[demand.number]), fields | {"file": upload})
    assert response.status_code == 302, response.content.decode()[:2000]
    file = Deliberation.objects.get(kind="survey").file
    assert file is not None
    own = client.get(file.get_absolute_url())
    assert own.status_code == 200
    assert own.getvalue() == PDF
    stranger = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, places.community()))
    assert stranger.get(file.get_absolute_url()).status_code in (403, 404)
    assert Client().get(file.get_absolute_url()).status_code in (302, 403, 404)


def test_records_and_signed_minutes_are_linked_for_whoever_may_open_them() -> None:
    """On the project's page for the place's own roles, and before whoever decides; everybody else reads no name."""
    demands.rules()
    people = People.of()
    demand = demands.decided(people, "60000.00", available="390000.00")
    survey = store(upload=SimpleUploadedFile("入户问卷.pdf", PDF), by=people.author, purpose=RECORD)
    minutes = store(upload=SimpleUploadedFile("签字纪要.pdf", PDF), by=people.author, purpose=RECORD)
    demand.deliberations.filter(kind="visit").update(file=survey)
    demand.meetings.update(minutes_file=minutes)
    approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    page, case = demand.get_absolute_url(), reverse("demands:approve", args=[demand.number])
    links = {survey.get_absolute_url(), minutes.get_absolute_url()}
    auditor = accounts.membership(Role.AUDITOR)
    stranger = accounts.membership(Role.COMMUNITY, places.community())
    for member, url in ((people.author, page), (people.street, page), (auditor, page), (people.street, case)):
        client = accounts.client_of(member)
        text = client.get(url).content.decode()
        assert {link for link in links if f'href="{link}"' in text} == links, member
        assert {client.get(link).getvalue() for link in links} == {PDF}, member
    Demand.objects.filter(pk=demand.pk).update(state="published", published_at=clock.now())
    for client in (Client(), accounts.client_of(stranger)):
        response = client.get(page)
        assert response.status_code == 200
        assert not any(link in response.content.decode() for link in links)
        assert "入户问卷" not in response.content.decode()
