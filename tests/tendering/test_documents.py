"""What of the life cycle can be found, by which fields; and what never enters an index."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict

from catalog import facets
from catalog.models import Provider
from marketplace import clock
from marketplace.places.models import Place
from search import registry
from search.asked import read
from search.engines import engine
from search.query import AnyOf, Between, Facet, Query
from tendering.awards.models import Award
from tendering.contracts.models import Contract
from tendering.demands.models import BatchItem, Demand, PublicationBatch
from tendering.demands.rules.steps import PUBLIC_STATES
from tendering.demands.rules.steps import State as Step
from tendering.tenders.models import Notice, Tender
from tests.factories import awards, catalog, demands, joint, places, projects, tenders
from tests.factories.tenders import Office
from tests.search.indexing import index

pytestmark = pytest.mark.django_db
PUBLIC = frozenset({"public"})
ID, MOBILE = "510106199003071234", "13812345678"


def found(text: str = "", *, kinds: tuple[str, ...] = (), filters: tuple[AnyOf | Between, ...] = ()) -> set[str]:
    hits = engine().find(Query(PUBLIC, text, kinds=kinds, filters=filters, size=500)).hits
    return {f"{hit.kind} {hit.key}" for hit in hits}


def test_kinds_take_their_fields_from_one_list() -> None:
    assert set(registry.sources()) >= {"provider", "demand", "tender", "award", "contract"}
    for source in registry.sources().values():
        assert {*source.kind.keywords, *source.kind.numbers} <= facets.LABELS.keys()


# What the page filters by: kind, tier, scope category and item, street and community, amount band, status, deadline
# window, service domain, grade, type.
FACETS = {
    *("kind", "tier", "category", "item", "street", "community", "amount", "status", "deadline", "domain", "grade"),
    "type",
}


def test_the_page_filters_by_what_was_promised() -> None:
    filters = read(QueryDict(), clock.now()).query(PUBLIC, clock.now(), counted=True).facets
    assert {facet.field for facet in filters} >= FACETS
    held = {"kind"}.union(*({*one.kind.keywords, *one.kind.numbers} for one in registry.sources().values()))
    assert held >= FACETS, "each is a field of what is found"


@pytest.mark.parametrize("state", sorted(Step))
def test_a_demand_is_found_where_everybody_may_read_it(state: Step) -> None:
    demand = demands.published(places.community())
    Demand.objects.filter(pk=demand.pk).update(state=state)
    index()
    assert found(kinds=("demand",)) == ({f"demand {demand.pk}"} if state in PUBLIC_STATES else set())


def test_a_project_is_found_in_each_of_its_stages_by_the_same_fields() -> None:
    contract = projects.closed()
    demand, award, tender = contract.demand, contract.award, contract.award.tender
    Award.objects.update(publicised_at=tender.prepared_at)
    index()
    stages = {f"demand {demand.pk}", f"tender {tender.pk}", f"award {award.pk}", f"contract {contract.pk}"}
    community = AnyOf(facets.COMMUNITY, (demand.community.code,))
    assert found(filters=(community,)) == stages
    assert found(demand.number) >= stages
    assert demand.scope_item is not None
    kinds = ("demand", "tender", "award", "contract")
    for name, value in {
        facets.ITEM: demand.scope_item.code,
        facets.CATEGORY: demand.scope_item.category.code,
        facets.TIER: demand.tier,
        facets.TYPE: demand.kind,
        facets.STREET: demand.community.parent.code if demand.community.parent else "",
        facets.DOMAIN: demand.scope_item.domains.all()[0].code,
    }.items():
        assert found(kinds=kinds, filters=(AnyOf(name, (value,)),)) == stages, name
    states = {"demand": demand.state, "tender": tender.state, "award": award.state, "contract": contract.state}
    for kind, state in states.items():
        assert len(found(filters=(AnyOf(facets.STATUS, (f"{kind}.{state}",)),)) & stages) == 1, kind
    price = Between(facets.AMOUNT, contract.total, contract.total + Decimal("0.01"))
    assert f"contract {contract.pk}" in found(kinds=("contract",), filters=(price,))


def test_a_contract_is_found_by_every_member_of_a_consortium() -> None:
    contract = projects.closed()
    Contract.objects.filter(pk=contract.pk).update(others=["锦绣邻里服务社"])
    index()
    assert found("锦绣邻里服务社", kinds=("contract",)) == {f"contract {contract.pk}"}


def test_calls_and_results_are_found_from_their_publication_on() -> None:
    office = Office.of()
    tender = tenders.prepared(office)
    index()
    assert found(kinds=("tender", "award")) == set()
    running = awards.without_competition(provider=tenders.providers(1)[0])
    award = awards.proposed(running, awards_office(running))
    index()
    assert found(kinds=("tender", "award")) == {f"tender {running.pk}"}
    Award.objects.filter(pk=award.pk).update(publicised_at=running.prepared_at)
    index()
    assert found(kinds=("tender", "award")) == {f"tender {running.pk}", f"award {award.pk}"}
    assert found(award.contractor_name, kinds=("award",)) == {f"award {award.pk}"}
    assert found(award.contractor_name, kinds=("tender",)) == set()
    assert not Tender.objects.filter(pk=tender.pk, state="announced").exists()


def test_a_call_is_found_by_what_its_notices_say() -> None:
    tender = projects.called(demands.published(places.community()))
    body = {"question": "施工期间车辆停放何处？", "answer": f"停在西门，电话{MOBILE}。"}
    for number, (kind, said) in enumerate({"answers": body, "extension": {"reason": "暴雨红色预警"}}.items(), start=2):
        Notice.objects.create(tender=tender, number=number, kind=kind, body=said, published_at=tender.prepared_at)
    index()
    for words in ("车辆停放", "停在西门", "暴雨红色预警"):
        assert found(words) == {f"tender {tender.pk}"}, words
    assert found(MOBILE) == set()


def awards_office(tender: Tender) -> Office:
    return Office.of(tender.demand.community)


def test_a_joint_call_is_found_by_its_own_name_and_number_as_its_lots() -> None:
    office = joint.StreetOffice.of()
    lots = joint.announced(office)
    alone = projects.called(demands.published(title="独自采购"))
    index()
    assert lots[0].joint is not None
    wanted = {f"tender {lot.pk}" for lot in lots}
    assert f"tender {alone.pk}" not in wanted
    assert found("联合采购", kinds=("tender",)) == wanted
    assert found(lots[0].joint.number, kinds=("tender",)) == wanted


def test_a_published_batch_is_found_by_its_name_as_its_projects() -> None:
    """One that is still collected is the district's alone."""
    district, now = places.district(), clock.now()
    first, second, other = (demands.published() for _ in range(3))
    batch = PublicationBatch.objects.create(
        title="春季便民集中发布", district=district, fiscal_year=now.year, state="frozen", created_at=now
    )
    for demand in (first, second):
        BatchItem.objects.create(batch=batch, demand=demand, added_at=now)
    index()
    assert found("春季便民") == set()
    PublicationBatch.objects.filter(pk=batch.pk).update(state="published", published_at=now)
    index()
    assert found("春季便民") == {f"demand {first.pk}", f"demand {second.pk}"}
    assert f"demand {other.pk}" in found(kinds=("demand",))


