"""What operators see of messages, and nobody else."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.outbox import registry, services
from marketplace.outbox.models import Message, MessageState
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Membership:
    return accounts.membership("operator")


@pytest.fixture
def dead() -> Message:
    with transaction.atomic():
        message = services.publish(topic="tests.letter", payload={"recipient": 77123})
    Message.objects.update(dead_at=clock.now(), attempts=10, last_error="ConnectionError: away")
    return message


def test_the_list_shows_what_is_stuck(client: Client, operator: Membership, dead: Message) -> None:
    accounts.signed_in(client, operator)
    for query, found in (("", True), ("state=dead", True), ("state=waiting", False), ("topic=tests.letter", True)):
        text = client.get(f"/outbox/?{query}").content.decode()
        assert (f"/outbox/{dead.pk}/" in text) is found, query


def test_the_list_says_how_far_each_topic_is_behind(client: Client, operator: Membership, dead: Message) -> None:
    accounts.signed_in(client, operator)
    assert "滞后情况" not in client.get("/outbox/").content.decode(), "a dead letter is not on its way"
    with transaction.atomic():
        for number in range(2):
            services.publish(topic="tests.parcel", payload={"number": number})
    text = client.get("/outbox/").content.decode()
    assert "滞后情况" in text
    assert "2 条待发，最早一条自" in text


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "发给个人的通知"), ("en", "Notification to one person")])
def test_a_topic_is_named_in_words_on_every_page_with_its_code_beside(
    client: Client, operator: Membership, language: str, words: str
) -> None:
    accounts.signed_in(client, operator)
    client.cookies["django_language"] = language
    with transaction.atomic():
        message = services.publish(topic="notifications.deliver", payload={"notification": 1, "channel": "email"})
    for url in ("/outbox/", f"/outbox/{message.pk}/"):
        text = client.get(url).content.decode()
        assert words in text
        assert "notifications.deliver" in text
    topics = client.get("/outbox/").context["filter_form"].fields["topic"].choices
    assert ("notifications.deliver", registry.label("notifications.deliver")) in topics


def test_a_topic_nobody_handles_any_more_is_named_by_its_code() -> None:
    assert registry.label("tests.forgotten") == "tests.forgotten"


def test_every_topic_has_words_in_both_languages() -> None:
    for topic in registry._handlers:
        if topic.startswith("tests."):
            continue
        with translation.override("en"):
            english = registry.label(topic)
        with translation.override("zh-hans"):
            chinese = registry.label(topic)
        assert english not in (topic, chinese), topic


def test_the_page_says_what_went_wrong_but_not_what_the_message_says(
    client: Client, operator: Membership, dead: Message
) -> None:
    text = accounts.signed_in(client, operator).get(f"/outbox/{dead.pk}/").content.decode()
    assert "ConnectionError: away" in text
    assert "recipient" in text
    assert "77123" not in text


def test_an_operator_tries_again_and_discards(client: Client, operator: Membership, dead: Message) -> None:
    accounts.signed_in(client, operator)
    assert client.get(f"/outbox/{dead.pk}/retry/").status_code == 200
    assert client.post(f"/outbox/{dead.pk}/retry/").status_code == 302
    assert Message.objects.in_state(MessageState.WAITING).count() == 1
    assert client.post(f"/outbox/{dead.pk}/discard/", {"reason": ""}).status_code == 422
    assert client.post(f"/outbox/{dead.pk}/discard/", {"reason": "收件人已注销"}).status_code == 302
    assert Message.objects.in_state(MessageState.DISCARDED).count() == 1
    assert client.post(f"/outbox/{dead.pk}/retry/").status_code == 409
    assert client.get(f"/outbox/{dead.pk}/").status_code == 200


@pytest.mark.parametrize("path", ["", "{}/", "{}/retry/", "{}/discard/"])
def test_nobody_else_opens_the_pages(client: Client, dead: Message, path: str) -> None:
    url = f"/outbox/{path.format(dead.pk)}"
    assert client.get(url).status_code == 302
    assert accounts.signed_in(client, accounts.membership("district")).get(url).status_code == 403


def test_a_message_that_is_not_there(client: Client, operator: Membership) -> None:
    assert accounts.signed_in(client, operator).get("/outbox/999/").status_code == 404
