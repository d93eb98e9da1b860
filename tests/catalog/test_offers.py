"""Offers of services: who may what from where, what everybody sees, what the search finds (R35)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog.models import Provider, RosterEntry, ServiceOffer
from catalog.queries import duties, offers
from catalog.rules.offers import MOST_OFFERS
from catalog.rules.states import EntryState, OfferState
from catalog.services import clockwork, curation, offering, standing
from catalog.services.offers import NotBeingWritten, TooManyOffers, draft_offer, edit_offer
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusals, StaleVersion
from marketplace.primitives.state_machine import WrongState
from tests.factories import accounts, catalog, places
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R35"), pytest.mark.usefixtures("rules")]
SECRET = "联系人手机13812345678"


@pytest.fixture
def provider() -> Provider:
    return catalog.listed_provider("和美助老中心")


@pytest.fixture
def own(provider: Provider) -> Membership:
    return catalog.administrator(provider)


def shown() -> list[ServiceOffer]:
    return list(offers.shown(clock.today()))


def test_a_curator_checks_offers_and_keeps_domains_but_decides_about_nobody(
    provider: Provider, own: Membership, officer: Membership
) -> None:
    curator = accounts.membership(Role.CURATOR)
    offer = catalog.offer(provider, own)
    offering.submit_offer(offer=offer, by=own, now=clock.now())
    assert [duty.kind for duty in duties(curator, clock.now())] == ["catalog.check_offer"]
    assert curator.user_id in Message.objects.get(payload__kind="catalog.offer.submitted").payload["recipients"]
    offering.publish_offer(offer=offer, by=curator, now=clock.now())
    assert shown() == [offer]
    entry = RosterEntry.objects.get(provider=provider)
    curation.approve_domains(entry=entry, by=curator, domains=list(entry.domains.all()), reason="核对无误")
    with pytest.raises(NotPermitted):
        standing.suspend_entry(
            entry=entry, by=curator, reason="未年检", until=clock.today() + timedelta(days=9), now=clock.now()
        )
    client = accounts.signed_in(Client(), curator)
    page = client.get(reverse("catalog:provider", args=[provider.pk])).content.decode()
    assert reverse("catalog:curate", args=[provider.pk]) in page
    assert reverse("catalog:entry_suspend", args=[entry.pk]) not in page
    assert client.get(reverse("catalog:desk")).status_code == 200
    assert client.get("/admin/catalog/providers/").status_code == 200


def test_the_road_of_an_offer(provider: Provider, own: Membership, officer: Membership) -> None:
    offer = catalog.offer(provider, own)
    assert duties(officer, clock.now()) == []
    offering.submit_offer(offer=offer, by=own, now=clock.now())
    assert [duty.kind for duty in duties(officer, clock.now())] == ["catalog.check_offer"]
    offering.return_offer(offer=offer, by=officer, reason="请写明频次")
    assert [duty.kind for duty in duties(own, clock.now())] == ["catalog.mend_offer"]
    edit_offer(offer=offer, by=own, values=catalog.offer_values(text="每周两次上门"), now=clock.now())
    offering.submit_offer(offer=offer, by=own, now=clock.now())
    assert shown() == []
    offering.publish_offer(offer=offer, by=officer, now=clock.now())
    assert shown() == [offer]
    offering.pause_offer(offer=offer, by=own)
    assert shown() == []
    offering.resume_offer(offer=offer, by=own, now=clock.now())
    offering.withdraw_offer(offer=offer, by=own, reason="人员调整", now=clock.now())
    assert shown() == []
    acts = Entry.objects.filter(act__startswith="catalog.offer.").order_by("pk").values_list("act", flat=True)
    told = "draft submit return edit submit publish pause resume withdraw"
    assert [act.rpartition(".")[2] for act in acts] == told.split()


def _submit(offer: ServiceOffer, by: Membership) -> object:
    return offering.submit_offer(offer=offer, by=by, now=clock.now())


def _edit(offer: ServiceOffer, by: Membership) -> object:
    return edit_offer(offer=offer, by=by, values=catalog.offer_values(), now=clock.now())


def _pause(offer: ServiceOffer, by: Membership) -> object:
    return offering.pause_offer(offer=offer, by=by)


def _resume(offer: ServiceOffer, by: Membership) -> object:
    return offering.resume_offer(offer=offer, by=by, now=clock.now())


def _withdraw(offer: ServiceOffer, by: Membership) -> object:
    return offering.withdraw_offer(offer=offer, by=by, reason="不再提供", now=clock.now())


def _publish(offer: ServiceOffer, by: Membership) -> object:
    return offering.publish_offer(offer=offer, by=by, now=clock.now())


def _return(offer: ServiceOffer, by: Membership) -> object:
    return offering.return_offer(offer=offer, by=by, reason="请补充")


def _take_down(offer: ServiceOffer, by: Membership) -> object:
    return offering.take_down_offer(offer=offer, by=by, reason="内容不实", now=clock.now())


Act = Callable[[ServiceOffer, Membership], object]
PROVIDERS_OWN: dict[Act, set[str]] = {
    _submit: {"draft"},
    _edit: {"draft"},
    _pause: {"published"},
    _resume: {"paused"},
    _withdraw: {"draft", "checking", "published", "paused"},
}
DISTRICTS: dict[Act, set[str]] = {
    _publish: {"checking"},
    _return: {"checking"},
    _take_down: {"published", "paused"},
}


def at(offer: ServiceOffer, state: str) -> ServiceOffer:
    now = clock.now()
    ended = now if state in {"withdrawn", "expired"} else None
    ServiceOffer.objects.filter(pk=offer.pk).update(state=state, published_at=now, ended_at=ended)
    offer.refresh_from_db()
    return offer


@pytest.mark.parametrize("act", [*PROVIDERS_OWN, *DISTRICTS])
@pytest.mark.parametrize("state", [state.value for state in OfferState])
def test_an_act_follows_from_its_states_only(
    act: Act, state: str, provider: Provider, own: Membership, officer: Membership
) -> None:
    offer = at(catalog.offer(provider, own), state)
    allowed = PROVIDERS_OWN | DISTRICTS
    by = own if act in PROVIDERS_OWN else officer
    if state in allowed[act]:
        act(offer, by)
    else:
        with pytest.raises((WrongState, NotBeingWritten)):
            act(offer, by)
        offer.refresh_from_db()
        assert offer.state == state


@pytest.mark.parametrize("act", [*PROVIDERS_OWN, *DISTRICTS])
def test_nobody_else_may(act: Act, provider: Provider, own: Membership, officer: Membership) -> None:
    states = (PROVIDERS_OWN | DISTRICTS)[act]
    offer = at(catalog.offer(provider, own), min(states))
    bidder = accounts.membership(Role.PROVIDER_BIDDER, provider.organisation)
    rival = catalog.administrator(catalog.listed_provider())
    wrong = officer if act in PROVIDERS_OWN else own
    for by in (bidder, rival, wrong, accounts.membership(Role.STREET), accounts.membership(Role.COMMUNITY)):
        with pytest.raises(NotPermitted):
            act(offer, by)
    offer.refresh_from_db()
    assert offer.state == min(states)


def suspended(provider: Provider) -> None:
    RosterEntry.objects.filter(provider=provider).update(state=EntryState.SUSPENDED)


def past(provider: Provider) -> None:
    RosterEntry.objects.filter(provider=provider).update(valid_until=clock.today() - timedelta(days=1))


def dishonest(provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(serious_list=True)


@pytest.mark.parametrize("made", [suspended, past, dishonest])
def test_who_is_not_in_good_standing_offers_nothing(
    made: Callable[[Provider], None], provider: Provider, own: Membership
) -> None:
    offer = catalog.published_offer(provider)
    assert shown() == [offer]
    made(provider)
    assert shown() == []
    with pytest.raises(NotPermitted):
        draft_offer(provider=provider, by=own, values=catalog.offer_values(), now=clock.now())
    offering.pause_offer(offer=offer, by=own)
    with pytest.raises(NotPermitted):
        offering.resume_offer(offer=offer, by=own, now=clock.now())


def test_what_is_published_holds_by_then(provider: Provider, own: Membership, officer: Membership) -> None:
    """Between handing in and the check a domain was taken away."""
    offer = catalog.offer(provider, own)
    offering.submit_offer(offer=offer, by=own, now=clock.now())
    entry = provider.entry
    curation.approve_domains(entry=entry, by=officer, domains=catalog.domains("childcare"), reason="领域调整")
    with pytest.raises(Refusals) as refused:
        offering.publish_offer(offer=offer, by=officer, now=clock.now())
    assert [one.code for one in refused.value.refusals] == ["catalog.offer.domain_not_approved"]


def test_an_offer_ends_with_its_last_day(provider: Provider) -> None:
    offer = catalog.published_offer(provider, valid_until=clock.today())
    with clock.shifted(timedelta(days=1)):
        assert shown() == []  # nobody waits for the clock's job
        assert clockwork.turn_pages(now=clock.now()) >= 1
        offer.refresh_from_db()
        assert (offer.state, offer.ended_at is None) == ("expired", False)
        assert clockwork.turn_pages(now=clock.now()) == 0


def test_a_provider_has_so_many_at_most(provider: Provider, own: Membership) -> None:
    first = catalog.offer(provider, own)
    for _number in range(MOST_OFFERS - 1):
        catalog.offer(provider, own)
    with pytest.raises(TooManyOffers):
        catalog.offer(provider, own)
    offering.withdraw_offer(offer=first, by=own, reason="重复", now=clock.now())
    catalog.offer(provider, own)


def test_what_somebody_changed_meanwhile_is_not_overwritten(provider: Provider, own: Membership) -> None:
    offer = catalog.offer(provider, own)
    before = offer.version
    edit_offer(offer=offer, by=own, values=catalog.offer_values(text="新的"), version=before, now=clock.now())
    with pytest.raises(StaleVersion):
        edit_offer(offer=offer, by=own, values=catalog.offer_values(), version=before, now=clock.now())
    with pytest.raises(StaleVersion):
        offering.submit_offer(offer=offer, by=own, version=before, now=clock.now())


@pytest.mark.parametrize("act", [offering.withdraw_offer, offering.take_down_offer])
def test_an_end_is_given_a_reason(act: Any, provider: Provider, own: Membership, officer: Membership) -> None:
    offer = catalog.published_offer(provider)
    by = own if act is offering.withdraw_offer else officer
    with pytest.raises(InvalidInput):
        act(offer=offer, by=by, reason=" ", now=clock.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"price_from": Decimal(5)},
        {"price_from": Decimal(5), "price_to": Decimal(4)},
        {"state": "published"},
        {"state": "withdrawn"},
        {"ended_at": "now"},
    ],
    ids=str,
)
def test_the_database_keeps_what_no_code_may_write(wrong: dict[str, Any], provider: Provider) -> None:
    offer = catalog.offer(provider)
    values = {name: clock.now() if value == "now" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceOffer.objects.filter(pk=offer.pk).update(**values)


def test_the_log_holds_no_word_that_somebody_wrote(provider: Provider, own: Membership) -> None:
    catalog.offer(provider, own, title="助浴", text=SECRET)
    entry = Entry.objects.filter(act="catalog.offer.draft").get()
    assert "1381234" not in str(entry.__dict__)


def test_the_people_concerned_are_told(provider: Provider, own: Membership, officer: Membership) -> None:
    offer = catalog.offer(provider, own)
    offering.submit_offer(offer=offer, by=own, now=clock.now())
    offering.publish_offer(offer=offer, by=officer, now=clock.now())
    offering.take_down_offer(offer=offer, by=officer, reason="内容不实", now=clock.now())
    kinds = [row.payload.get("kind") for row in Message.objects.order_by("pk") if "kind" in row.payload]
    offered = [kind for kind in kinds if str(kind).startswith("catalog.offer.")]
    assert offered == ["catalog.offer.submitted", "catalog.offer.published", "catalog.offer.taken_down"]


def found(client: Client, words: str, kind: str = "") -> str:
    index()
    return client.get("/search/", {"q": words, "kind": kind} if kind else {"q": words}).content.decode()


def test_everybody_finds_an_offer_and_through_it_its_provider(client: Client, provider: Provider) -> None:
    offer = catalog.published_offer(provider, title="星空观测夜", text=f"带望远镜进院落。{SECRET}")
    page = found(client, "望远镜")
    assert offer.get_absolute_url() in page
    assert f"/roster/providers/{provider.pk}/" in page
    assert "13812345678" not in page
    assert "和美助老中心" in client.get("/roster/", {"q": "望远镜"}).content.decode()
    assert found(client, "13812345678").count(offer.get_absolute_url()) == 0


def hidden_draft(provider: Provider) -> None:
    catalog.offer(provider, text="带望远镜进院落")


def hidden_paused(provider: Provider) -> None:
    offer = catalog.published_offer(provider, text="带望远镜进院落")
    offering.pause_offer(offer=offer, by=catalog.administrator(provider))


def hidden_with_its_provider(provider: Provider) -> None:
    catalog.published_offer(provider, text="带望远镜进院落")
    suspended(provider)


@pytest.mark.parametrize("made", [hidden_draft, hidden_paused, hidden_with_its_provider])
def test_what_is_not_shown_is_found_by_nobody(
    made: Callable[[Provider], None], client: Client, provider: Provider
) -> None:
    made(provider)
    page = found(client, "望远镜")
    offer = ServiceOffer.objects.get()
    assert offer.get_absolute_url() not in page
    assert f"/roster/providers/{provider.pk}/" not in page
    assert "和美助老中心" not in client.get("/roster/", {"q": "望远镜"}).content.decode().partition("<main")[2]


def test_streets_are_those_of_the_district(provider: Provider) -> None:
    street = places.street("抚琴街道")
    offer = catalog.published_offer(provider, streets=[street])
    assert [place.pk for place in offer.streets.all()] == [street.pk]
