"""Both ways to a match: the community invites whom it was recommended, a provider asks for what fits it (R35, R36)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from catalog.models import Provider
from catalog.services.telling import provider_people
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Disclosure, Entry, Mention
from marketplace.outbox.models import Message
from tendering.demands.models import Demand, Match, Recommendation
from tendering.demands.tasks import expire_matches
from tests.factories import accounts, catalog, demands, places
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def officer() -> Membership:
    return accounts.membership(Role.COMMUNITY, places.community())


@pytest.fixture
def demand(officer: Membership) -> Demand:
    return demands.published(officer.place, need="辖区独居老人洗浴不便。")


@pytest.fixture
def helper() -> Provider:
    return catalog.listed_provider("助浴之家", strengths="为独居老人上门助浴")


@pytest.fixture
def community(officer: Membership) -> Client:
    return accounts.signed_in(Client(), officer)


@pytest.fixture
def provider(helper: Provider) -> Client:
    index()
    return accounts.signed_in(Client(), catalog.administrator(helper))


def state() -> tuple[str, bool]:
    row = Match.objects.get()
    return row.state, row.by_community


@pytest.mark.requirement("R36")
def test_the_community_invites_whom_it_was_recommended(
    demand: Demand, helper: Provider, community: Client, provider: Client
) -> None:
    here = f"/demands/{demand.number}/"
    assert "助浴之家" in community.get(f"{here}fitting/").content.decode()
    community.get(f"{here}fitting/")
    noted = Recommendation.objects.get()
    assert (noted.demand, noted.provider, noted.day, noted.place) == (demand, helper, clock.today(), 1)
    sent = {"provider": helper.pk, "message": "诚邀对接。"}
    assert community.post(f"{here}invite/?provider={helper.pk}", sent).status_code == 302
    assert "助浴之家" not in community.get(f"{here}fitting/").content.decode()
    assert provider.post(f"/demands/matches/{Match.objects.get().pk}/confirm/").status_code == 302
    assert state() == ("matched", True)


@pytest.mark.requirement("R35")
@pytest.mark.requirement("R36")
def test_a_provider_asks_for_what_fits_it(demand: Demand, community: Client, provider: Client) -> None:
    here = f"/demands/{demand.number}/"
    assert f"{here}interest/" in provider.get("/demands/fitting/").content.decode()
    assert provider.post(f"{here}interest/", {"message": "我们愿意承接。"}).status_code == 302
    assert demand.title not in provider.get("/demands/fitting/").content.decode()
    assert community.post(f"/demands/matches/{Match.objects.get().pk}/confirm/").status_code == 302
    assert state() == ("matched", False)
    assert not Recommendation.objects.exists()


def test_who_declines_says_why_and_the_other_side_reads_it(
    demand: Demand, helper: Provider, community: Client, provider: Client
) -> None:
    here = f"/demands/{demand.number}/"
    provider.post(f"{here}interest/", {"message": "我们愿意承接。"})
    decline = f"/demands/matches/{Match.objects.get().pk}/decline/"
    for nothing in ("", " ", "x" * 501):
        assert community.post(decline, {"reason": nothing}).status_code == 422
    assert community.post(decline, {"reason": "已有意向单位。"}).status_code == 302
    assert "已有意向单位。" in provider.get(here).content.decode()
    assert state() == ("declined", False)


@pytest.mark.parametrize("by_community", [True, False])
def test_what_nobody_answers_expires_and_who_asked_is_told(
    by_community: bool, demand: Demand, helper: Provider, officer: Membership, community: Client, provider: Client
) -> None:
    here = f"/demands/{demand.number}/"
    if by_community:
        community.post(f"{here}invite/", {"provider": helper.pk, "message": "诚邀对接。"})
    else:
        provider.post(f"{here}interest/", {"message": "我们愿意承接。"})
    with clock.shifted(timedelta(days=40)):
        assert expire_matches() == 1
        assert expire_matches() == 0
    payloads = [row.payload for row in Message.objects.filter(topic="notify")]
    (told,) = (payload["recipients"] for payload in payloads if payload["kind"] == "demands.match_expired")
    assert (officer.user_id in told) is by_community
    assert state() == ("expired", by_community)
    assert logged() == ["invited" if by_community else "interested", "expired"]
    (found,) = community.get(f"{here}fitting/").context["found"]
    assert found["provider"] == helper


def logged() -> list[str]:
    """The acts about the match, in order; each stands in the provider's story as well."""
    row = Match.objects.get()
    entries = Entry.objects.filter(model="demands.match", object_id=str(row.pk)).order_by("pk")
    about = Mention.objects.filter(model="catalog.provider", object_id=str(row.provider_id), entry__in=entries)
    assert about.count() == entries.count()
    return [entry.act.removeprefix("demands.match.") for entry in entries]


