"""The one search page: what it finds, counts, sorts and says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from icalendar import Calendar
from pytest_django import Settings

from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.rules import Role
from search import asked, engines, showing
from tendering.awards.models import Award
from tendering.demands.models import Demand
from tendering.tenders.models import Tender
from tests.architecture.bars import DETAIL, cost
from tests.cms import pages
from tests.factories import accounts, catalog, demands, places, projects
from tests.search.indexing import index
from tests.search.test_hostile import typed

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "results"}


@pytest.fixture
def people() -> demands.People:
    return demands.People.of()


@pytest.fixture
def english() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    engines.forget()


def context(query: str = "", client: Client | None = None) -> Any:
    response = (client or Client()).get(f"/search/?{query}")
    assert response.status_code == 200
    return response.context


def titles(query: str = "", client: Client | None = None) -> list[str]:
    found = context(query, client)["found"]
    return [re.sub("<[^>]*>", "", one.hit.title) for one in found]


def three(people: demands.People) -> list[Demand]:
    """Three public demands of one community; only the last is about the old courtyards."""
    wanted = (
        ("独居老人助浴项目", "15000.00", "micro"),
        ("老人食堂项目", "60000.00", "ordinary"),
        ("老旧院落整治项目", "160000.00", "ordinary"),
    )
    made = [
        demands.published(people.community, budget, title=title, tier=tier, code="A1") for title, budget, tier in wanted
    ]
    index()
    return made


def test_words_find_projects_and_providers_with_what_was_asked_for_marked(people: demands.People) -> None:
    three(people)
    provider = catalog.listed_provider("锦江老人服务中心")
    index()
    page = context(f"q={quote('老人')}")
    assert set(titles(f"q={quote('老人')}")) == {"独居老人助浴项目", "老人食堂项目", provider.organisation.name}
    assert all("<mark>老人</mark>" in one.hit.title for one in page["found"])
    assert {one.line.url for one in page["found"]} >= {f"/roster/providers/{provider.pk}/"}


def test_filters_narrow_and_count_what_each_value_would_show(people: demands.People) -> None:
    three(people)
    page = context("tier=micro")
    assert [one.line.amount for one in page["found"]] == [Decimal("15000.00")]
    tiers = next(group for group in page["groups"] if group.name == "tier")
    assert {option.value: option.number for option in tiers.options} == {"micro": 1, "ordinary": 2}
    amounts = next(group for group in page["groups"] if group.name == "amount")
    assert [(option.value, option.number) for option in amounts.options] == [("0-20000", 1)]


def test_providers_are_filtered_by_grade_domain_list_street_and_state() -> None:
    """Each filter of the page takes the other provider away, and counts both."""
    here, there, day = places.street("抚琴街道"), places.street("西华街道"), clock.today()
    first = catalog.listed_provider("甲中心", ["elderly"], grade="3A", grade_assessed_on=day, home_place=here)
    catalog.listed_provider(
        "乙企业",
        ["sport"],
        org_type="social_enterprise",
        grade="5A",
        grade_assessed_on=day,
        home_place=there,
        state=EntryState.SUSPENDED,
    )
    index()
    for name, value in {
        "grade": "3A",
        "domain": "elderly",
        "type": first.roster_list,
        "street": here.code,
        "status": "provider.listed",
    }.items():
        page = context(f"kind=provider&{name}={value}")
        assert [one.hit.title for one in page["found"]] == ["甲中心"], name
        group = next(group for group in page["groups"] if group.name == name)
        assert {option.number for option in group.options} == {1}, name
        assert len(group.options) == 2, name


def test_projects_are_filtered_by_domain_and_status_in_each_of_their_stages() -> None:
    """Each filter of the page takes the other project away, and counts both."""
    contract = projects.closed()
    award = contract.award
    Award.objects.update(publicised_at=award.tender.prepared_at)
    projects.called(demands.published(title="青少年成长", code="A2"))
    index()
    own, others = {"elderly", "health"}, {"childcare", "education"}
    stages: dict[str, Any] = {"demand": contract.demand, "tender": award.tender, "award": award, "contract": contract}
    for kind, row in stages.items():
        row.refresh_from_db()
        is_alone, state = kind in {"award", "contract"}, f"{kind}.{row.state}"
        assert set(counted(kind, row.pk, "domain", "elderly")) == (own if is_alone else own | others), kind
        states = counted(kind, row.pk, "status", state)
        assert (state in states, len(states)) == (True, 1 if is_alone else 2), kind


def counted(kind: str, key: int, name: str, value: str) -> list[str]:
    """The page with this filter shows this document alone; values of the filter with one document each."""
    page = context(f"kind={kind}&{name}={value}")
    assert [one.hit.key for one in page["found"]] == [key], (kind, name)
    (group,) = (group for group in page["groups"] if group.name == name)
    return [option.value for option in group.options if option.number == 1]


def test_bands_of_amounts_and_the_largest_first(people: demands.People) -> None:
    three(people)
    assert titles("kind=demand&sort=amount") == ["老旧院落整治项目", "老人食堂项目", "独居老人助浴项目"]
    assert titles("kind=demand&amount=50000-100000") == ["老人食堂项目"]


def test_closing_soon_shows_what_is_open_by_its_deadline(people: demands.People) -> None:
    tender = projects.called(demands.published(people.community))
    demands.published(people.community, title="老人食堂项目")
    index()
    page = context("sort=closing")
    assert [one.line.url for one in page["found"]] == [tender.get_absolute_url()]
    assert [(chip.url) for chip in page["chips"]] == ["/search/"]


def test_of_equal_words_what_closes_soon_and_is_new_stands_first(people: demands.People) -> None:
    now, made = clock.now(), {}
    dates = {
        "old, open": (400, 20),
        "new, open": (0, 20),
        "new, soon": (1, 2),
        "old, soon": (400, 2),
        "closed": (40, -1),
    }
    for name, (age, left) in dates.items():
        made[name] = projects.called(demands.published(people.community, title="老人食堂项目"))
        moments = {"announced_at": now - timedelta(days=age), "deadline_at": now + timedelta(days=left)}
        Tender.objects.filter(pk=made[name].pk).update(**moments)
    index()
    urls = {tender.get_absolute_url(): name for name, tender in made.items()}
    found = [urls[str(one.line.url)] for one in context(f"kind=tender&q={quote('老人食堂')}")["found"]]
    assert found == ["new, soon", "new, open", "old, soon", "old, open", "closed"]


@pytest.mark.parametrize("state", ["cancelled", "failed", "suspended"])
def test_what_takes_no_answers_is_not_open(people: demands.People, state: str) -> None:
    projects.called(demands.published(people.community), state=state, reason="" if state == "suspended" else "取消。")
    index()
    assert context("kind=tender")["found"]
    assert context("kind=tender&deadline=open")["found"] == []
    assert context("sort=closing")["found"] == []
    assert not Calendar.from_ical(Client().get("/search/deadlines.ics").content).walk("VEVENT")


def test_chips_take_one_filter_out_and_clear_all_keeps_the_words(people: demands.People) -> None:
    three(people)
    page = context(f"q={quote('项目')}&tier=micro&tier=ordinary&amount=0-20000")
    urls = [chip.url for chip in page["chips"]]
    words = f"/search/?q={quote('项目')}"
    assert urls == [
        f"{words}&tier=ordinary&amount=0-20000",
        f"{words}&tier=micro&amount=0-20000",
        f"{words}&tier=micro&tier=ordinary",
    ]
    assert page["clear_url"] == words


def test_pages_go_on_from_the_last_hit(people: demands.People, monkeypatch: pytest.MonkeyPatch) -> None:
    made = three(people)
    monkeypatch.setattr("search.query.PAGE", 2)
    monkeypatch.setattr("search.asked.PAGE", 2)
    first = context("kind=demand")
    second = context(first["next_url"].partition("?")[2])
    shown = [one.hit.key for one in [*first["found"], *second["found"]]]
    assert sorted(shown) == sorted(demand.pk for demand in made)
    assert (len(first["found"]), second["next_url"], second["first_url"]) == (2, "", "/search/?kind=demand")


def test_nothing_found_offers_what_one_filter_less_would_find(people: demands.People) -> None:
    three(people)
    page = context(f"q={quote('食堂')}&tier=micro&amount=50000-100000")
    assert page["found"] == []
    assert {(str(way.label), way.number) for way in page["ways"]} == {("小微", 1)}
    page = context(f"q={quote('食堂')}&amount=0-20000")
    assert {way.number for way in page["ways"]} == {1}
    assert all(titles(way.url.partition("?")[2]) for way in page["ways"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("长" * 401, "first 400 characters"),
        (" ".join(f"词{number}" for number in range(13)), "first 12 words"),
        ('"老旧院落', "not closed"),
        ("😀", "no letter, digit or character"),
        ("-道路", "must not be there"),
    ],
)
def test_what_is_wrong_with_a_text_is_said_with_what_to_do(english: Client, text: str, said: str) -> None:
    assert said in english.get("/search/", {"q": text}).content.decode()


def test_what_the_address_names_and_there_is_not_is_left_out_and_told(people: demands.People, english: Client) -> None:
    three(people)
    address = "/search/?kind=bid&street=nowhere&amount=1-2&sort=-pk&status=%3Cscript%3E&q="
    response = english.get(address)
    assert response.context["asked"].left_out == ("bid", "<script>", "nowhere", "1-2", "-pk")
    assert len(response.context["found"]) == 3
    assert "<script>" not in response.content.decode().partition("<main")[2]


def test_a_wrong_value_of_one_field_drops_no_right_one_of_another() -> None:
    of = asked.read(QueryDict("tier=open&deadline=open"), clock.now())
    assert (of.left_out, dict(of.bands)) == (("open",), {"deadline": "open"})


def test_one_filter_less_is_a_whole_field_and_the_words_come_first(people: demands.People) -> None:
    three(people)
    ways = context(f"q={quote('助浴')}&tier=ordinary&tier=major")["ways"]
    assert "q=" not in ways[0].url
    assert any("tier" not in way.url and way.number for way in ways)


def test_the_address_of_a_later_page_says_which(people: demands.People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.asked.PAGE", 2)
    three(people)
    address = context("kind=demand")["next_url"]
    assert Client().get(address, headers=HTMX)["HX-Push-Url"] == address


def test_a_page_whose_hits_are_all_gone_leads_on(people: demands.People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.asked.PAGE", 1)
    three(people)
    first = context("kind=demand")["found"][0]
    Demand.objects.filter(pk=first.hit.key).update(state="draft")
    text = Client().get("/search/?kind=demand").content.decode()
    assert 'rel="next"' in text
    assert 'class="empty"' not in text


def test_htmx_gets_results_and_filters_and_the_address_without_what_is_empty(people: demands.People) -> None:
    three(people)
    response = Client().get("/search/?q=&tier=micro&amount=", headers=HTMX)
    text = response.content.decode()
    assert response["HX-Push-Url"] == "/search/?tier=micro"
    assert 'id="groups" hx-swap-oob="true"' in text
    assert "<html" not in text


def test_the_words_are_sent_with_the_filters_that_were_just_chosen(people: demands.People) -> None:
    """The form of the words stands outside of what is swapped; what it carries along is swapped with it."""
    three(people)
    swapped = Client().get("/search/?tier=micro&amount=0-20000", headers=HTMX).content.decode()
    carried = re.search('<span id="kept" hidden hx-swap-oob="true">(.*?)</span>', swapped)
    assert carried
    assert re.findall('name="([a-z]+)" value="([^"]*)"', carried[1]) == [("tier", "micro"), ("amount", "0-20000")]
    whole = Client().get("/search/?tier=micro").content.decode()
    form = re.search('<form class="searchbar".*?</form>', whole, re.DOTALL)
    assert form
    assert re.findall('id="kept"|name="(tier)" value="micro"', form[0]) == ["", "tier"]


def test_a_hit_that_may_no_longer_be_opened_is_not_shown(people: demands.People) -> None:
    """The index is a moment late: what stands beside a hit is read from its row, as its own page reads it."""
    gone = three(people)[0]
    Demand.objects.filter(pk=gone.pk).update(state="draft")
    assert "独居老人助浴项目" not in titles()


def test_every_kind_can_be_shown_and_every_field_has_a_name() -> None:
    from search import registry

    assert set(showing.kinds()) == set(registry.sources())
    fields = {name for kind in registry.kinds().values() for name in kind.keywords}
    assert set(showing.fields()) == fields
    assert set(showing.ranges()) <= {name for kind in registry.kinds().values() for name in kind.numbers}


def test_every_state_has_a_name_in_the_filter(people: demands.People) -> None:
    from catalog import facets
    from tendering.tenders.models.tender import TenderState

    named = showing.named({facets.STATUS: [f"tender.{state}" for state in TenderState.values]})[facets.STATUS]
    assert len(named) == len(TenderState.values)


READERS = {Role.COMMUNITY, Role.DISTRICT}


def test_everybody_finds_what_is_public_and_an_office_its_drafts(people: demands.People) -> None:
    public = {demand.title for demand in three(people)}
    draft = demands.published(people.community, title="秘密老人活动")
    Demand.objects.filter(pk=draft.pk).update(state="draft")
    index()
    assert set(titles()) == public
    for role in (Role.RESIDENT, Role.PROVIDER_ADMIN, Role.DISTRICT, Role.COMMUNITY):
        place = people.community if role in {Role.RESIDENT, Role.COMMUNITY} else None
        client = accounts.signed_in(Client(), accounts.membership(role, place))
        assert set(titles(client=client)) == public | ({draft.title} if role in READERS else set()), role


def test_hostile_texts_break_no_page(people: demands.People) -> None:
    """The index itself is asked a thousand of them (`test_hostile`); the page every thirteenth, also as filters."""
    three(people)
    for text in typed()[::13]:
        typed_text = text.encode("utf-8", "ignore").decode().replace("\0", "")
        response = Client().get(
            "/search/", {"q": typed_text, "street": typed_text, "sort": typed_text, "after": typed_text}
        )
        assert response.status_code in {200, 414}, text
        assert "<script>alert" not in response.content.decode()


def test_the_spare_index_is_told_of_quietly(people: demands.People, english: Client, settings: Settings) -> None:
    three(people)
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:1"
    engines.forget()
    response = english.get("/search/")
    assert "the reserve index answers" in response.content.decode()
    assert len(response.context["found"]) == 3


def test_a_page_costs_the_same_however_much_is_found(people: demands.People) -> None:
    """With hits of every kind on it, for visitors and whoever is signed in, filtered or not."""
    contract = projects.closed()
    Demand.objects.filter(pk=contract.demand.pk).update(title="老人食堂项目")
    Award.objects.update(publicised_at=contract.award.tender.prepared_at)
    catalog.published_offer(catalog.listed_provider("老人服务中心"))
    pages.notice("老人权益须知")
    index()
    address = f"/search/?q={quote('老人')}"
    addresses = (address, f"{address}&domain=elderly&category=A")
    assert {one.hit.kind for one in context(address.partition("?")[2])["found"]} == {*showing.kinds()}
    officer = accounts.membership(Role.DISTRICT, places.district())
    clients = (Client(), accounts.signed_in(Client(), officer))
    few = costs(clients, addresses)
    for number in range(4):
        demands.published(people.community, title=f"老人食堂项目{number}")
        catalog.listed_provider()
    index()
    assert costs(clients, addresses) == few
    assert max(few) <= DETAIL


def costs(clients: Sequence[Client], addresses: Sequence[str]) -> list[int]:
    """Of each page for each, after what a process asks once for what was written since and who says the words."""
    asked = [(client, address) for client in clients for address in addresses]
    for client, address in asked:
        client.get(address)
    return [found for client, address in asked if (found := cost(client, address)) is not None]
