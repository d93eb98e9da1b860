"""Whatever is done to the log behind the application's back is found (integrity: the log)."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from marketplace.accounts.models import User
from marketplace.audit import keys, notebook, services, triggers
from marketplace.audit.models import Disclosure, Entry, LogBlock, LogLeaf, Mention
from marketplace.audit.queries import verification
from marketplace.audit.queries.verification import Code
from marketplace.audit.rules import entries
from marketplace.primitives import merkle

pytestmark = pytest.mark.django_db

Sql = Callable[..., None]


def codes() -> set[Code]:
    services.sequence(thorough=True)
    return {finding.code for finding in verification.verify().findings}


def reseal(entry: Entry, body: str) -> None:
    """Edit with the entry key in hand: leaf and seal are made to fit."""
    record = body.encode()
    with triggers.lifted(connection):
        Entry.objects.filter(pk=entry.pk).update(body=body, seal=entries.seal(keys.entry_key(), record))
        LogLeaf.objects.filter(entry=entry).update(digest=merkle.leaf_hash(record).hex())


def test_an_untouched_log_is_whole(log: list[Entry]) -> None:
    report = verification.verify()
    assert report.findings == ()
    assert (report.size, report.checkpoints) == (len(log), 1)


def test_every_one_byte_edit_of_an_entry_is_found(log: list[Entry], behind_the_back: Sql) -> None:
    body = log[3].body
    for position in range(0, len(body), 7):
        edited = body[:position] + chr(ord(body[position]) ^ 1) + body[position + 1 :]
        behind_the_back("UPDATE audit_entry SET body = %s WHERE id = %s", edited, log[3].pk)
        assert {Code.EDITED, Code.FORGED} <= codes(), position


def test_an_edit_with_leaf_and_seal_made_to_fit_is_found_by_the_published_head(log: list[Entry]) -> None:
    reseal(log[3], log[3].body.replace('"50000.00"', '"59000.00"'))
    assert codes() == {Code.ROOT}


@pytest.mark.parametrize(
    ("column", "value"),
    [("act", "demands.approved"), ("object_id", "999"), ("role", "district"), ("place_id", 7), ("at", "2020-01-01")],
)
def test_an_edited_column_is_found(log: list[Entry], behind_the_back: Sql, column: str, value: object) -> None:
    behind_the_back(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", value, log[2].pk)
    assert codes() == {Code.COLUMNS}


def drop(entry: Entry) -> None:
    with triggers.lifted(connection):
        Disclosure.objects.filter(entry=entry).delete()
        Mention.objects.filter(entry=entry).delete()
        LogLeaf.objects.filter(entry=entry).delete()
        Entry.objects.filter(pk=entry.pk).delete()


def test_a_dropped_entry_is_found(log: list[Entry]) -> None:
    drop(log[3])
    assert codes() == {Code.GAP, Code.TAIL}


def test_a_dropped_entry_is_found_when_the_others_close_ranks(log: list[Entry]) -> None:
    drop(log[3])
    with triggers.lifted(connection):
        for index in range(4, 8):
            LogLeaf.objects.filter(log_index=index).update(log_index=index - 1)
    assert codes() == {Code.TAIL}
    services.sequence()
    with transaction.atomic():
        services.record(act="filler", target=User.objects.get())
    assert codes() == {Code.ROOT}


def test_swapped_entries_are_found(log: list[Entry], behind_the_back: Sql) -> None:
    for before, after in ((2, -1), (5, 2), (-1, 5)):
        behind_the_back("UPDATE audit_logleaf SET log_index = %s WHERE log_index = %s", after, before)
    assert codes() == {Code.ROOT}


def test_an_entry_added_without_the_key_is_found(log: list[Entry], behind_the_back: Sql) -> None:
    behind_the_back(
        "INSERT INTO audit_entry (at, act, model, object_id, role, body, seal)"
        " SELECT at, act, model, object_id, role, body, %s FROM audit_entry WHERE id = %s",
        "0" * 64,
        log[0].pk,
    )
    assert Code.FORGED in codes()


def test_an_entry_added_in_the_middle_is_found(log: list[Entry], behind_the_back: Sql, officer: User) -> None:
    services.record(act="slipped.in", target=officer)
    services.sequence()
    behind_the_back("UPDATE audit_logleaf SET log_index = -1 WHERE log_index = 8")
    for index in range(7, 3, -1):
        behind_the_back("UPDATE audit_logleaf SET log_index = %s WHERE log_index = %s", index + 1, index)
    behind_the_back("UPDATE audit_logleaf SET log_index = 4 WHERE log_index = -1")
    assert codes() == {Code.ROOT}


def test_a_missing_tail_is_found(log: list[Entry]) -> None:
    for entry in log[6:]:
        drop(entry)
    assert codes() == {Code.TAIL}


def test_a_tail_missing_since_the_last_checkpoint_is_found_by_the_latest_head(log: list[Entry], officer: User) -> None:
    late = services.record(act="late", target=officer)
    services.keep_head()
    drop(late)
    assert codes() == {Code.TAIL}


def test_an_edited_value_beside_the_log_is_found(log: list[Entry], behind_the_back: Sql) -> None:
    behind_the_back("UPDATE audit_disclosure SET value = 'x' WHERE entry_id = %s AND name = 'reason'", log[1].pk)
    assert codes() == {Code.DISCLOSURE}


@pytest.mark.parametrize("salt", ["00", "no hex"])
def test_an_edited_salt_is_found(log: list[Entry], behind_the_back: Sql, salt: str) -> None:
    behind_the_back("UPDATE audit_disclosure SET salt = %s WHERE entry_id = %s", salt, log[1].pk)
    assert codes() == {Code.DISCLOSURE}


def test_an_entry_taken_out_of_a_story_is_found(log: list[Entry], behind_the_back: Sql) -> None:
    behind_the_back("DELETE FROM audit_mention WHERE entry_id = %s", log[1].pk)
    assert codes() == {Code.MENTIONS}


def test_a_body_that_is_no_entry_is_found_however_well_sealed(log: list[Entry]) -> None:
    for nonsense in ("not JSON", "[]", "{}", json.dumps({"act": "x"})):
        reseal(log[0], nonsense)
        assert Code.EDITED in codes()


def test_a_forged_head_is_found(log: list[Entry], log_folder: Path) -> None:
    (path,) = (log_folder / "checkpoints").glob("*.note")
    path.write_text(path.read_text(encoding="utf-8").replace("\n8\n", "\n7\n"), encoding="utf-8")
    assert codes() == {Code.NOTE}


def test_an_edited_block_is_found(officer: User, behind_the_back: Sql) -> None:
    for _number in range(300):
        services.record(act="x", target=officer)
    services.checkpoint()
    assert codes() == set()
    assert LogBlock.objects.count() == 1
    behind_the_back("UPDATE audit_logblock SET digest = %s", "0" * 64)
    assert codes() == {Code.BLOCK}


def test_nothing_is_signed_on_top_of_a_damaged_log(log: list[Entry], officer: User) -> None:
    reseal(log[3], log[3].body.replace('"50000.00"', '"59000.00"'))
    services.record(act="x", target=officer)
    with pytest.raises(services.LogDamaged):
        services.checkpoint()
    with pytest.raises(services.LogDamaged):
        services.keep_head()
    assert len(notebook.paths()) == 1


def test_the_command_says_what_it_found(log: list[Entry]) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "8 entries, 1 heads" in out.getvalue()
    drop(log[7])
    with pytest.raises(CommandError, match="end of the log is missing"):
        call_command("verify_audit", stdout=out)


def test_the_command_can_look_without_placing(officer: User) -> None:
    services.record(act="x", target=officer)
    with pytest.raises(CommandError, match="no place in the tree"):
        call_command("verify_audit", "--as-it-stands", stdout=StringIO())


def test_the_command_misses_triggers(log: list[Entry], behind_the_back: Sql) -> None:
    triggers.uninstall(connection, "audit_entry")
    with pytest.raises(CommandError, match="append_only_audit_entry_delete"):
        call_command("verify_audit", stdout=StringIO())