def test_providers_are_found_by_their_credit() -> None:
    good, watched = catalog.listed_provider(credit=90), catalog.listed_provider(credit=50)
    index()
    bands = (Between(facets.CREDIT, 80, None), Between(facets.CREDIT, None, 80))
    assert [found(filters=(band,)) for band in bands] == [{f"provider {good.pk}"}, {f"provider {watched.pk}"}]


def test_providers_are_found_as_long_as_the_roster_shows_them() -> None:
    listed, removed = catalog.listed_provider(), catalog.listed_provider()
    removed.entry.state, removed.entry.removal_ground = "removed", "request"
    removed.entry.save()
    catalog.unlisted_provider()
    index()
    assert found(kinds=("provider",)) == {f"provider {listed.pk}"}
    counts = engine().find(Query(PUBLIC, kinds=("provider",), facets=(Facet(facets.STATUS),))).facets[facets.STATUS]
    assert [(count.value, count.number) for count in counts] == [("provider.listed", 1)]


def test_numbers_of_people_in_free_text_are_masked() -> None:
    provider = catalog.listed_provider()
    contact = f"联系张三 {MOBILE}，zhang@demo.example，身份证 {ID}"
    Provider.objects.filter(pk=provider.pk).update(
        strengths=f"居家养老。{contact}", contact_phone=MOBILE, contact_name="赵六", legal_representative="钱七"
    )
    demand = demands.published(places.community())
    Demand.objects.filter(pk=demand.pk).update(need=f"上门助浴。{contact}")
    index()
    documents = [source.documents(list(source.every_key())) for source in registry.sources().values()]
    texts = "".join(f"{one.title}{one.body}" for many in documents for one in many.values())
    assert "居家养老" in texts
    for personal in (MOBILE, ID, "zhang@", "赵六", "钱七", provider.organisation.uscc):
        assert personal not in texts
        assert found(personal) == set() or personal == "zhang@"


def test_names_of_places_domains_and_providers_stay_whole() -> None:
    community, provider = places.community("营门口路北社区"), catalog.listed_provider()
    names = {name for names in registry._names for name in names()}
    assert {community.name_zh, provider.organisation.name, "养老"} <= names
    assert {domain.name_zh for domain in catalog.domains("elderly", "children")} <= names
    assert Place.objects.filter(name_zh__in=names).count() == Place.objects.count()


def test_a_contract_is_found_once_it_is_public() -> None:
    contract = projects.contracted()
    for state, is_public in (("drafting", False), ("signed", False), ("published", True), ("void", False)):
        Contract.objects.filter(pk=contract.pk).update(state=state)
        index()
        assert found(kinds=("contract",)) == ({f"contract {contract.pk}"} if is_public else set()), state
