"""Lists: sort, filters, pages, CSV, fragment, and a number of queries that rows do not change."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import Settings

from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from tests.factories import accounts, places

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]
LIST = "/test/places/"


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return [place.name_zh for place in response.context["page"].object_list]


def rows_of(client: Client, query: str) -> list[list[str]]:
    response = client.get(f"{LIST}{query}")
    text = response.getvalue().decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def streets() -> list[Place]:
    return [places.street(f"街道{letter}") for letter in "甲乙丙"]


def test_headings_sort_and_turn_round(client: Client, streets: list[Place]) -> None:
    ordered = names(client, "?sort=name_zh&level=street")
    assert ordered == sorted(ordered)
    page = client.get(f"{LIST}?sort=name_zh").content.decode()
    assert 'aria-sort="ascending"' in page
    assert "?sort=-name_zh" in page
    assert names(client, "?sort=-name_zh&level=street") == ordered[::-1]


@pytest.mark.parametrize("nonsense", ["?sort=password", "?sort=--code", "?sort=parent.name_zh", "?sort=", "?sort=;--"])
def test_a_sort_nobody_offers_is_the_default(client: Client, streets: list[Place], nonsense: str) -> None:
    assert names(client, nonsense) == names(client)


def test_filters_stand_in_the_address_and_can_be_taken_off(client: Client, streets: list[Place]) -> None:
    assert names(client, "?q=甲") == ["街道甲"]
    response = client.get(f"{LIST}?q=甲&level=street&level=district")
    assert (response.context["chips"][0].label, response.context["chips"][0].said) == ("Keywords", "甲")
    urls = [chip.url for chip in response.context["chips"]]
    assert all("level=street" in url for url in (urls[0], urls[2]))
    assert "level=street" not in urls[1]
    assert "level=district" in urls[1]


def test_a_filter_that_makes_no_sense_is_told_and_left_out(client: Client, streets: list[Place]) -> None:
    response = client.get(f"{LIST}?level=galaxy&least=many")
    assert response.status_code == 200
    assert response.context["page"].paginator.count == Place.objects.count()
    assert response.content.decode().count('class="error"') == 2


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999999", "x", "", "1.5"])
def test_any_page_number_shows_a_page(client: Client, streets: list[Place], number: str) -> None:
    assert client.get(f"{LIST}?page={number}").status_code == 200


def test_pages_hold_every_row_once(client: Client) -> None:
    for _number in range(45):
        places.street("同名")
    seen = [name.pk for n in (1, 2, 3) for name in client.get(f"{LIST}?sort=name_zh&page={n}").context["page"]]
    assert len(seen) == len(set(seen)) == Place.objects.count()
    page = client.get(f"{LIST}?sort=name_zh&page=2").content.decode()
    assert 'rel="next"' in page
    assert "sort=name_zh&amp;page=3" in page


def test_the_empty_list_says_what_to_do(english: Client) -> None:
    page = english.get(f"{LIST}?q=nowhere").content.decode()
    assert "Nothing here" in page
    assert "Clear all filters" in page


def test_the_file_holds_what_the_filters_leave(client: Client, streets: list[Place]) -> None:
    rows = rows_of(client, "?q=街道&sort=-name_zh&format=csv")
    assert rows[0][:2] == ["Name", "Code"]
    assert [row[0] for row in rows[1:]] == sorted((row[0] for row in rows[1:]), reverse=True)
    assert len(rows) == 4
    response = client.get(f"{LIST}?format=csv")
    assert "filename*=UTF-8''%E5%9C%B0%E6%96%B9.csv" in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "text", ["=1+1", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(1+1)", " =1+1", "\u3000=1+1"]
)
def test_the_file_runs_no_formulas(client: Client, text: str) -> None:
    places.street(text)
    assert [row[0] for row in rows_of(client, "?q=1%2B1&format=csv")[1:]] == [f"'{text}"]


def test_the_workbook_holds_the_same_rows(client: Client, streets: list[Place]) -> None:
    Place.objects.filter(pk=streets[0].pk).update(name_zh="=1+1\x07", population=12_000)
    response = client.get(f"{LIST}?level=street&format=xlsx")
    assert ".xlsx" in response.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0][:2] == ("Name", "Code")
    assert rows[1][0] == "'=1+1"
    assert rows[1][4] == 12_000
    assert len(rows) == 4


@pytest.mark.parametrize("text", ["\x01=1+1", "\x01\x02 \x0b=1+1", "\x1f\u3000\uff0b1+1"])
def test_a_control_character_does_not_hide_a_formula(client: Client, text: str) -> None:
    places.street(text)
    plain = "'" + "".join(letter for letter in text if letter >= " ")
    assert [row[0] for row in rows_of(client, "?level=street&format=csv")[1:]] == [plain]
    sheet = load_workbook(io.BytesIO(client.get(f"{LIST}?level=street&format=xlsx").getvalue())).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == (plain, "s")


def test_htmx_gets_the_list_alone(client: Client, streets: list[Place]) -> None:
    fragment = client.get(LIST, headers={"hx-request": "true", "hx-target": "results"})
    assert "<html" not in fragment.content.decode()
    assert 'id="results"' in fragment.content.decode()
    restored = client.get(
        LIST, headers={"hx-request": "true", "hx-target": "results", "hx-history-restore-request": "true"}
    )
    assert "<html" in restored.content.decode()
    told = {name.strip() for name in fragment.headers["Vary"].split(",")}
    assert told >= {"HX-Request", "HX-Target", "HX-History-Restore-Request"}, "what decides between page and list"


def test_what_people_wrote_is_escaped_and_marked_as_chinese(client: Client) -> None:
    places.street("<script>alert(1)</script>")
    page = client.get(f"{LIST}?level=street").content.decode()
    assert '<span lang="zh-Hans">&lt;script&gt;alert(1)&lt;/script&gt;</span>' in page


def test_the_number_of_queries_does_not_grow_with_the_rows(client: Client) -> None:
    places.street()
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _number in range(30):
        places.community()
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few) <= 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_visitors_file_is_cut_and_says_so_before_and_in_it(
    streets: list[Place], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def file_of(client: Client) -> list[str]:
        answer = client.get(f"{LIST}?level=street&format={kind}").getvalue()
        if kind == "csv":
            return [row[0] for row in csv.reader(io.StringIO(answer.decode("utf-8-sig")))][1:]
        sheet = load_workbook(io.BytesIO(answer)).active
        return [] if sheet is None else [str(row[0].value) for row in sheet.iter_rows(min_row=2)]

    said = "不登录时，文件只含前 2 行"
    member = accounts.signed_in(Client(), accounts.membership(Role.PROVIDER_BIDDER))
    monkeypatch.setattr("marketplace.ui.views.lists.VISITORS_ROWS", 2)
    assert file_of(Client())[:2] == file_of(member)[:2]
    assert (len(file_of(Client())), len(file_of(member))) == (3, 3)
    assert said in file_of(Client())[2]
    assert said not in str(file_of(member))
    assert said in Client().get(f"{LIST}?level=street").content.decode()
    assert said not in member.get(f"{LIST}?level=street").content.decode()
    monkeypatch.setattr("marketplace.ui.views.lists.VISITORS_ROWS", 3)
    assert said not in str(file_of(Client()))
    assert said not in Client().get(f"{LIST}?level=street").content.decode()


def test_files_are_counted_by_account_and_for_visitors_by_address(streets: list[Place], settings: Settings) -> None:
    settings.COSTLY_RATE_LIMITS = {"file": "2/m/key"}

    def asks(client: Client, times: int) -> list[int]:
        answers = [client.get(f"{LIST}?format=xlsx") for _time in range(times)]
        for answer in answers:
            answer.getvalue()  # read to its end, so that nothing stays open
        return [answer.status_code for answer in answers]

    here = "203.0.113.41"
    assert asks(Client(REMOTE_ADDR=here), 3) == [200, 200, 429]
    refused = Client(REMOTE_ADDR=here).get(f"{LIST}?format=csv")
    assert "稍等一分钟" in refused.content.decode()
    assert Client(REMOTE_ADDR=here).get(LIST).status_code == 200
    assert asks(Client(REMOTE_ADDR="203.0.113.42"), 1) == [200]
    member = accounts.membership(Role.PROVIDER_BIDDER)
    for address, codes in ((here, [200, 200]), ("203.0.113.43", [429])):
        assert asks(accounts.signed_in(Client(REMOTE_ADDR=address), member), len(codes)) == codes
