"""The database itself refuses changes of the log, on both databases."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from pytest_django import Settings

from marketplace.audit import guards, services, triggers
from marketplace.audit.models import Disclosure, Entry, LogBlock, LogLeaf, Mention

pytestmark = pytest.mark.django_db

TABLES: list[type[models.Model]] = [Entry, Mention, LogLeaf, LogBlock]
COLUMN = {Entry: "act", Mention: "model", LogLeaf: "digest", LogBlock: "digest", Disclosure: "value"}


@pytest.fixture
def full_log(log: list[Entry]) -> None:
    LogBlock.objects.create(number=99, digest="00")


def refused(statement: str) -> bool:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except IntegrityError:
            return True
    return False


@pytest.mark.parametrize("model", [*TABLES, Disclosure])
def test_update_is_refused(full_log: None, model: type[models.Model]) -> None:
    assert refused(f"UPDATE {model._meta.db_table} SET {COLUMN[model]} = 'x'")


@pytest.mark.parametrize("model", TABLES)
def test_delete_is_refused(full_log: None, model: type[models.Model]) -> None:
    assert refused(f"DELETE FROM {model._meta.db_table}")


def test_a_disclosure_can_be_deleted(full_log: None) -> None:
    assert not refused(f"DELETE FROM {Disclosure._meta.db_table}")


@pytest.mark.postgresql
@pytest.mark.parametrize("model", [*TABLES, Disclosure])
def test_truncate_is_refused(full_log: None, model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused(f"TRUNCATE {model._meta.db_table} CASCADE")


@pytest.mark.parametrize("model", TABLES)
def test_replacing_a_row_is_refused(full_log: None, model: type[models.Model]) -> None:
    """SQLite's INSERT OR REPLACE passes the trigger unless `recursive_triggers` is on."""
    table, key, column = model._meta.db_table, model._meta.pk.column, COLUMN[model]
    if connection.vendor == "sqlite":
        assert refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        upsert = f"ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
        assert refused(f"INSERT INTO {table} SELECT * FROM {table} {upsert}")


def test_lifted_lets_changes_pass_and_puts_the_triggers_back(full_log: None) -> None:
    """And so shows that it is the triggers that refuse."""
    with triggers.lifted(connection):
        for model in TABLES:
            assert not refused(f"UPDATE {model._meta.db_table} SET {COLUMN[model]} = 'x'")
    assert refused("UPDATE audit_entry SET act = 'y'")
    assert triggers.missing(connection) == []


def test_only_test_settings_may_lift(settings: Settings) -> None:
    settings.AUDIT_TRIGGERS_MAY_LIFT = False
    with pytest.raises(ImproperlyConfigured), triggers.lifted(connection):
        pass


def test_a_missing_trigger_is_checked_at_start_and_put_back_by_migrate() -> None:
    triggers.uninstall(connection, "audit_entry")
    found = {error.msg for error in triggers.check_triggers(databases=["default"])}
    assert "Trigger append_only_audit_entry_update does not stand" in found
    call_command("migrate", verbosity=0)
    assert triggers.check_triggers(databases=["default"]) == []


def test_nothing_is_recorded_while_the_log_is_not_held(log: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_seen_standing", False)
    triggers.uninstall(connection, "audit_logleaf")
    with pytest.raises(ImproperlyConfigured, match="append_only_audit_logleaf_delete"):
        services.record(act="x", target=log[0])


def test_a_trigger_that_says_something_else_is_missed() -> None:
    name = "append_only_audit_entry_update"
    harmless = {
        "sqlite": "BEGIN SELECT 1; END",
        "postgresql": "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    }
    drop = f"DROP TRIGGER {name}" + (" ON audit_entry" if connection.vendor == "postgresql" else "")
    with connection.cursor() as cursor:
        cursor.execute(drop)
        head = f"CREATE TRIGGER {name} BEFORE UPDATE ON audit_entry FOR EACH ROW"
        cursor.execute(f"{head} {harmless[connection.vendor]}")
    assert triggers.missing(connection) == [name]


def test_a_connection_that_lets_replace_pass_is_found() -> None:
    """A pragma of SQLite; PostgreSQL has no such gap."""
    assert triggers.check_triggers(databases=["default"]) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = OFF")
            try:
                assert [error.id for error in triggers.check_triggers(databases=["default"])] == ["audit.E002"]
            finally:
                cursor.execute("PRAGMA recursive_triggers = ON")


@pytest.mark.postgresql
def test_a_disabled_trigger_is_missed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER append_only_audit_entry_update")
    assert triggers.missing(connection) == ["append_only_audit_entry_update"]


def test_other_apps_guard_columns_and_conditions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "_guards", {})
    triggers.register("rules", columns=["text"], when="OLD.state = 'in_force'", events=[triggers.UPDATE])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE rules (id integer, text varchar(9), state varchar(9))")
        cursor.execute("INSERT INTO rules VALUES (1, 'a', 'draft'), (2, 'b', 'in_force')")
    triggers.install(connection, "rules")
    assert not refused("UPDATE rules SET text = 'x' WHERE id = 1")
    assert refused("UPDATE rules SET text = 'x' WHERE id = 2")
    assert not refused("UPDATE rules SET state = 'ended' WHERE id = 2")
    assert not refused("DELETE FROM rules")


def test_long_names_stay_distinct_within_postgresqls_limit() -> None:
    table = "tendering_" + "x" * 60
    names = {
        name
        for guard in (triggers.Guard(table + "1"), triggers.Guard(table + "2"))
        for name in guard.names("postgresql").values()
    }
    assert len(names) == 6
    assert all(len(name) <= 63 for name in names)


def test_the_migration_step_is_written_out_and_undone() -> None:
    step = triggers.AppendOnly("audit_entry")
    assert step.deconstruct() == ("AppendOnly", ["audit_entry"], {})
    assert "audit_entry" in step.describe()
    editor = connection.schema_editor()
    step.database_backwards("audit", editor, None, None)
    assert len(triggers.missing(connection)) >= 2
    step.database_forwards("audit", editor, None, None)
    assert triggers.missing(connection) == []
