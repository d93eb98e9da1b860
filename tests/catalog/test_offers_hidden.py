"""An offer disappears everywhere with what it stands on, and comes back with it; its provider reads why (R35)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from catalog.models import Provider, RosterEntry, ServiceOffer
from catalog.queries import offers
from catalog.queries.eligibility import standing
from catalog.rules.offers import unseen
from catalog.rules.states import EntryState, RemovalGround
from catalog.services import bans, curation, offering, profile, removal
from catalog.services import standing as entries
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import NotPermitted
from marketplace.rulebook.queries import in_force
from tendering.demands.queries.facts import supplies, with_facts
from tests.factories import accounts, catalog
from tests.search import following
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R35"), pytest.mark.usefixtures("rules")]
Change = Callable[[Provider, Membership], object]


@pytest.fixture
def provider() -> Provider:
    return catalog.listed_provider("和美助老中心", ["elderly", "culture"])


@pytest.fixture
def offer(provider: Provider) -> ServiceOffer:
    return catalog.published_offer(
        provider, title="星空观测夜", text="带望远镜进院落", domains=catalog.domains("elderly", "culture")
    )


def entry(provider: Provider) -> RosterEntry:
    return RosterEntry.objects.get(provider=provider)


def approve(provider: Provider, by: Membership, *codes: str) -> None:
    curation.approve_domains(entry=entry(provider), by=by, domains=catalog.domains(*codes), reason="领域调整")


def lose_one_domain(provider: Provider, by: Membership) -> None:
    approve(provider, by, "elderly")


def get_it_back(provider: Provider, by: Membership) -> None:
    approve(provider, by, "culture", "elderly")


def suspend(provider: Provider, by: Membership) -> None:
    until = clock.today() + timedelta(days=30)
    entries.suspend_entry(entry=entry(provider), by=by, reason="材料核查", until=until, now=clock.now())


def restore(provider: Provider, by: Membership) -> None:
    entries.restore_entry(entry=entry(provider), by=by, reason="核查无误", now=clock.now())


def _serious(provider: Provider, by: Membership, *, listed: bool) -> None:
    changes = {"serious_list": listed}
    profile.curate(provider=provider, by=by, changes=changes, reason="名单比对", now=clock.now())


def put_on_the_serious_list(provider: Provider, by: Membership) -> None:
    _serious(provider, by, listed=True)


def take_off_the_serious_list(provider: Provider, by: Membership) -> None:
    _serious(provider, by, listed=False)


def ban(provider: Provider, by: Membership) -> None:
    ground, rules = RemovalGround.FALSE_MATERIAL, in_force(clock.today()).rules
    bans.impose_ban(provider=provider, ground=ground, by=by, reason="材料不实", rules=rules, now=clock.now())


def remove(provider: Provider, by: Membership) -> None:
    ground = RemovalGround.FALSE_MATERIAL
    removal.remove_entry(entry=entry(provider), by=by, ground=ground, reason="材料不实", now=clock.now())


CHANGES: list[tuple[Change, Change | None, str]] = [
    (lose_one_domain, get_it_back, "已不再获得核准"),
    (suspend, restore, "暂停"),
    (put_on_the_serious_list, take_off_the_serious_list, "失信"),
    (ban, None, "该机构处于禁入期。"),
    (remove, None, "该机构不在名录内。"),
]


def seen(offer: ServiceOffer, client: Client) -> list[bool]:
    """Whether it stands on its page, in the list, on its provider's page, in the search, in the scorer."""
    address, provider = offer.get_absolute_url(), offer.provider
    scored = supplies([with_facts(Provider.objects.filter(pk=provider.pk)).get()], clock.today())[provider.pk]
    on_page = client.get(f"/roster/providers/{provider.pk}/")
    return [
        client.get(address).status_code == 200,
        address in client.get("/roster/offers/").content.decode(),
        on_page.status_code == 200 and address in on_page.content.decode(),
        address in client.get("/search/", {"q": "望远镜"}).content.decode(),
        address in client.get("/roster/offers/", {"q": "望远镜"}).content.decode(),
        bool(scored.offers),
    ]


@pytest.mark.parametrize(("change", "back", "why"), CHANGES)
def test_it_goes_at_once_and_comes_back(
    change: Change, back: Change | None, why: str, offer: ServiceOffer, provider: Provider, officer: Membership
) -> None:
    index()
    public, own = Client(), accounts.signed_in(Client(), catalog.administrator(provider))
    assert seen(offer, public) == [True] * 6
    change(provider, officer)
    following.run()
    assert seen(offer, public) == [False] * 6
    for page in (offer.get_absolute_url(), "/roster/own/offers/"):
        shown = own.get(page).content.decode()
        assert "目前不展示" in shown
        assert why in shown
    if back is not None:
        back(provider, officer)
        following.run()
        assert seen(offer, public) == [True] * 6
        assert "目前不展示" not in own.get("/roster/own/offers/").content.decode()


def test_who_reads_what_nobody_is_shown(offer: ServiceOffer, provider: Provider, officer: Membership) -> None:
    lose_one_domain(provider, officer)
    address = offer.get_absolute_url()
    bidder = accounts.membership(Role.PROVIDER_BIDDER, provider.organisation)
    for by in (bidder, officer, accounts.membership(Role.STREET), accounts.membership(Role.AUDITOR)):
        assert accounts.signed_in(Client(), by).get(address).status_code == 200
    rival = catalog.administrator(catalog.listed_provider())
    for by in (rival, accounts.membership(Role.COMMUNITY), accounts.membership(Role.RESIDENT)):
        assert accounts.signed_in(Client(), by).get(address).status_code == 404
    english = accounts.signed_in(Client(), bidder)
    english.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "approved no longer" in english.get("/roster/own/offers/").content.decode()


def test_what_is_paused_meanwhile_is_not_shown_again_by_a_ban_passed_over(
    offer: ServiceOffer, provider: Provider, officer: Membership
) -> None:
    by = catalog.administrator(provider)
    offering.pause_offer(offer=offer, by=by)
    ban(provider, officer)
    with pytest.raises(NotPermitted, match=r"catalog\.banned"):
        offering.resume_offer(offer=offer, by=by, now=clock.now())


def written(provider: Provider, **changes: object) -> None:
    RosterEntry.objects.filter(provider=provider).update(**changes)


@pytest.mark.parametrize("state", list(EntryState))
@pytest.mark.parametrize("codes", [["elderly"], ["culture"], ["elderly", "culture"], ["childcare"], []], ids=str)
@pytest.mark.parametrize("left", [-1, 0, 1])
def test_the_query_and_the_rule_say_the_same(
    state: EntryState, codes: list[str], left: int, offer: ServiceOffer, provider: Provider
) -> None:
    today = clock.today()
    ground = "request" if state is EntryState.REMOVED else ""
    written(provider, state=state, valid_until=today + timedelta(days=left), removal_ground=ground)
    entry(provider).domains.set(catalog.domains(*codes) if codes else [])
    fresh = Provider.objects.select_related("organisation").get(pk=provider.pk)
    asked = {domain.code for domain in offer.domains.all()}
    is_shown = offers.shown(today).filter(pk=offer.pk).exists()
    assert is_shown == (not unseen(standing(fresh, today), asked, offer.valid_until, today))
