"""What is published is delivered once or more, whatever happens in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from celery import Celery
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.audit.models import Entry
from marketplace.outbox import broker, queries, registry, services, tasks
from marketplace.outbox.models import Message, MessageState
from marketplace.outbox.permissions import OperatorOnly
from marketplace.outbox.services.delivery import LEASE, MAX_ATTEMPTS, TOGETHER, delay
from marketplace.outbox.services.letters import ReasonMissing
from marketplace.outbox.services.publishing import ON_ITS_WAY
from tests.factories import accounts
from tests.factories.audit import acts_of
from tests.marketplace.outbox.conftest import Desk

DEAD_BROKER = "redis://127.0.0.1:1/0"


def publish(**payload: object) -> Message:
    with transaction.atomic():
        return services.publish(topic="tests.letter", payload=payload)


@pytest.mark.django_db(transaction=True)
def test_a_message_rolls_back_with_its_act() -> None:
    with transaction.atomic():
        services.publish(topic="tests.letter", payload={})
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(services.OutsideTransaction):
        services.publish(topic="tests.letter", payload={})


@pytest.mark.django_db(transaction=True)
def test_after_the_commit_a_worker_is_told_by_task_name(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(broker, "wake", told.append)
    with transaction.atomic():
        message = services.publish(topic="tests.letter", payload={})
        assert told == []
    assert told == [message.pk]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_neither_fails_nor_holds_up_the_act(settings: Settings, desk: Desk) -> None:
    settings.CELERY_BROKER_URL = DEAD_BROKER
    broker.reset()
    with transaction.atomic():
        User.objects.create_user(name="李明", email="li@example.cn")
        services.publish(topic="tests.letter", payload={"n": 1})
    assert User.objects.filter(name="李明").exists()
    assert not desk.got
    assert services.sweep() == 1
    assert [payload for payload, _id in desk.got] == [{"n": 1}]


def test_after_a_failure_the_broker_is_left_alone_for_a_while(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_BROKER_URL = DEAD_BROKER
    sent: list[str] = []
    send = Celery.send_task

    def count(self: Celery, name: str, **options: object) -> object:
        sent.append(name)
        return send(self, name, **options)

    monkeypatch.setattr(Celery, "send_task", count)
    broker.reset()
    for number in range(5):
        broker.wake(number)
    assert sent == [broker.DELIVER]
    monkeypatch.setattr(broker, "_resting_until", 0.0)
    broker.wake(9)
    assert len(sent) == 2


@pytest.mark.django_db
def test_a_message_is_delivered_once_and_marked(desk: Desk) -> None:
    message = publish(n=1)
    assert services.deliver(message_id=message.pk)
    assert not services.deliver(message_id=message.pk)
    assert desk.got == [({"n": 1}, message.pk)]
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


@pytest.mark.django_db
def test_a_failed_message_is_tried_again_later_and_at_last_given_up(desk: Desk) -> None:
    message = publish()
    desk.failures = MAX_ATTEMPTS
    moment = clock.now()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        with clock.frozen(moment):
            assert services.sweep() == 0
            message.refresh_from_db()
            assert message.attempts == attempt
            assert services.sweep() == 0
            message.refresh_from_db()
            assert message.attempts == attempt, "not due yet"
        moment += delay(attempt)
    assert message.state == MessageState.DEAD
    assert message.last_error == "ConnectionError: the mail server is away"
    with clock.shifted(timedelta(days=365)):
        assert services.sweep() == 0
    assert not desk.got


@pytest.mark.django_db
def test_a_failed_message_is_delivered_when_the_other_side_is_back(desk: Desk) -> None:
    message = publish()
    desk.failures = 1
    services.sweep()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    with clock.shifted(delay(1)):
        assert services.sweep() == 1
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.DELIVERED, "")


def test_waits_double_up_to_six_hours() -> None:
    assert [delay(attempt).total_seconds() for attempt in (1, 2, 3, 10, 60)] == [30, 60, 120, 15360, 21600]


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    def handle(_payload: dict[str, object], *, message_id: int) -> None:
        User.objects.create_user(name="half done", email="half@example.cn")
        raise RuntimeError(message_id)

    monkeypatch.setitem(registry._handlers, "tests.letter", registry.Handler(handle, transactional=True))
    publish()
    services.sweep()
    assert not User.objects.filter(name="half done").exists()


@pytest.mark.django_db
def test_a_worker_killed_while_delivering_loses_nothing(desk: Desk) -> None:
    """The claim is committed, then nothing: the row as kill -9 leaves it."""
    message = publish()

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    desk.meanwhile = die
    with pytest.raises(Killed):
        services.deliver(message_id=message.pk)
    desk.meanwhile = lambda: None
    assert services.sweep() == 0, "the claim still holds"
    with clock.shifted(LEASE):
        assert services.sweep() == 1
    assert len(desk.got) == 1


@pytest.mark.django_db
def test_a_message_that_kills_every_worker_is_given_up(desk: Desk) -> None:
    message = publish()
    Message.objects.update(attempts=MAX_ATTEMPTS)
    assert services.sweep() == 0
    message.refresh_from_db()
    assert message.state == MessageState.DEAD
    assert not desk.got


@pytest.mark.django_db
def test_an_idempotent_handler_may_be_called_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """How handlers guard themselves: the message's id is unique in what they write."""
    inbox: dict[int, str] = {}

    def handle(payload: dict[str, str], *, message_id: int) -> None:
        inbox.setdefault(message_id, payload["text"])

    monkeypatch.setitem(registry._handlers, "tests.letter", registry.Handler(handle, transactional=False))
    message = publish(text="中标通知")
    services.deliver(message_id=message.pk)
    Message.objects.update(delivered_at=None, available_at=clock.now())
    services.deliver(message_id=message.pk)
    assert inbox == {message.pk: "中标通知"}


