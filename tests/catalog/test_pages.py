"""The roster's pages: who may open them, what they show, how many queries they cost, what bad input does."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from catalog import urls
from catalog.models import ExpertAbsence, ExpertTie, Provider, ProviderRecord, RosterApplication, RosterEntry
from catalog.rules.experts import TieKind
from catalog.rules.periods import months_after
from catalog.rules.states import EntryState, Grade, RosterList
from catalog.services import offering
from marketplace import clock
from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.rules import Role
from tests.factories import accounts, catalog, places
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
PUBLIC = {"roster", "compare", "provider", "publicity_list", "publicity", "groups", "group", "offers", "offer"}
SIGNED_IN = {"object", "register", "own"}
OFFICES = {"desk", "application", "entries", "offer_desk"}
PROVIDERS = {
    "own_start",
    "own_registration",
    "own_register",
    "own_contact",
    "own_profile",
    "own_grade",
    "own_files",
    "own_file_withdraw",
    "own_check",
    "own_leave",
    "own_offers",
    "offer_new",
    "offer_edit",
    "offer_submit",
    "offer_pause",
    "offer_resume",
    "offer_withdraw",
}
COMMUNITY = {"group_new", "group_edit", "group_dissolve"}
HOSTILE = ["\x00", "a" * 20_001, "-1", "99999999999999999999", "<script>", "é\ud83d", "2026-99-99", "NaN"]


@pytest.fixture
def world(officer: Membership) -> dict[str, int]:
    """One object for every address that names one."""
    from catalog.services.objections import file_objection

    application = catalog.publicised(catalog.applicant(), officer)
    objection = file_objection(application=application, actor=accounts.known(), text="事由")
    listed = catalog.listed_provider("云帆演示中心")
    return {
        "provider": listed.pk,
        "curate": listed.pk,
        "publicity": application.pk,
        "object": application.pk,
        "own_file_withdraw": application.provider.files.all()[0].pk,
        "application": application.pk,
        "application_return": application.pk,
        "application_reject": application.pk,
        "application_accept": application.pk,
        "objection_answer": objection.pk,
        "group": (group := catalog.community_group().pk),
        "group_edit": group,
        "group_dissolve": group,
        **_experts(),
        **_offers(listed),
    } | {f"entry_{act}": listed.entry.pk for act in ("suspend", "restore", "confirm", "remove", "domains")}


def _offers(provider: Provider) -> dict[str, int]:
    """One that is shown, and one that waits for the district."""
    shown, admin = catalog.published_offer(provider), catalog.administrator(provider)
    waiting = offering.submit_offer(offer=catalog.offer(provider, admin), by=admin, now=clock.now())
    acts = ("edit", "submit", "pause", "resume", "withdraw", "take_down")
    kept = {"offer": shown.pk, **{f"offer_{act}": shown.pk for act in acts}}
    return kept | {f"offer_{act}": waiting.pk for act in ("publish", "return")}


def _experts() -> dict[str, int]:
    """A person of the pool with something of everything."""
    expert, today = catalog.expert(), clock.today()
    tie = ExpertTie.objects.create(
        expert=expert, organisation=accounts.organisation(), kind=TieKind.ADVICE, from_date=today
    )
    absence = ExpertAbsence.objects.create(
        expert=expert, from_date=today, to_date=today, entered_by=catalog.officer(), entered_at=clock.now()
    )
    acts = ("edit", "suspend", "restore", "retire", "employment", "tie", "absence")
    return {
        "expert": expert.pk,
        **{f"expert_{act}": expert.pk for act in acts},
        "expert_employment_end": expert.employments.get().pk,
        "expert_tie_end": tie.pk,
        "expert_absence_withdraw": absence.pk,
    }


def addresses(world: dict[str, int]) -> dict[str, str]:
    """Every address of the app, read from its URL configuration."""
    names = [str(pattern.name) for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    return {name: reverse(f"catalog:{name}", args=[world[name]] if name in world else []) for name in names}


def test_every_address_asks_for_the_right_role(world: dict[str, int]) -> None:
    outsider = accounts.signed_in(Client(), accounts.membership(Role.RESIDENT, places.community()))
    for name, url in addresses(world).items():
        visitor, resident = Client().get(url).status_code, outsider.get(url).status_code
        if name in PUBLIC:
            assert (visitor, resident) == (200, 200), name
        elif name in SIGNED_IN:
            assert visitor == 302, name
            assert resident in {200, 302}, name
        else:
            assert (visitor, resident) == (302, 403), name


def test_offices_read_and_only_the_district_acts(world: dict[str, int]) -> None:
    street = accounts.signed_in(Client(), accounts.membership(Role.STREET, places.street()))
    for name, url in addresses(world).items():
        if name in OFFICES:
            assert street.get(url).status_code == 200, name
        elif name not in PUBLIC | SIGNED_IN:
            assert street.get(url).status_code == 403, name


def test_what_belongs_to_others_does_not_exist(world: dict[str, int]) -> None:
    rival = accounts.signed_in(Client(), catalog.applicant())
    neighbour = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, places.community()))
    found = addresses(world)
    assert rival.get(found["own_file_withdraw"]).status_code == 404
    assert neighbour.get(found["group_edit"]).status_code == 404
    assert neighbour.post(found["group_dissolve"], {"reason": "理由"}).status_code == 404


def test_files_are_for_its_own_people_and_offices(world: dict[str, int], officer: Membership) -> None:
    application = RosterApplication.objects.get(pk=world["application"])
    url = application.provider.files.all()[0].file.get_absolute_url()
    rival = accounts.signed_in(Client(), catalog.applicant())
    assert Client().get(url).status_code in {302, 403, 404}
    assert rival.get(url).status_code in {403, 404}
    answer = accounts.signed_in(Client(), officer).get(url)
    assert answer.status_code == 200
    answer.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_open_in_both_languages(world: dict[str, int], officer: Membership, language: str) -> None:
    office = accounts.signed_in(Client(), officer)
    office.cookies["django_language"] = language
    for name, url in addresses(world).items():
        if name not in PROVIDERS | COMMUNITY:
            answer = office.get(url)
            assert answer.status_code in {200, 302}, (name, answer.status_code)
            assert "None" not in answer.content.decode().replace('"None"', ""), name


@pytest.mark.requirement("R30")
def test_the_roster_filters_and_searches() -> None:
    catalog.listed_provider("云帆养老中心", ["elderly"], grade=Grade.A3, grade_assessed_on=clock.today())
    catalog.listed_provider("和光体育会", ["sport"], strengths="体育设施运营", fulltime_staff=12)
    catalog.listed_provider("暂停的中心", ["elderly"], state=EntryState.SUSPENDED)
    catalog.listed_provider("移出的中心", ["elderly"], state=EntryState.REMOVED)
    catalog.unlisted_provider("未入库中心")

    def names(**query: Any) -> set[str]:
        text = Client().get("/roster/", query).content.decode()
        every = ("云帆养老中心", "和光体育会", "暂停的中心", "移出的中心", "未入库中心")
        return {name for name in every if f">{name}<" in text}

    assert names() == {"云帆养老中心", "和光体育会", "暂停的中心"}
    assert names(domain="elderly") == {"云帆养老中心", "暂停的中心"}
    assert names(domain=["elderly", "sport"], state="listed") == {"云帆养老中心", "和光体育会"}
    index()
    assert names(q="设施") == {"和光体育会"}
    assert names(grade="3A") == {"云帆养老中心"}
    assert names(attribute="well_staffed") == {"和光体育会"}
    assert names(roster_list="social_enterprise") == set()
    assert names(domain="nonsense", grade="9A", street="x", sort="--", page="-4") == names()


@pytest.mark.requirement("R30")
def test_the_roster_filters_by_development_and_by_talent() -> None:
    """Three years to the day are three years; one certified social worker is one."""
    old, young = months_after(clock.today(), -36), months_after(clock.today(), -36) + timedelta(days=1)
    catalog.listed_provider("三年中心", registered_date=old, certified_social_workers=0)
    catalog.listed_provider("两年中心", registered_date=young, certified_social_workers=1)
    catalog.listed_provider("新办中心", registered_date=young, certified_social_workers=0)

    def names(**query: Any) -> set[str]:
        return set(re.findall("(三年中心|两年中心|新办中心)<", Client().get("/roster/", query).content.decode()))

    assert names() == {"三年中心", "两年中心", "新办中心"}
    assert names(attribute="established") == {"三年中心"}
    assert names(attribute="social_workers") == {"两年中心"}
    assert names(attribute=["established", "social_workers"]) == set()


@pytest.mark.requirement("R30")
def test_every_choice_of_the_roster_says_how_many_it_would_find_under_all_other_filters() -> None:
    here, there, day = places.street("抚琴街道"), places.street("西华街道"), clock.today()
    catalog.listed_provider("甲", ["elderly"], grade=Grade.A3, grade_assessed_on=day, home_place=here)
    catalog.listed_provider(
        "乙", ["elderly", "sport"], grade=Grade.A4, grade_assessed_on=day, home_place=here, fulltime_staff=12
    )
    catalog.listed_provider("丙", ["sport"], grade=Grade.A4, grade_assessed_on=day, home_place=there)
    domains = {"domain-elderly": 2, "domain-sport": 2}
    assert roster_counts({}) | domains | {"grade-3A": 1, "grade-4A": 2} == roster_counts({})
    chosen = roster_counts({"domain": "elderly"})
    assert chosen | domains | {"grade-3A": 1, "grade-4A": 1, f"street-{here.code}": 2} == chosen
    assert f"street-{there.code}" not in chosen
    by_grade = roster_counts({"grade": "3A"})
    assert by_grade | {"grade-3A": 1, "grade-4A": 2, "domain-elderly": 1, "state-listed": 1} == by_grade
    assert "domain-sport" not in by_grade
    staffed = roster_counts({"attribute": "well_staffed"})
    assert staffed | {"attribute-well_staffed": 1, "grade-4A": 1, "domain-sport": 1} == staffed
    assert "grade-3A" not in staffed
    assert roster_counts({"q": "没有这样的机构"}) == {}
    assert roster_counts({"domain": "elderly"}, {"HX-Request": "true", "HX-Target": "results"}) == chosen


def roster_counts(asked: dict[str, str], headers: dict[str, str] | None = None) -> dict[str, int]:
    """The numbers that are not zero, of boxes and of streets."""
    text = Client().get("/roster/", asked, headers=headers).content.decode()
    found = re.findall(r'id="count-([^"]+)"[^>]*>(?:[^<]*\()?(\d+)\)?<', text)
    assert len(found) > 5
    return {name: int(number) for name, number in found if number != "0"}


def test_the_sums_under_the_heading_of_the_roster_are_of_all_whatever_is_chosen() -> None:
    catalog.listed_provider("云帆养老中心", ["elderly"])
    catalog.listed_provider("和光体育会", ["sport"])
    leads = {Client().get("/roster/", asked).context["lead"] for asked in ({}, {"domain": "sport"}, {"q": "无"})}
    assert len(leads) == 1


def test_the_roster_offers_both_files_under_its_filters() -> None:
    catalog.listed_provider("云帆养老中心", ["elderly"])
    page = Client().get("/roster/", {"domain": "elderly"}).content.decode()
    for ending in ("xlsx", "csv"):
        assert f'href="/roster/?domain=elderly&amp;format={ending}"' in page
        file = cast("Any", Client().get(f"/roster/?domain=elderly&format={ending}"))
        assert file.status_code == 200
        assert file.getvalue()


@pytest.mark.requirement("R30")
def test_three_are_compared_without_javascript() -> None:
    ids = [catalog.listed_provider(f"第{number}家").pk for number in range(4)]
    text = Client().get("/roster/compare/", {"with": ids}).content.decode()
    assert [f"第{number}家" in text for number in range(4)] == [True, True, True, False]
    assert "只显示前 3 家" in text
    assert Client().get("/roster/compare/", {"with": ["x", "9" * 40, "-1", "²"]}).status_code == 200


@pytest.mark.requirement("R30")
def test_the_four_attributes_stand_beside_each_other_each_under_its_provider() -> None:
    """Development status, talent reserve, service domains, professional strengths."""
    first = catalog.listed_provider(
        "甲中心", ["elderly"], development="服务十年", fulltime_staff=21, certified_social_workers=7, strengths="助浴"
    )
    second = catalog.listed_provider(
        "乙中心", ["sport"], development="新近成立", fulltime_staff=3, certified_social_workers=1, strengths="赛事"
    )
    text = Client().get("/roster/compare/", {"with": [first.pk, second.pk]}).content.decode()
    rows = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall("<tr.*?</tr>", text, re.DOTALL)]
    for heading, left, right in (
        ("发展状况", "服务十年", "新近成立"),
        ("专职人员", "21", "3"),
        ("持证社工", "7", "1"),
        ("服务领域", "养老", "体育"),
        ("专业优势", "助浴", "赛事"),
    ):
        row = next((row for row in rows if row.startswith(heading)), "")
        assert 0 < row.index(left) < row.rindex(right), row


def test_the_file_holds_all_rows_and_no_people() -> None:
    for number in range(15):
        catalog.listed_provider(f"第{number}家")
    answer = Client().get("/roster/", {"format": "csv"})
    text = b"".join(cast("Any", answer).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 16
    assert "陈演示" not in text
    assert "13800005521" not in text


def test_people_are_masked_for_the_public_and_not_for_their_own() -> None:
    provider = catalog.listed_provider()
    url = f"/roster/providers/{provider.pk}/"
    own = accounts.signed_in(Client(), catalog.administrator(provider))
    rival = accounts.signed_in(Client(), catalog.administrator(catalog.listed_provider()))
    assert "陈演示" in own.get(url).content.decode()
    for client in (Client(), rival):
        text = client.get(url).content.decode()
        assert "陈*" in text
        assert "陈演示" not in text
        assert "13800005521" not in text


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def many(number: int, officer: Membership) -> None:
    """Providers with entries, records and applications in bulk."""
    now, today = clock.now(), clock.today()
    street, domain = places.street(), catalog.domains("elderly")[0]
    first = Organisation.objects.count() + 500_000
    bodies = Organisation.objects.bulk_create(
        Organisation(name=f"第{first + n}中心", org_type="private_nonenterprise", uscc=f"X{first + n:017}")
        for n in range(number)
    )
    rows = Provider.objects.bulk_create(
        Provider(
            organisation=body,
            roster_list=RosterList.SOCIAL_ORGANIZATION,
            home_place=street,
            registered_date=months_after(today, -60),
            fulltime_staff=5,
            credit=100,
            created_at=now,
        )
        for body in bodies
    )
    applications = RosterApplication.objects.bulk_create(
        RosterApplication(provider=row, state="listed", created_at=now, submitted_at=now, ended_at=now) for row in rows
    )
    entries = RosterEntry.objects.bulk_create(
        RosterEntry(
            provider=row,
            application=application,
            listed_at=now,
            valid_until=months_after(today, 36),
            review_due_date=months_after(today, 12),
            state_since=now,
        )
        for row, application in zip(rows, applications, strict=True)
    )
    through = RosterEntry.domains.through
    through.objects.bulk_create(through(rosterentry_id=entry.pk, servicedomain_id=domain.pk) for entry in entries)
    ProviderRecord.objects.bulk_create(
        ProviderRecord(
            provider=row,
            number=f"JN-{row.pk}",
            title="项目",
            place=street,
            amount=10_000,
            satisfied=9,
            answers=10,
            closed_date=today,
            recorded_at=now,
        )
        for row in rows
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a database that lives knows how many there are


@pytest.mark.requirement("R28")
def test_lists_cost_the_same_at_ten_and_at_ten_thousand_rows(officer: Membership) -> None:
    office = accounts.signed_in(Client(), officer)
    visitor = Client()
    pages = [
        (visitor, "/roster/"),
        (visitor, "/roster/?domain=elderly&q=中心"),
        (office, "/roster/?sort=credit"),
        (office, "/roster/desk/"),
        (office, "/roster/entries/"),
        (office, "/roster/offers/desk/"),
    ]
    many(10, officer)
    few = [queries_of(client, url) for client, url in pages]
    many(9_990, officer)
    lots = [queries_of(client, url) for client, url in pages]
    assert lots == few
    assert max(few) <= 12, few
    provider = Provider.objects.order_by("pk")[5]
    assert queries_of(visitor, f"/roster/providers/{provider.pk}/") <= 15
    assert len(visitor.get("/roster/").content) < 60_000


def test_detail_pages_keep_within_their_queries(world: dict[str, int], officer: Membership) -> None:
    office = accounts.signed_in(Client(), officer)
    assert queries_of(office, f"/roster/applications/{world['application']}/") <= 15
    assert queries_of(Client(), f"/roster/publicity/{world['publicity']}/") <= 15


def test_hostile_input_is_a_clear_no(world: dict[str, int], officer: Membership) -> None:
    """Every form of the app, every field, every hostile value: 4xx, or a page, never a server error."""
    administrator = catalog.applicant()
    from catalog.services.applications import start_application

    start_application(provider=catalog.provider_of(administrator), by=administrator, now=clock.now())
    worker = accounts.membership(Role.COMMUNITY, places.community())
    group = catalog.community_group(community=worker.place, worker=worker)
    clients = {
        "district": accounts.signed_in(Client(), officer),
        "provider": accounts.signed_in(Client(), administrator),
        "community": accounts.signed_in(Client(), worker),
    }
    found = addresses(world | {"group_edit": group.pk, "group_dissolve": group.pk})
    before = snapshot()
    for name, url in found.items():
        who = "provider" if name in PROVIDERS else "community" if name in COMMUNITY else "district"
        for value in HOSTILE:
            fields = dict.fromkeys(every_field(), value.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
            answer = clients[who].post(url, fields)
            assert answer.status_code < 500, (name, value[:20])
    assert snapshot() == before


def every_field() -> set[str]:
    """The names of all fields of all forms of the app, read from the code."""
    from catalog.forms import application, desk, people
    from marketplace.ui.forms import Form

    forms = [
        form
        for module in (application, desk, people)
        for form in vars(module).values()
        if isinstance(form, type) and issubclass(form, Form)
    ]
    return {name for form in forms for name in form.base_fields}


def snapshot() -> list[int]:
    return [
        Provider.objects.count(),
        RosterApplication.objects.exclude(state="draft").count(),
        RosterEntry.objects.filter(state="listed").count(),
        sum(Provider.objects.values_list("version", flat=True)),
    ]


def test_numbers_out_of_range_are_not_found() -> None:
    for url in ("/roster/providers/99999999999999999999/", "/roster/publicity/99999999999999999999/"):
        assert Client().get(url).status_code == 404


def test_a_bidder_sees_the_application_but_no_links_to_the_administrators_acts() -> None:
    admin = catalog.applicant()
    bidder = accounts.membership(Role.PROVIDER_BIDDER, admin.organisation)
    link = reverse("catalog:own_contact")
    assert link in accounts.signed_in(Client(), admin).get(reverse("catalog:own")).content.decode()
    assert link not in accounts.signed_in(Client(), bidder).get(reverse("catalog:own")).content.decode()
