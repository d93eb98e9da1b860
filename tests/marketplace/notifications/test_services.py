"""Told once, however often delivered; over the channels each person chose."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from pytest_django import Settings

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.audit.models import Entry
from marketplace.notifications import handlers, queries, services
from marketplace.notifications.models import Delivery, Notification, Preference
from marketplace.notifications.rules import Channel
from marketplace.outbox.models import Message
from marketplace.outbox.services import deliver
from tests.factories import accounts
from tests.gateways import MemorySms
from tests.marketplace.notifications.conftest import QUIET, RETURNED, received, run, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("text_messages")]


@pytest.fixture
def officer() -> User:
    return accounts.proved(accounts.user("张三"))


@pytest.fixture
def phone_owner() -> User:
    user = accounts.user("李四", email=None, phone="+8613812341234")
    user.phone_verified = True
    user.save()
    return user


def test_everybody_named_is_told_once(officer: User, phone_owner: User) -> None:
    tell(officer, phone_owner, officer)
    run()
    assert [len(received(user)) for user in (officer, phone_owner)] == [1, 1]
    assert [message.to for message in mail.outbox] == [[officer.email]]
    assert [message.to for message in MemorySms.sent] == ["+8613812341234"]
    assert queries.unread(officer) == 1


def test_nobody_is_told_of_an_act_that_failed(officer: User) -> None:
    with transaction.atomic():
        tell(officer)
        transaction.set_rollback(True)
    run()
    assert received(officer) == []


def test_a_message_without_words_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError):
        services.notify(kind="nobody.registered", recipients=[1], url="/", parameters={})
    with pytest.raises(ValueError, match="lacks"):
        services.notify(kind=RETURNED, recipients=[1], url="/", parameters={"title": "x"})


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "/\\evil.example", "", "/a b"])
def test_a_message_never_leads_out_of_the_portal(officer: User, url: str) -> None:
    with pytest.raises(ValueError, match="out of the portal"):
        tell(officer, url=url)


def test_a_message_delivered_twice_is_seen_once(officer: User) -> None:
    tell(officer)
    message = Message.objects.get()
    handlers.spread(message.payload, message_id=message.pk)
    run()
    run()
    handlers.spread(message.payload, message_id=message.pk)
    run()
    assert len(received(officer)) == 1
    assert len(mail.outbox) == 1
    assert Delivery.objects.count() == 1


def test_the_database_refuses_a_second_copy(officer: User) -> None:
    tell(officer)
    run()
    copy = received(officer)[0]
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_two_messages_of_a_kind_are_two(officer: User) -> None:
    tell(officer, title="甲")
    tell(officer, title="乙")
    run()
    assert [row.parameters["title"] for row in received(officer)] == ["甲", "乙"]


def test_mail_that_is_down_is_tried_again_and_the_inbox_has_it_at_once(officer: User, settings: Settings) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"
    tell(officer)
    run()
    assert len(received(officer)) == 1
    assert mail.outbox == []
    waiting = Message.objects.get(topic="notifications.deliver")
    assert "no mail today" in waiting.last_error
    settings.EMAIL_BACKEND = working
    with clock.shifted(timedelta(minutes=2)):
        run()
    assert len(mail.outbox) == 1
    assert Delivery.objects.get().channel == Channel.EMAIL
    with clock.shifted(timedelta(days=2)):
        run()
    assert (len(mail.outbox), len(received(officer))) == (1, 1), "and never again"


def test_mail_that_goes_down_between_two_people_reaches_each_once(officer: User, settings: Settings) -> None:
    working, other = settings.EMAIL_BACKEND, accounts.proved(accounts.user("王五"))
    settings.EMAIL_BACKEND = f"{__name__}.MailThatDies"
    tell(officer, other)
    run()
    assert len(mail.outbox) == 1
    settings.EMAIL_BACKEND = working
    for days in (1, 2):
        with clock.shifted(timedelta(days=days)):
            run()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([str(officer.email), str(other.email)])
    assert [len(received(user)) for user in (officer, other)] == [1, 1]


class MailThatDies:
    """A mail server that takes one message and is gone."""

    def __init__(self, **_options: object) -> None:
        pass

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if mail.outbox:
            raise ConnectionError("no mail any more")
        mail.outbox.extend(messages)
        return len(messages)


class BrokenMail:
    """A mail server that refuses everything."""

    def __init__(self, **_options: object) -> None:
        pass

    def send_messages(self, _messages: object) -> int:
        raise ConnectionError("no mail today")


def test_mail_that_is_down_holds_up_no_text_message(phone_owner: User, officer: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"
    tell(officer, phone_owner)
    run()
    assert len(MemorySms.sent) == 1


def test_an_operators_retry_of_a_sent_message_sends_nothing(officer: User) -> None:
    tell(officer)
    run()
    sent = Message.objects.get(topic="notifications.deliver")
    Message.objects.filter(pk=sent.pk).update(delivered_at=None, available_at=sent.created_at)
    assert deliver(message_id=sent.pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("en", "Returned: 楼道照明", "¥50,000.00, due 27 Nov 2026"),
        ("", "Returned: 楼道照明", "¥50,000.00, due 2026年11月27日"),
    ],
)
def test_mail_speaks_the_readers_language(officer: User, language: str, subject: str, line: str) -> None:
    User.objects.filter(pk=officer.pk).update(language=language)
    tell(officer)
    run()
    message = mail.outbox[0]
    assert message.subject == subject
    assert line in message.body
    assert "http://127.0.0.1:8000/demands/1/" in message.body
    assert ("您好" in message.body) is (language == "")
    assert message.extra_headers["Message-ID"].startswith(f"<notification-{received(officer)[0].pk}@")


def test_a_title_with_a_line_break_breaks_no_header(officer: User) -> None:
    tell(officer, title="楼道\r\nBcc: rival@example.cn")
    run()
    assert mail.outbox[0].subject == "Returned: 楼道 Bcc: rival@example.cn"
    assert mail.outbox[0].recipients() == [officer.email]


def test_choices_are_respected(officer: User) -> None:
    changed = services.choose(user=officer, wanted={(RETURNED, Channel.EMAIL): False, (QUIET, Channel.EMAIL): True})
    assert changed == 2
    tell(officer)
    tell(officer, kind=QUIET)
    run()
    assert len(received(officer)) == 2
    assert [message.subject for message in mail.outbox] == ["Quiet"]


def test_a_choice_leaves_an_entry_and_repeating_it_none(officer: User) -> None:
    wanted = {(RETURNED, Channel.EMAIL): False, ("gone.kind", Channel.EMAIL): True}
    assert services.choose(user=officer, wanted=wanted) == 1
    assert services.choose(user=officer, wanted=wanted) == 0
    assert Entry.objects.filter(act="notifications.preferences.changed").count() == 1
    assert Preference.objects.count() == 1


def test_one_persons_choice_is_nobody_elses(officer: User) -> None:
    colleague = accounts.proved(accounts.user())
    services.choose(user=officer, wanted={(RETURNED, Channel.EMAIL): False})
    tell(officer, colleague)
    run()
    assert [message.to for message in mail.outbox] == [[colleague.email]]


def test_an_e_mail_nobody_proved_gets_nothing_once_the_account_is_in_use() -> None:
    """Somebody typed it; an account that an office entered and nobody has opened yet is written to."""
    typed, entered = accounts.user(), accounts.user()
    entered.set_unusable_password()
    entered.save()
    tell(typed, entered)
    run()
    assert [len(received(one)) for one in (typed, entered)] == [1, 1]
    assert [message.to for message in mail.outbox] == [[entered.email]]
    accounts.proved(typed)
    tell(typed)
    run()
    assert mail.outbox[-1].to == [typed.email]


def test_a_phone_that_was_not_verified_gets_nothing(phone_owner: User) -> None:
    User.objects.filter(pk=phone_owner.pk).update(phone_verified=False)
    tell(phone_owner)
    run()
    assert MemorySms.sent == []
    assert len(received(phone_owner)) == 1


def test_somebody_who_left_is_told_nothing(officer: User) -> None:
    tell(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    run()
    assert received(officer) == []
    assert mail.outbox == []


def test_somebody_who_leaves_between_inbox_and_mail_gets_no_mail(officer: User) -> None:
    tell(officer)
    message = Message.objects.get()
    deliver(message_id=message.pk)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    run()
    assert mail.outbox == []


def test_reading(officer: User) -> None:
    tell(officer, title="甲")
    tell(officer, title="乙")
    run()
    first = received(officer)[0]
    rival = accounts.user()
    assert services.mark_read(pk=first.pk, user=rival) is None
    assert queries.unread(officer) == 2
    services.mark_read(pk=first.pk, user=officer)
    first.refresh_from_db()
    read_at = first.read_at
    services.mark_read(pk=first.pk, user=officer)
    first.refresh_from_db()
    assert first.read_at == read_at
    assert services.mark_all_read(user=rival) == 0
    assert services.mark_all_read(user=officer) == 1
    assert queries.unread(officer) == 0


def test_old_messages_are_cleared_away(officer: User) -> None:
    tell(officer)
    run()
    assert services.prune() == 0
    with clock.shifted(timedelta(days=731)):
        assert services.prune() == 1
    assert not Notification.objects.exists()