@pytest.mark.django_db
def test_a_topic_nobody_handles_waits_for_an_operator() -> None:
    with transaction.atomic():
        message = services.publish(topic="tests.gone", payload={})
    services.sweep()
    message.refresh_from_db()
    assert message.last_error == "UnknownTopic: tests.gone"


@pytest.mark.django_db
def test_delivered_messages_are_cleared_away_after_a_month(desk: Desk) -> None:
    old, new = publish(), publish()
    services.deliver(message_id=old.pk)
    with clock.shifted(timedelta(days=31)):
        services.deliver(message_id=new.pk)
        assert services.prune() == 1
    assert list(Message.objects.all()) == [new]


@pytest.mark.django_db
def test_tasks_call_the_services(desk: Desk) -> None:
    message = publish()
    tasks.deliver(message.pk)
    publish()
    tasks.sweep()
    with clock.shifted(timedelta(days=31)):
        tasks.prune()
    assert (len(desk.got), Message.objects.count()) == (2, 0)


def test_a_topic_has_one_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_handlers", {})
    desk, other = Desk(), Desk()
    handle = desk.handle
    registry.handles("tests.letter", "Letter")(handle)
    registry.handles("tests.letter", "Letter")(handle)
    with pytest.raises(ValueError, match="has a handler already"):
        registry.handles("tests.letter", "Letter")(other.handle)


