"""The pages of an award as each person finds them, from the workbench on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.ui import pdf
from tendering.awards.models import Award, AwardLetter
from tendering.awards.queries.duties import duties
from tendering.awards.rules.states import State
from tendering.awards.services import proposing, publicity
from tendering.evaluation.queries.bids import criteria_of
from tendering.tenders.models import Criterion, Tender
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, demands, evaluation, files, places, tenders
from tests.factories.tenders import Office
from tests.search.indexing import index

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("made", "of_call", "of_award"),
    [
        (awards.publicised, "异议均已答复后", "前可提出异议"),
        (awards.confirmable, "异议均已答复后", "待依次确认"),
        (lambda tender, office: awards.confirm(awards.confirmable(tender, office), office), "发出通知", "发出通知"),
    ],
)
def test_call_and_award_say_what_comes_next(
    office: Office, made: Callable[[Tender, Office], Award], of_call: str, of_award: str
) -> None:
    tender = awards.ranked(office)
    assert "组织资格审查和评审" in Client().get(tender.get_absolute_url()).content.decode()
    award = made(tender, office)
    assert of_call in Client().get(tender.get_absolute_url()).content.decode()
    assert of_award in Client().get(award.get_absolute_url()).content.decode()


def post(member: Membership, url: str, **data: object) -> str:
    """Send the form of a page; the address it leads to."""
    client = accounts.client_of(member)
    page = client.get(url)
    assert page.status_code == 200, url
    response = client.post(url, data | {"ticket": page.context["ticket"]})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def waiting(member: Membership) -> dict[str, str]:
    """What waits for a person in this stage: kinds and addresses."""
    return {duty.kind: duty.url for duty in duties(member, clock.now())}


def text(url: str, client: Client | None = None) -> str:
    response = (client or Client()).get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.requirement("R39")
def test_the_road_from_the_ranking_to_the_letter_by_links_of_the_workbench(office: Office) -> None:
    """Propose, publish, object, answer, confirm, letters; everybody reads the result on the way."""
    tender = awards.ranked(office)
    result = post(office.preparer, waiting(office.preparer)["awards.propose"])
    assert Client().get(result).status_code == 404
    assert post(office.preparer, waiting(office.preparer)["awards.publicise"], note="方案最贴近需求") == result
    page = text(result)
    for said in ("13,000.00", "14,000.00", "方案最贴近需求", "可以提出异议"):
        assert said in page
    neighbour = accounts.person("李明华", Role.RESIDENT, office.community)
    post(neighbour, result + "object/", text="报价构成不清楚", evidence=files.upload())
    assert "李*" in text(result)
    assert "李明华" not in text(result)
    assert "李明华" in text(result, accounts.client_of(office.approver))
    assert "awards.answer" not in waiting(office.preparer)
    post(office.approver, waiting(office.approver)["awards.answer"], outcome="dismissed", answer="报价表已公开")
    assert "报价表已公开" in text(result)
    with clock.shifted(timedelta(days=20)):
        publicity.elapse(award=Award.objects.get())
        assert "awards.confirm" not in waiting(office.preparer)
        post(office.approver, waiting(office.approver)["awards.confirm"])
        loser = tender.panel.ranking.get(rank=2).provider
        letters = waiting(office.preparer)["awards.letters"]
        post(office.preparer, letters, **{"note": "请按期签约", f"loser_{loser.pk}": "方案可再细化"})
        assert waiting(office.preparer) == waiting(office.approver) == {}
    letter = AwardLetter.objects.get(provider=loser)
    own = text(letter.get_absolute_url(), accounts.client_of(tenders.bidder(loser)))
    assert "方案可再细化" in own
    assert "14,000.00" not in own


def test_a_loser_reads_its_own_letter_only(office: Office) -> None:
    """Not the winner's, not another loser's; the public reads none."""
    award = awards.lettered(office, awards.ranked(office))
    second, third = (award.tender.panel.ranking.get(rank=rank).provider for rank in (2, 3))
    client = accounts.client_of(tenders.bidder(second))
    for letter in award.letters.all():
        expected = 200 if letter.provider == second else 404
        assert client.get(letter.get_absolute_url()).status_code == expected
        assert Client().get(letter.get_absolute_url()).status_code == 302
    page = text(award.get_absolute_url(), client)
    assert f"/results/letters/{award.letters.get(provider=second).pk}/" in page
    assert f"/results/letters/{award.letters.get(provider=third).pk}/" not in page


def test_a_letter_is_a_file_for_whoever_reads_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Award letter and notice of the result; a rival's is not found."""
    html: list[str] = []

    def draw(text: str) -> bytes:
        html.append(text)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "is_available", lambda: True)
    monkeypatch.setattr(pdf, "from_html", draw)
    award = awards.lettered(office, awards.ranked(office))
    first, second = (Client(), Client())
    for client, member in zip((first, second), awards.bidders(award.tender), strict=False):
        accounts.signed_in(client, member)
    for client, rival, kind in ((first, second, "award"), (second, first, "regret")):
        letter = award.letters.get(kind=kind, provider=award.tender.panel.ranking.get(rank=len(html) + 1).provider)
        url = reverse("awards:letter_pdf", args=[letter.pk])
        assert f'href="{url}"' in text(letter.get_absolute_url(), client)
        response = client.get(url)
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert letter.addressee in html[-1]
        assert f"http://testserver{letter.get_absolute_url()}" in html[-1]
        assert (rival.get(url).status_code, Client().get(url).status_code) == (404, 302)


