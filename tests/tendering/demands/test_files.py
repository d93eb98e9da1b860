"""Records and minutes that people upload: kept, and shown to the place's own roles only."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.demands.models import Deliberation
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