@pytest.mark.django_db
def test_the_database_keeps_states_apart() -> None:
    message = publish()
    now = clock.now()
    for wrong in ({"delivered_at": now, "dead_at": now}, {"discarded_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**wrong)


@pytest.mark.django_db
def test_an_operator_lets_a_dead_letter_go_again(desk: Desk) -> None:
    operator = accounts.membership("operator")
    message = publish()
    Message.objects.update(attempts=MAX_ATTEMPTS, dead_at=clock.now(), last_error="x")
    assert [duty.detail for duty in queries.duties(operator, clock.now())] == [{"count": 1}]
    services.retry(message=message, by=operator)
    assert services.sweep() == 1
    assert len(desk.got) == 1
    assert acts_of(message) == ["outbox.message.retried"]
    assert queries.duties(operator, clock.now()) == []


@pytest.mark.django_db
def test_an_operator_discards_a_message_with_a_reason(desk: Desk) -> None:
    operator = accounts.membership("operator")
    message = publish()
    with pytest.raises(ReasonMissing):
        services.discard(message=message, by=operator, reason="  ")
    services.discard(message=message, by=operator, reason="收件人已注销")
    message.refresh_from_db()
    assert message.state == MessageState.DISCARDED
    assert services.sweep() == 0
    assert acts_of(message) == ["outbox.message.discarded"]
    with pytest.raises(services.NotWaiting):
        services.retry(message=message, by=operator)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["district", "auditor", None])
def test_only_operators_look_after_messages(role: str | None, desk: Desk) -> None:
    by = accounts.membership(role) if role else None
    message = publish()
    with pytest.raises(OperatorOnly):
        services.retry(message=message, by=by)
    with pytest.raises(OperatorOnly):
        services.discard(message=message, by=by, reason="weil")
    assert not queries.messages(by).exists()
    assert queries.duties(by, clock.now()) == []
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_messages_that_say_the_same_kind_of_thing_are_run_as_one(desk: Desk, together: None) -> None:
    messages = [publish(n=[number]) for number in range(3)]
    with transaction.atomic():
        services.publish(topic="tests.gone", payload={})
    assert services.deliver(message_id=messages[1].pk)
    assert desk.got == [({"n": [0, 1, 2]}, messages[0].pk)]
    assert [one.attempts for one in Message.objects.order_by("pk")] == [1, 1, 1, 0]
    assert Message.objects.open().get().topic == "tests.gone"
    assert not services.deliver(message_id=messages[2].pk)


@pytest.mark.django_db
def test_only_so_many_are_run_as_one(desk: Desk, together: None) -> None:
    for number in range(TOGETHER + 2):
        publish(n=[number])
    assert services.sweep() == TOGETHER + 2
    assert [len(payload["n"]) for payload, _id in desk.got] == [TOGETHER, 2]


@pytest.mark.django_db
def test_what_failed_together_is_tried_again_alone(desk: Desk, together: None) -> None:
    first, second = publish(n=[1]), publish(n=[2])
    desk.failures = 1
    assert services.sweep() == 0
    assert {one.last_error for one in Message.objects.all()} == {"ConnectionError: the mail server is away"}
    with clock.shifted(delay(1)):
        fresh = publish(n=[3])
        assert services.sweep() == 3
    assert desk.got == [({"n": [1]}, first.pk), ({"n": [2]}, second.pk), ({"n": [3]}, fresh.pk)]


@pytest.mark.django_db
def test_a_message_given_up_takes_no_other_with_it(desk: Desk, together: None) -> None:
    old, _new = publish(n=[1]), publish(n=[2])
    Message.objects.filter(pk=old.pk).update(attempts=MAX_ATTEMPTS)
    assert services.sweep() == 1
    assert [payload for payload, _id in desk.got] == [{"n": [2]}]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("desk", [True, False], indirect=True)
def test_two_workers_share_what_waits_and_run_nothing_twice(desk: Desk, together: None) -> None:
    """While the first runs what it claimed, the second takes only what came since."""
    messages = [publish(n=[number]) for number in range(3)]
    entered, leave = threading.Event(), threading.Event()

    def wait() -> None:
        entered.set()
        assert leave.wait(10)

    def work() -> None:
        try:
            services.deliver(message_id=messages[0].pk)
        finally:
            connection.close()

    desk.meanwhile = wait
    first = threading.Thread(target=work)
    first.start()
    assert entered.wait(10)
    desk.meanwhile = lambda: None
    late = publish(n=[3])
    assert not services.deliver(message_id=messages[1].pk)
    assert services.deliver(message_id=late.pk)
    leave.set()
    first.join()
    assert sorted(payload["n"] for payload, _id in desk.got) == [[0, 1, 2], [3]]
    assert not Message.objects.open().exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("desk", [True, False], indirect=True)
def test_nobody_waits_for_a_lane_and_whoever_leaves_it_sees_to_what_came(
    desk: Desk, together: None, laned: None, woken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second worker that finds it taken goes on at once to what has no lane, and claims nothing."""
    other = Desk()
    monkeypatch.setitem(registry._handlers, "tests.other", registry.Handler(other.handle, transactional=True))
    first = publish(n=[1])

    def meanwhile() -> None:
        desk.meanwhile = lambda: None
        late = [publish(n=[number]) for number in (2, 3)]
        with transaction.atomic():
            apart = services.publish(topic="tests.other", payload={})
        delivered.update({one.pk: services.deliver(message_id=one.pk) for one in (*late, apart)})

    delivered: dict[int, bool] = {}
    desk.meanwhile = lambda: _elsewhere(meanwhile)
    assert services.deliver(message_id=first.pk)
    second, third, apart = sorted(delivered)
    assert delivered == {second: False, third: False, apart: True}
    waiting = Message.objects.open().values_list("pk", "attempts")
    assert list(waiting.order_by("pk")) == [(second, 0), (third, 0)]
    assert woken == [first.pk, second, apart, second], "of the third whoever takes the second sees to"
    assert services.deliver(message_id=woken[-1])
    assert desk.got == [({"n": [1]}, first.pk), ({"n": [2, 3]}, second)]
    assert len(woken) == 4, "nothing is left to see to"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("desk", [True], indirect=True)
def test_one_worker_is_told_of_what_comes_together_in_a_lane(
    desk: Desk, together: None, laned: None, woken: list[int]
) -> None:
    """And another where that one is late, or has begun."""
    now = clock.now()
    with clock.frozen(now):
        first, _second = publish(n=[1]), publish(n=[2])
    with clock.frozen(now + ON_ITS_WAY):
        late, _later = publish(n=[3]), publish(n=[4])
    assert woken == [first.pk, late.pk]
    desk.meanwhile = lambda: publish(n=[5])
    with clock.frozen(now + ON_ITS_WAY):
        assert services.deliver(message_id=first.pk)
        last = Message.objects.open().get()
        assert woken == [first.pk, late.pk, last.pk, last.pk], "told when it came, and when the lane was left"
        assert services.deliver(message_id=last.pk)
    assert [payload["n"] for payload, _id in desk.got] == [[1, 2, 3, 4], [5]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("desk", [True], indirect=True)
def test_without_a_lane_a_worker_is_told_of_each(desk: Desk, together: None, woken: list[int]) -> None:
    messages = [publish(n=[number]) for number in (1, 2)]
    assert woken == [one.pk for one in messages]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("desk", [True], indirect=True)
def test_a_worker_that_dies_in_a_lane_leaves_it_free(desk: Desk, laned: None, woken: list[int]) -> None:
    lost, late = publish(n=[1]), publish(n=[2])

    def die() -> None:
        desk.meanwhile = lambda: None
        connection.close()

    def work() -> None:
        desk.meanwhile = die
        assert not services.deliver(message_id=lost.pk)

    _elsewhere(work)
    assert services.deliver(message_id=late.pk)
    assert Message.objects.open().get() == lost


def _elsewhere(act: Callable[[], object]) -> None:
    """Done by another worker, on a connection of its own."""

    def work() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result(timeout=30)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("desk", [True], indirect=True)
def test_two_workers_never_run_one_message_together(desk: Desk) -> None:
    """While the first is in the handler, the second, sent after the claim has run out, finds the row taken."""
    message = publish()
    entered, leave = threading.Event(), threading.Event()

    def wait() -> None:
        entered.set()
        assert leave.wait(10)

    def work() -> None:
        try:
            services.deliver(message_id=message.pk)
        finally:
            connection.close()

    desk.meanwhile = wait
    first = threading.Thread(target=work)
    first.start()
    assert entered.wait(10)
    desk.meanwhile = lambda: None
    with clock.shifted(LEASE):
        second = services.deliver(message_id=message.pk)
    leave.set()
    first.join()
    assert not second
    assert len(desk.got) == 1