def test_a_fallen_award_asks_the_community_what_follows(office: Office) -> None:
    """Next in rank through the page; the fallen one stays public with its reason, linked from the next."""
    award = awards.publicised(awards.ranked(office), office)
    assert award.provider is not None
    post(tenders.bidder(award.provider), award.get_absolute_url() + "refuse/", reason="人手不足")
    assert "awards.follow" in waiting(office.preparer)
    url = post(office.preparer, award.get_absolute_url() + "next/")
    post(office.preparer, url + "publicise/", note="")
    page = text(url)
    assert award.number in page
    assert "人手不足" in text(award.get_absolute_url())
    assert "awards.follow" not in waiting(office.preparer)


def test_street_annuls_and_the_community_lets_anew(office: Office) -> None:
    """Both with public reasons."""
    award = awards.publicised(awards.ranked(office), office)
    street = accounts.membership(Role.STREET, office.community.parent)
    post(street, award.get_absolute_url() + "annul/", reason="投诉属实")
    url = post(office.preparer, award.get_absolute_url() + "relaunch/", reason="需求有变化")
    assert "需求有变化" in text(url)


def test_nobody_is_asked_for_objections_once_the_days_have_passed(office: Office) -> None:
    """The worker tells of it within minutes; the page says it at once."""
    award = awards.publicised(awards.ranked(office), office)
    assert award.publicity_ends_at is not None
    for moment, words in ((timedelta(seconds=-60), "可以提出异议"), (timedelta(), "公示期满")):
        with clock.moved_to(award.publicity_ends_at + moment):
            page = text(award.get_absolute_url())
        assert words in page
        assert ("可以提出异议" in page) == ("公示中" in page)


@pytest.mark.requirement("R39")
def test_the_link_to_object_follows_the_clock_not_the_worker(office: Office) -> None:
    """There to the last minute, gone at the end; the page of the form says so too."""
    award = awards.publicised(awards.ranked(office), office)
    neighbour = accounts.client_of(accounts.membership(Role.RESIDENT, office.community))
    url = award.get_absolute_url() + "object/"
    assert award.publicity_ends_at is not None
    for moment, is_open in ((timedelta(seconds=-60), True), (timedelta(), False)):
        with clock.moved_to(award.publicity_ends_at + moment):
            assert (url in text(award.get_absolute_url(), neighbour)) is is_open
            assert (neighbour.get(url).context["over"] == "") is is_open
    assert Award.objects.get().state == State.PUBLICITY, "no worker ran"


