"""Error pages: every status, both languages, page, fragment and JSON."""

import logging
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from marketplace.ui.request_number import RequestNumberFilter
from marketplace.ui.views import errors

pytestmark = pytest.mark.django_db


def test_not_found_says_what_to_do_in_both_languages(client: Client) -> None:
    chinese = client.get("/no/such/page/")
    client.cookies["django_language"] = "en"
    english = client.get("/no/such/page/")
    assert chinese.status_code == english.status_code == 404
    assert "This page does not exist" in english.content.decode()
    assert '<html lang="zh-Hans"' in chinese.content.decode()


def test_not_found_is_json_for_programs(client: Client) -> None:
    response = client.get("/no/such/page/", headers={"accept": "application/json"})
    assert response.status_code == 404
    assert response.json()["code"] == "http_404"


def test_not_found_goes_to_the_messages_for_htmx(client: Client) -> None:
    response = client.get("/no/such/page/", headers={"hx-request": "true"})
    assert response.headers["HX-Retarget"] == "#messages"
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("query", ["q=%00", "%00=1", "q=a&q=b%00"])
def test_a_nul_in_the_address_is_a_bad_request(client: Client, query: str) -> None:
    assert client.get(f"/privacy/?{query}").status_code == 400


def test_a_nul_in_a_form_is_a_bad_request_that_names_the_field(client: Client) -> None:
    answer = client.post("/language/", {"language": "en\x00", "next": "/", "a\x00b": "x"})
    assert answer.status_code == 400
    assert "a?b, language" in answer.content.decode()


def test_a_form_without_token_says_that_it_expired() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["django_language"] = "en"
    response = strict.post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


def test_maintenance_answers_every_page_with_the_operators_message(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "maintenance"
    with override_settings(MAINTENANCE_FILE=str(file)):
        assert client.get("/privacy/").status_code == 200
        file.write_text("今晚 22:00 恢复 <b>", encoding="utf-8")
        response = client.get("/privacy/")
    assert response.status_code == 503
    assert "今晚 22:00 恢复 &lt;b&gt;" in response.content.decode()
    assert response.headers["Retry-After"]


@pytest.mark.urls("tests.ui.urls")
@pytest.mark.parametrize(
    ("kind", "status"), [("forbidden", 403), ("refused", 409), ("invalid", 422), ("surrogate", 400), ("nul", 400)]
)
def test_an_error_nobody_caught_has_its_status_in_every_form(client: Client, kind: str, status: int) -> None:
    for headers in ({}, {"hx-request": "true"}, {"accept": "application/json"}):
        assert client.get(f"/test/raises/{kind}/", headers=headers).status_code == status


@pytest.mark.urls("tests.ui.urls")
def test_a_refusal_as_json_names_code_and_field(client: Client) -> None:
    answer = client.get("/test/raises/refused/", headers={"accept": "application/json"}).json()
    assert answer["code"] == "test.closed"
    assert answer["refusals"][0]["code"] == "test.closed"


@pytest.mark.urls("tests.ui.urls")
def test_a_refusal_without_words_still_says_something(english: Client) -> None:
    page = english.get("/test/raises/forbidden/").content.decode()
    assert "<h1>You may not open this page</h1>" in page


@pytest.mark.urls("tests.ui.urls")
@pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}])
def test_a_server_error_tells_nothing_about_itself(client: Client, headers: dict[str, str]) -> None:
    client.raise_request_exception = False
    response = client.get("/test/raises/broken/", headers=headers)
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()


def test_the_server_error_page_asks_nothing_of_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        page = errors.server_error(RequestFactory().get("/")).content.decode()
    assert "系统出了问题" in page
    assert "Something went wrong" in page


def test_too_many_attempts_says_how_long(english: Client) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override("en"):
        response = errors.too_many(request)
    assert response.status_code == 429
    assert "Wait an hour" in response.content.decode()


@pytest.mark.parametrize("name", ["a\x00.pdf", "\x00"])
def test_a_nul_in_a_file_name_is_a_bad_request(client: Client, name: str) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\n'
        b"Content-Type: application/pdf\r\n\r\nx\r\n--b--\r\n"
    )
    response = client.post("/language/", body, content_type="multipart/form-data; boundary=b")
    assert response.status_code in {302, 400}


@pytest.mark.urls("tests.ui.urls")
def test_an_error_of_ours_shows_the_number_its_log_line_carries(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(RequestNumberFilter())
    response = Client(raise_request_exception=False).get("/test/raises/broken/")
    number = response.headers["X-Request-ID"]
    assert response.status_code == 500
    assert len(number) == 8
    assert f"<code>{number}</code>" in response.content.decode()
    assert number in [line.__dict__["request_number"] for line in caplog.records]


def test_a_number_sent_by_a_client_is_not_taken(client: Client) -> None:
    response = client.get("/privacy/", headers={"x-request-id": "12345678"})
    assert response.headers["X-Request-ID"] != "12345678"


def test_log_lines_outside_a_request_carry_a_dash() -> None:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "m", None, None)
    assert RequestNumberFilter().filter(record)
    assert record.__dict__["request_number"] == "-"