def reasons() -> set[str]:
    return set(Disclosure.objects.filter(entry__model="demands.match").values_list("value", flat=True))


def told(kind: str) -> set[int]:
    payloads = [row.payload for row in Message.objects.filter(topic="notify")]
    return {key for payload in payloads if payload["kind"] == kind for key in payload["recipients"]}


@pytest.mark.requirement("R36")
def test_interest_that_is_declined_is_logged_and_the_provider_told(
    demand: Demand, helper: Provider, officer: Membership, community: Client, provider: Client
) -> None:
    provider.post(f"/demands/{demand.number}/interest/", {"message": "我们愿意承接。"})
    assert officer.user_id in told("demands.match_interest")
    community.post(f"/demands/matches/{Match.objects.get().pk}/decline/", {"reason": "已有意向单位。"})
    assert logged() == ["interested", "declined"]
    assert {"我们愿意承接。", "已有意向单位。"} <= reasons()
    assert told("demands.match_declined") == set(provider_people(helper))


@pytest.mark.requirement("R36")
@pytest.mark.parametrize("answer", ["confirm", "decline"])
def test_an_invitation_that_is_answered_is_logged_and_the_community_told(
    answer: str, demand: Demand, helper: Provider, officer: Membership, community: Client, provider: Client
) -> None:
    sent = {"provider": helper.pk, "message": "诚邀对接。"}
    community.post(f"/demands/{demand.number}/invite/", sent)
    assert told("demands.match_invitation") == set(provider_people(helper))
    provider.post(f"/demands/matches/{Match.objects.get().pk}/{answer}/", {"reason": "近期人手不足。"})
    outcome = {"confirm": "matched", "decline": "declined"}[answer]
    assert logged() == ["invited", outcome]
    assert "诚邀对接。" in reasons()
    assert ("近期人手不足。" in reasons()) is (answer == "decline")
    assert officer.user_id in told(f"demands.match_{outcome}")


def test_whom_the_form_of_an_invitation_brings_forward_is_counted_once_a_day(
    demand: Demand, helper: Provider, community: Client, provider: Client
) -> None:
    form = f"/demands/{demand.number}/invite/"
    community.get(f"{form}?q=助浴")
    assert not Recommendation.objects.exists()
    community.get(form)
    community.get(form)
    noted = Recommendation.objects.get()
    assert (noted.provider, noted.place) == (helper, 1)


def test_a_page_that_was_not_shown_leaves_nothing_in_the_log(
    demand: Demand, community: Client, provider: Client
) -> None:
    assert community.head(f"/demands/{demand.number}/fitting/").status_code == 200
    assert not Recommendation.objects.exists()


def test_offices_and_providers_who_look_leave_nothing_in_the_log(demand: Demand, provider: Client) -> None:
    provider.get("/demands/fitting/")
    accounts.signed_in(Client(), accounts.membership(Role.DISTRICT)).get(f"/demands/{demand.number}/fitting/")
    assert not Recommendation.objects.exists()