def test_a_suspended_call_leaves_the_link_to_object_and_no_other(office: Office) -> None:
    """The days of the suspension are none of the publicity's."""
    award = awards.publicised(awards.ranked(office), office)
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=award.tender, by=street, reason="投诉核查")
    neighbour = accounts.client_of(accounts.membership(Role.RESIDENT, office.community))
    with clock.shifted(timedelta(days=20)):
        page = text(award.get_absolute_url(), neighbour)
        assert award.get_absolute_url() + "object/" in page
        assert "公示期满" not in page
        assert award.get_absolute_url() + "annul/" not in text(award.get_absolute_url(), accounts.client_of(street))
        awards.objected(award)


def test_a_refusal_comes_back_on_the_form_with_its_rule(office: Office) -> None:
    """Confirming too early is a 409 that says until when; nothing is written."""
    award = awards.publicised(awards.ranked(office), office)
    client = accounts.client_of(office.approver)
    url = award.get_absolute_url() + "confirm/"
    response = client.post(url, {"ticket": client.get(url).context["ticket"]})
    assert response.status_code == 409
    assert "公示期至" in response.content.decode()
    award.refresh_from_db()
    assert award.state == State.PUBLICITY


def test_an_empty_objection_is_refused_with_its_field(office: Office) -> None:
    """422, and the award does not stand still."""
    award = awards.publicised(awards.ranked(office), office)
    client = accounts.client_of(accounts.membership(Role.RESIDENT, office.community))
    response = client.post(award.get_absolute_url() + "object/", {"text": ""})
    assert (response.status_code, "text" in response.context["form"].errors) == (422, True)


def test_the_list_filters_sorts_and_exports(office: Office) -> None:
    """What is only proposed is not in it for the public; the file holds what the filters leave."""
    shown = awards.publicised(awards.ranked(office), office)
    hidden = awards.proposed(awards.ranked(office), office)
    group = awards.publicised(awards.without_competition(office), office)
    page = text("/results/?sort=price")
    assert page.index(shown.number) < page.index(group.number)
    assert hidden.number not in page
    assert hidden.number in text("/results/", accounts.client_of(office.approver))
    index()
    found = text(f"/results/?q={group.contractor_name}")
    assert group.number in found
    assert shown.number not in found
    response = Client().get("/results/?method=inquiry&format=csv")
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    community = shown.tender.demand.community
    assert rows[0][1:5] == ["编号", "街道", "社区", "承接主体"]
    assert rows[1][1:5] == [shown.number, str(community.parent), str(community), shown.contractor_name]
    assert len(rows) == 2


def test_every_choice_of_a_filter_says_how_many_results_it_would_find(office: Office) -> None:
    there = Office.of(places.community())
    awards.publicised(awards.ranked(office), office)
    awards.publicised(awards.ranked(there), there)
    awards.confirmed(there)
    here, away, year = (f"street-{office.community.parent_id}", f"street-{there.community.parent_id}", clock.now().year)
    every = counts("")
    assert every | {here: 1, away: 2, f"year-{year}": 3, "state-publicity": 2, "state-awarded": 1} == every
    chosen = counts(f"street={office.community.parent_id}")
    assert chosen | {here: 1, away: 2, f"year-{year}": 1, "state-publicity": 1, "method-inquiry": 1} == chosen
    assert "state-awarded" not in chosen
    assert counts("state=awarded") | {away: 1, "state-publicity": 2, "state-awarded": 1} == counts("state=awarded")
    assert counts(f"year={year - 1}").keys() == {f"year-{year}"}
    headers = {"HX-Request": "true", "HX-Target": "results"}
    assert counts(f"street={office.community.parent_id}", headers) == chosen


def counts(query: str, headers: dict[str, str] | None = None) -> dict[str, int]:
    """The numbers that are not zero, of boxes and of options."""
    page = Client().get(f"/results/?{query}", headers=headers).content.decode()
    found = re.findall(r'id="count-([^"]+)"[^>]*>(?:[^<]*\()?(\d+)\)?<', page)
    assert len(found) > 10
    return {name: int(number) for name, number in found if number != "0"}


