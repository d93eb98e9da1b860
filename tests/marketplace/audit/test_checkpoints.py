"""Signed heads kept outside the database."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from marketplace.accounts.models import User
from marketplace.audit import keys, notebook, services
from marketplace.audit.models import Disclosure, Entry
from marketplace.audit.queries import verification
from marketplace.audit.rules import notes
from marketplace.audit.rules.notes import BadNote, Head
from marketplace.outbox.models import Message
from marketplace.outbox.services import sweep
from tests.factories import accounts
from tests.factories.audit import acts_of

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
HEAD = Head(7, bytes(range(32)), "2026-11-20T01:00:00.000000Z")


@pytest.mark.django_db
def test_a_head_is_published_once_however_often_it_is_asked_for(log: list[Entry]) -> None:
    first = services.checkpoint()
    assert services.checkpoint() == first
    assert (first.head.size, len(notebook.paths())) == (len(log), 1)
    with pytest.raises(FileExistsError):
        notebook.publish(first.head)


@pytest.mark.django_db
def test_an_act_asks_for_a_head_and_gets_it_after_its_commit(log: list[Entry], officer: User) -> None:
    with transaction.atomic():
        services.record(act="tenders.opened", target=officer)
        services.request_checkpoint()
    assert len(notebook.paths()) == 1
    assert sweep() == 1
    last = notebook.last()
    assert last is not None
    assert last.head.size == 9
    assert Message.objects.filter(delivered_at=None).count() == 0


@pytest.mark.django_db
def test_heads_of_another_log_stop_the_signing(log: list[Entry], officer: User) -> None:
    notebook.publish(Head(9, b"\x00" * 32, "2026-11-20T01:00:00Z"))
    with pytest.raises(services.LogDamaged):
        services.checkpoint()
    services.record(act="x", target=officer)
    with pytest.raises(services.LogDamaged):
        services.checkpoint()


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32))
def test_a_note_is_read_back(size: int, root: bytes) -> None:
    head = Head(size, root, HEAD.at)
    assert notes.read(notes.sign(head, origin="log", key=KEY), origin="log", key=KEY.public_key()) == head


@given(st.integers(0), st.integers(1, 255))
def test_a_note_with_one_changed_byte_is_refused(position: int, change: int) -> None:
    note = bytearray(notes.sign(HEAD, origin="log", key=KEY).encode())
    position %= len(note) - 1  # the last line feed is no part of text or signature
    note[position] ^= change
    try:
        text = note.decode()
    except UnicodeDecodeError:
        return
    with pytest.raises(BadNote):
        notes.read(text, origin="log", key=KEY.public_key())


def test_cosignatures_of_witnesses_are_passed_over() -> None:
    note = notes.sign(HEAD, origin="log", key=KEY)
    witness = notes.sign(HEAD, origin="witness", key=KEY).splitlines()[-1]
    assert notes.read(f"{note}{witness}\n", origin="log", key=KEY.public_key()) == HEAD


@pytest.mark.parametrize("text", ["", "x", "log\n7\n", "log\nseven\nAAAA\nnow\n\n— log AAAA\n"])
def test_a_note_out_of_form_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        notes.read(text, origin="log", key=KEY.public_key())


def test_signed_text_of_another_form_is_refused() -> None:
    wrong = Head(7, bytes(32), "one\ntwo")
    with pytest.raises(BadNote, match="form"):
        notes.read(notes.sign(wrong, origin="log", key=KEY), origin="log", key=KEY.public_key())


def test_made_keys_are_for_their_owner_only_and_stay(log_folder: Path) -> None:
    key = keys.entry_key()
    path = log_folder / "entry.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((log_folder / "signing.key").stat().st_mode if keys.signing_key() else 0) == 0o600
    keys._kept.cache_clear()
    assert keys.entry_key() == key
    assert {path.name for path in log_folder.iterdir()} == {"entry.key", "signing.key"}


def test_the_first_of_two_processes_makes_the_key(log_folder: Path) -> None:
    path = log_folder / "entry.key"
    keys._make(path)
    first = path.read_text(encoding="ascii")
    keys._make(path)
    assert path.read_text(encoding="ascii") == first


def test_keys_may_come_from_the_environment(settings: Settings, log_folder: Path) -> None:
    settings.AUDIT_ENTRY_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="
    assert keys.entry_key() == b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    settings.AUDIT_ENTRY_KEY = "QUJD"
    with pytest.raises(ValueError, match="32 bytes"):
        keys.entry_key()
    assert not log_folder.exists()


def test_servers_that_would_make_keys_of_their_own_are_advised(settings: Settings) -> None:
    settings.AUDIT_ENTRY_KEY = settings.AUDIT_SIGNING_KEY = ""
    assert [advice.id for advice in keys.check_keys()] == ["audit.W001", "audit.W001"]
    settings.AUDIT_ENTRY_KEY = settings.AUDIT_SIGNING_KEY = "x"
    assert keys.check_keys() == []


@pytest.mark.django_db
def test_erasing_a_person_leaves_the_log_whole(log: list[Entry], officer: User) -> None:
    services.checkpoint()
    out = io.StringIO()
    call_command("erase_from_log", person=officer.email, reason="本人申请注销", stdout=out)
    assert out.getvalue().startswith("16 values")
    assert not Disclosure.objects.filter(person=officer).exists()
    services.checkpoint()
    assert verification.verify().findings == ()
    assert acts_of(officer)[-1] == "audit.person.erased"


@pytest.mark.django_db
def test_values_of_people_without_an_account_can_be_erased(officer: User) -> None:
    place = accounts.membership("district").place
    assert place is not None
    services.record(act="x", target=place, personal={"name": "张三", "phone": "138"}, reason="y")
    call_command("erase_from_log", object=["places.place", str(place.pk)], names=["name"], reason="撤回同意")
    services.sequence()
    assert verification.verify().findings == ()
    assert set(Disclosure.objects.filter(entry__act="x").values_list("name", flat=True)) == {"phone", "reason"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {"person": "nobody@example.cn"},
        {"object": ["places.place", "0"], "names": ["name"]},
        {"object": ["no.model", "1"], "names": ["name"]},
        {"object": ["places.place", "x"], "names": ["name"]},
        {"object": ["places.place", "1"]},
    ],
)
def test_nothing_is_erased_of_what_is_not_there(asked: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("erase_from_log", reason="x", **asked)
    assert not Entry.objects.exists()
