"""Somebody tries to learn before the opening who will bid, from the public record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from tendering.tenders.models import Tender
from tests.factories import accounts, awards, bids, evaluation, places, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def nobody() -> Client:
    """Signed up, without any role."""
    client = Client()
    client.force_login(accounts.user(), backend="marketplace.accounts.backends.Backend")
    return client


def told(client: Client) -> list[dict[str, Any]]:
    """Every entry of the log whose proof this person gets."""
    answers = (client.get(reverse("audit:proof", args=[key])) for key in Entry.objects.values_list("pk", flat=True))
    return [json.loads(answer.json()["entry"]) for answer in answers if answer.status_code == 200]


def named(entries: list[dict[str, Any]], tender: Tender) -> set[int]:
    """Organisations that are invited and that the entries name, by their own id or their provider's."""
    invited = {str(row.provider_id): row.provider.organisation_id for row in tender.invitations.all()}
    objects = [one for entry in entries for one in [entry["target"], *entry["about"]]]
    about = {invited[one["id"]] for one in objects if one["model"] == "catalog.provider" and one["id"] in invited}
    return about | ({entry["organisation"] for entry in entries} & set(invited.values()))


def test_the_record_of_a_running_call_tells_nobody_who_will_answer_it() -> None:
    office, rivals = Office.of(), tenders.providers(4)
    tender = bids.invited(office, rivals)
    bids.submitted(tender, rivals[0])
    spies = {
        "nobody": nobody(),
        "resident": accounts.client_of(accounts.membership(Role.RESIDENT, office.community)),
        "other community": accounts.client_of(accounts.membership(Role.COMMUNITY, places.community())),
        "not invited": accounts.client_of(tenders.bidder(tenders.providers(1)[0])),
    }
    found = {name: named(told(client), tender) for name, client in spies.items()}
    assert found == {name: set() for name in spies}
    rival = accounts.client_of(tenders.bidder(rivals[1]))
    assert named(told(rival), tender) == {rivals[1].organisation_id}, "each of those invited reads of itself alone"


def test_what_two_sides_write_to_each_other_is_read_by_the_two_and_the_offices() -> None:
    office, rivals = Office.of(), tenders.providers(3)
    tender = bids.invited(office, rivals)
    story = reverse("audit:story", args=["demands.demand", tender.demand_id])
    words = "确认了对接"
    assert words not in nobody().get(story).content.decode()
    match = tender.demand.matches.get(provider=rivals[0])
    own = reverse("audit:story", args=["demands.match", match.pk])
    assert nobody().get(own).status_code == 403
    assert accounts.client_of(tenders.bidder(rivals[1])).get(own).status_code == 403
    for member in (tenders.bidder(rivals[0]), office.preparer):
        page = accounts.client_of(member).get(own)
        assert page.status_code == 200
        assert words in page.content.decode()


def test_who_sits_on_a_panel_is_not_read_from_the_record_of_the_call() -> None:
    """Members' names stay sealed until the result: not even a family name and a role are told (domain 2.4)."""
    judging = evaluation.declared()
    entries = told(nobody())
    assert entries
    assert not [entry for entry in entries if entry["act"].startswith(("evaluation.seat.", "evaluation.sheet."))]
    insiders = told(accounts.client_of(judging.contest.office.preparer))
    assert [entry for entry in insiders if entry["act"] == "evaluation.seat.declared"]


def test_the_winner_does_not_read_from_the_record_which_rival_objected() -> None:
    office = Office.of()
    award = awards.publicised(awards.ranked(office), office)
    objection = awards.objected(award)
    assert award.provider is not None
    winner = accounts.client_of(tenders.bidder(award.provider))
    roles = {entry["act"]: entry["role"] for entry in told(winner)}
    assert not roles["awards.award.object"], "that there is an objection is public, in which role it was filed is not"
    assert "awards.objection.filed" not in roles
    page = accounts.client_of(office.preparer).get(reverse("audit:story", args=["awards.objection", objection.pk]))
    assert "提出异议" in page.content.decode()