@pytest.mark.requirement("R39")
def test_results_are_found_by_place_contractor_year_and_sum(office: Office) -> None:
    """Each filter alone keeps the one it names; what makes no sense is left out and told."""
    mine = awards.publicised(awards.ranked(office), office)
    other_office = Office.of(places.community())
    other = awards.publicised(awards.ranked(other_office, prices=("18000.00", "19000.00", "19500.00")), other_office)
    community, street = office.community.name_zh, office.community.parent_id
    year = clock.today().year
    for query in (f"community={community}", f"street={street}", f"contractor={mine.contractor_name}", "most=12000.00"):
        found = text(f"/results/?{query}")
        assert (mine.number in found, other.number in found) == (True, False), query
    found = text("/results/?least=12000.01")
    assert (mine.number in found, other.number in found) == (False, True)
    for query in (f"year={year}", "year=soon", "least=many", f"least=12000&most=18000&year={year}&tier=micro"):
        found = text(f"/results/?{query}")
        assert (mine.number in found, other.number in found) == (True, True), query
    assert mine.number not in text(f"/results/?year={year - 1}")
    assert text("/results/?sort=contractor_name")


def test_the_result_says_what_each_criterion_gave_each_bidder_and_leads_to_its_page(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Means of the members' sheets, nobody's own points, and only what all may read (domain 2.5)."""
    demands.rules()
    jury = evaluation.declared()
    office = jury.contest.office
    for judge, share in zip(jury.judges(), ("0.80", "0.80", "0.50"), strict=True):
        evaluation.sign(jury, judge, evaluation.points(jury, share))
    evaluation.signed_after_scoring(jury)
    award = proposing.propose_award(tender=jury.panel.tender, by=office.preparer)
    assert "按评审项得分" not in text(award.get_absolute_url(), accounts.client_of(office.preparer))
    publicity.publicise(award=award, by=office.preparer)
    with django_assert_max_num_queries(15):
        page = text(award.get_absolute_url())
    assert "按评审项得分" in page
    line = next(one for one in criteria_of(jury.panel.tender) if one.kind == Criterion.Kind.SUBJECTIVE)
    assert f">{(Decimal(line.max_points) * Decimal('0.70')).quantize(Decimal('0.01'))}</td>" in page
    for bid in jury.contest.bids:
        assert reverse("catalog:provider", args=[bid.provider_id]) in page


def test_english_readers_find_no_chinese_interface(office: Office) -> None:
    """Sentences of reasons and states are translated."""
    award = awards.publicised(awards.ranked(office), office)
    client = Client()
    client.cookies["django_language"] = "en"
    page = text(award.get_absolute_url(), client)
    assert "Lowest quote of all that meet the requirements: ¥12,000.00, rank 1." in page
    assert "In publicity" in page


def test_pages_cost_the_same_however_many_there_are(
    office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """List, result page and duties."""
    for _number in range(3):
        award = awards.publicised(awards.ranked(office), office)
        awards.objected(award)
    with django_assert_max_num_queries(12):
        Client().get("/results/")
    with django_assert_max_num_queries(15):
        Client().get(award.get_absolute_url())
    with django_assert_max_num_queries(9):
        duties(office.approver, clock.now())


def test_duties_are_for_those_who_may(office: Office) -> None:
    """Nobody of another community; the street only where it confirms or answers."""
    award = awards.publicised(awards.ranked(office), office)
    neighbour = accounts.membership(Role.COMMUNITY, places.community())
    street = accounts.membership(Role.STREET, office.community.parent)
    awards.objected(award)
    assert waiting(neighbour) == {}
    assert set(waiting(street)) == set(waiting(office.approver)) == {"awards.answer"}
    assert waiting(tenders.bidder(tenders.providers(1)[0])) == {}
