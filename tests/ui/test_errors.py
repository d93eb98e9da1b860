"""Error pages: every status, both languages, page, fragment and JSON."""

from pathlib import Path

import pytest
from django.test import Client, override_settings

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


def test_a_nul_in_a_form_is_a_bad_request(client: Client) -> None:
    assert client.post("/language/", {"language": "en\x00"}).status_code == 400


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
