"""Acts: the refusal path, sending twice, versions, confirmation."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client

from marketplace.ui import once, refusals
from tests.factories import places
from tests.ui import pages

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]
SPEND = "/test/spend/"
WORDS = {
    "test.closed": refusals.Words("The account is closed.", "R1 A rule", "Open another one."),
    "test.too_much": refusals.Words("Only %(amount)s is left."),
    "test.not_yours": refusals.Words("This is not yours.", "R2 Another rule", "Ask its owner."),
}


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """For these tests alone: pages of other tests would read them in the wrong language."""
    monkeypatch.setattr("marketplace.ui.refusals._words", {**vars(refusals)["_words"], **WORDS})


def test_success_acts_once_tells_and_goes_on(client: Client, acted: list[object]) -> None:
    response = client.post(SPEND, {"amount": "1,250.50"}, follow=True)
    assert response.redirect_chain == [("/test/places/", 302)]
    assert acted == [Decimal("1250.50")]
    assert "Spent." in response.content.decode()


def test_an_act_without_words_of_its_own_says_what_is_done(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, told in (("", "已完成：Spend"), (None, "")):
        monkeypatch.setattr(pages.Spend, "success_message", words)
        page = client.post(SPEND, {"amount": "5"}, follow=True).content.decode()
        assert ("已完成" in page, told in page) == (bool(told), True)


def test_what_is_wrong_is_said_on_the_form(english: Client, acted: list[object]) -> None:
    response = english.post(SPEND, {"amount": "1e3", "note": "kept"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_amount"' in page
    assert 'aria-describedby="id_amount_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="kept"' in page
    assert not acted


def test_a_refusal_comes_back_with_its_rule_and_what_to_do(english: Client, acted: list[object]) -> None:
    response = english.post(SPEND, {"amount": "5", "note": "whole"})
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("The account is closed.", "Rule: R1 A rule", "Open another one."):
        assert page.count(words) == 1
    assert not acted


def test_a_refusal_of_one_field_stands_at_the_field(english: Client) -> None:
    response = english.post(SPEND, {"amount": "5", "note": "field"})
    assert response.status_code == 422
    assert response.context["form"].errors["amount"] == ["Only ¥5.00 is left."]


def test_several_refusals_are_all_told(english: Client) -> None:
    page = english.post(SPEND, {"amount": "5", "note": "several"}).content.decode()
    assert "The account is closed." in page
    assert "Only … is left." in page
    assert "2 things need mending" in page


def test_an_act_that_is_not_permitted_is_the_403_page(english: Client) -> None:
    response = english.post(SPEND, {"amount": "5", "note": "forbidden"})
    assert response.status_code == 403
    assert "Ask its owner." in response.content.decode()


def test_a_stale_version_is_a_conflict(english: Client) -> None:
    response = english.post(SPEND, {"amount": "5", "note": "stale"})
    assert response.status_code == 409
    assert "This was changed after the page was shown" in response.content.decode()


def test_a_form_sent_twice_acts_once_and_leads_to_the_same_page(client: Client, acted: list[object]) -> None:
    ticket = client.get(SPEND).context["ticket"]
    answers = [client.post(SPEND, {"amount": "5", "ticket": ticket}) for _time in range(2)]
    assert acted == [Decimal("5.00")]
    assert [answer.headers["Location"] for answer in answers] == ["/test/places/", "/test/places/"]


def test_a_refused_form_can_be_mended_and_sent_again(client: Client, acted: list[object]) -> None:
    ticket = client.get(SPEND).context["ticket"]
    client.post(SPEND, {"amount": "5", "note": "whole", "ticket": ticket})
    client.post(SPEND, {"amount": "5", "ticket": ticket})
    assert acted == [Decimal("5.00")]


def test_while_the_first_is_being_worked_on_the_second_is_told(client: Client, acted: list[object]) -> None:
    ticket = once.new_ticket()
    cache.add(f"once:None:{ticket}", "", 60)
    assert client.post(SPEND, {"amount": "5", "ticket": ticket}).status_code == 409
    assert not acted


def test_a_confirmation_says_what_will_happen_and_carries_the_version(client: Client, acted: list[object]) -> None:
    place = places.street()
    page = client.get(f"/test/places/{place.pk}/close/").content.decode()
    assert "Nobody can use it any more." in page
    assert "btn-danger" in page
    assert 'href="/test/places/"' in page
    client.post(f"/test/places/{place.pk}/close/", {"version": "3"})
    assert acted == [(place.pk, 3)]


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999999"])
def test_an_object_that_is_not_there_is_not_found(client: Client, pk: str) -> None:
    assert client.get(f"/test/places/{pk}/").status_code == 404
    assert client.post(f"/test/places/{pk}/close/", {"version": "1"}).status_code == 404


def test_an_object_page_is_named_after_its_object(client: Client) -> None:
    place = places.street("枣子巷街道")
    page = client.get(f"/test/places/{place.pk}/").content.decode()
    assert "<h1>枣子巷街道</h1>" in page
    assert 'aria-current="page">枣子巷街道' in page
