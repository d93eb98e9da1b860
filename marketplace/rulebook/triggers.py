"""Triggers that keep published rules as they were, for both databases."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FROZEN = (
    "place_id",
    "code",
    "version",
    "name_zh",
    "name_en",
    "regime",
    "effective_from",
    "values",
    "catalogue_id",
    "based_on_id",
    "revision",
)
NAMES = {
    "rulebook_ruleset_keep": ("rulebook_ruleset", "UPDATE"),
    "rulebook_ruleset_stay": ("rulebook_ruleset", "DELETE"),
    "rulebook_scopeitem_keep": ("rulebook_scopeitem", "UPDATE"),
    "rulebook_scopeitem_stay": ("rulebook_scopeitem", "DELETE"),
    "rulebook_scopeitem_closed": ("rulebook_scopeitem", "INSERT"),
    "rulebook_scopecategory_keep": ("rulebook_scopecategory", "UPDATE"),
    "rulebook_scopecategory_stay": ("rulebook_scopecategory", "DELETE"),
    "rulebook_scopedomain_closed": ("rulebook_scopeitem_domains", "INSERT"),
    "rulebook_scopedomain_stay": ("rulebook_scopeitem_domains", "DELETE"),
}
OF_FIXED_CATALOGUE = "EXISTS (SELECT 1 FROM rulebook_scopecatalogue c WHERE c.id = ROW.catalogue_id AND c.is_fixed)"
OF_FIXED_ITEM = (
    "EXISTS (SELECT 1 FROM rulebook_scopecatalogue c JOIN rulebook_scopeitem i ON i.catalogue_id = c.id"
    " WHERE i.id = ROW.scopeitem_id AND c.is_fixed)"
)
MESSAGE = "published rules never change"


def install(connection: BaseDatabaseWrapper) -> None:
    """Create all triggers; drops older ones first."""
    drop(connection)
    with connection.cursor() as cursor:
        for name, (table, event) in NAMES.items():
            for statement in _statements(connection.vendor, name, table, event):
                cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove all triggers."""
    with connection.cursor() as cursor:
        for name, (table, _event) in NAMES.items():
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _condition(vendor: str, table: str, event: str) -> str:
    """When the trigger refuses."""
    row = "NEW" if event == "INSERT" else "OLD"
    if table != "rulebook_ruleset":
        return (OF_FIXED_ITEM if table == "rulebook_scopeitem_domains" else OF_FIXED_CATALOGUE).replace("ROW", row)
    if event == "DELETE":
        return "OLD.status <> 'draft'"
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in FROZEN)
    backwards = "NOT (NEW.status = OLD.status OR (OLD.status = 'in_force' AND NEW.status = 'retired'))"
    return f"OLD.status <> 'draft' AND ({changed} OR {backwards})"


def _statements(vendor: str, name: str, table: str, event: str) -> list[str]:
    condition = _condition(vendor, table, event)
    if vendor != "postgresql":
        refuse = f"SELECT RAISE(ABORT, '{MESSAGE}')"
        return [f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN {refuse}; END"]
    row = "OLD" if event == "DELETE" else "NEW"
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF {condition} THEN {refuse}; END IF; RETURN {row}; END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
