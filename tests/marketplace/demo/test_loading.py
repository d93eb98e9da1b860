import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.core.management import CommandError, call_command
from pytest_django import Settings

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import SECOND_FACTOR_ROLES, Role
from marketplace.audit.models import Entry as LogEntry
from marketplace.demo import accounts, index, loading
from marketplace.demo.management.commands import demo_code
from marketplace.outbox.broker import producer
from marketplace.outbox.models import Message
from marketplace.places.models import Level, Place
from search import tasks
from search.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_the_district_stands_with_all_communities() -> None:
    assert Place.objects.filter(level=Level.STREET).count() == 13
    assert Place.objects.filter(level=Level.COMMUNITY).count() == 94


def test_every_role_has_an_account_that_works() -> None:
    held = Membership.objects.filter(user__email__in=[person.email for person in accounts.PERSONS])
    assert {membership.role for membership in held} == set(Role)
    assert all(user.check_password(accounts.PASSWORD) for user in User.objects.all()[:2])


def test_who_needs_a_second_factor_has_one_in_the_table() -> None:
    held = {row["role"] for row in accounts.offered() if row["second_factor_secret"]}
    assert held == {person.role for person in accounts.PERSONS if person.role in SECOND_FACTOR_ROLES}


def test_demo_code_prints_a_code_that_is_accepted() -> None:
    output = io.StringIO()
    call_command("demo_code", "community", stdout=output)
    assert validate_totp_code(accounts.secret_of("community") or "", output.getvalue().split()[0])


def test_demo_code_prints_the_next_code_where_little_time_is_left() -> None:
    """Nobody types six digits in a few seconds."""
    secret = accounts.secret_of("community") or ""
    minute = 60 * 29_000_000
    [early] = demo_code.lines(secret, minute + 20)
    soon, following = demo_code.lines(secret, minute + 21)
    assert (early.split()[1:], soon.split()[1:]) == (["good", "for", "10", "s"], ["good", "for", "9", "s"])
    assert following.split()[0] == demo_code.lines(secret, minute + 30)[0].split()[0] != soon.split()[0]


def test_demo_code_refuses_who_has_none() -> None:
    with pytest.raises(CommandError, match="with a second factor"):
        call_command("demo_code", "resident")


def test_the_clock_shows_the_day_of_the_demonstration() -> None:
    assert 0 <= (clock.now() - loading.BEGINNING).total_seconds() < 3600


def test_nothing_in_the_log_happened_after_the_moment_of_loading() -> None:
    assert not LogEntry.objects.filter(at__gt=loading.BEGINNING).exists()


def test_loading_twice_is_refused() -> None:
    with pytest.raises(CommandError, match="not empty"):
        call_command("load_demo_data", verbosity=0)


def test_the_log_and_the_ledger_are_whole() -> None:
    call_command("verify_audit", "--as-it-stands", stdout=io.StringIO())
    call_command("verify_ledger", stdout=io.StringIO())


def test_no_letter_about_the_past_waits_to_be_sent() -> None:
    assert not Message.objects.open().filter(topic__startswith="notif").exists()


def test_an_interrupted_load_is_known_as_such(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    def break_off(advance: loading.Advance) -> None:
        raise KeyboardInterrupt

    settings.VAR_DIR = tmp_path
    assert loading.state() == "absent"
    monkeypatch.setattr(loading, "STEPS", [loading.Step("broken off", 1, break_off)])
    with pytest.raises(KeyboardInterrupt):
        loading.load(quiet=True)
    assert loading.state() == "loading"


def test_the_beginning_is_the_twentieth_of_november() -> None:
    assert datetime(2026, 11, 20, 1, 0, tzinfo=UTC) == loading.BEGINNING


def _waiting_tasks() -> list[str]:
    """Takes what the worker would take."""
    found = []
    with producer().connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        while queue.qsize():
            message = queue.get_nowait()
            message.ack()
            found.append(message.headers["task"])
    return found


def test_the_worker_fills_the_index_where_it_is_not_whole() -> None:
    _waiting_tasks()
    Entry.objects.filter(kind="provider").update(is_removed=True)
    index.have_it_filled()
    assert _waiting_tasks() == ["search.reconcile"]
    tasks.mend()
    assert Entry.objects.filter(is_removed=False).count() == index.size()
    index.have_it_filled()
    assert _waiting_tasks() == []


def test_the_index_is_filled_at_the_demonstrations_time_or_a_cluster_would_get_it_days_later() -> None:
    moments: set[datetime] = set()
    with clock.moved_to(loading.BEGINNING + timedelta(days=8)):
        loading.INDEX.load(lambda: moments.add(clock.now()))
    assert max(moments) < loading.BEGINNING + timedelta(hours=1)
