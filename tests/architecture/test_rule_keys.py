"""Every key of the rule set is read somewhere, or stands in the list of what later stages will read."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Iterator
from pathlib import Path

from marketplace.primitives.ruleset import RuleSet

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("marketplace", "catalog", "tendering", "cms", "search")
# The rule book shows, edits and validates every key; that is no reading.
NO_READERS = ("marketplace/rulebook/", "marketplace/primitives/ruleset/checks/", "migrations/", "/rule_set.html")

# Keys without a reader yet: the stage that will read them, or why no other value is taken.
LATER = {
    "effective_from": "decides in the rule book which version is in force",
    "tiers.splitting_window": "one value only: the fiscal year",
    "objection.regime_local.file_within": "one value only: the publicity",
    "delivery.publish_contract_working_days": "a contract is published with its second signature, at once",
    "delivery.file_contract_working_days": "a contract is filed with its second signature, at once",
    "delivery.retention": "refused above zero until retentions are kept",
    "delivery.retention_works_at_most": "bounds the retention",
    "delivery.defect_months_works": "retentions",
    "roster.assessment.assessors": "the roster in full",
    "roster.assessment.part_floor": "the roster in full",
    "roster.assessment.pass_": "the roster in full",
    "appraisal": "the yearly evaluation",
    "design_contest": "design contests",
    "reports": "residents' reports",
}


def keys(kind: type[typing.Any], path: str = "") -> Iterator[str]:
    """Dotted paths of every value; lists and tables of records count through their records."""
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        inner = [part for part in _parts(hints[field.name]) if dataclasses.is_dataclass(part)]
        here = f"{path}{field.name}"
        if inner:
            yield from keys(typing.cast("type[typing.Any]", inner[0]), f"{here}.")
        else:
            yield here


def _parts(hint: object) -> Iterator[object]:
    yield hint
    for part in typing.get_args(hint):
        yield from _parts(part)


def sources() -> str:
    """Everything that may read a key."""
    files = [path for name in PACKAGES for kind in ("py", "html") for path in (ROOT / name).rglob(f"*.{kind}")]
    kept = [path for path in files if not any(part in path.as_posix() for part in NO_READERS)]
    return "\n".join(path.read_text() for path in kept)


def is_read(path: str, text: str) -> bool:
    """Whether some code asks for the last name of the path.

    Names of duties are common words, so their section stands before them; credit points are asked for by their kind.
    """
    section, _dot, name = path.rpartition(".")
    asked = {"duties": rf"(duties|days)(\(\w+\))?\.{name}\b", "roster.credit": rf"\b{name}\b"}
    return re.search(asked.get(section, rf"\.{name}\b"), text) is not None


def is_later(path: str) -> bool:
    """Whether the list above excuses the key or a part of the rule set it belongs to."""
    return any(path == listed or path.startswith(f"{listed}.") for listed in LATER)


def test_every_key_is_read_or_listed() -> None:
    text = sources()
    unread = [path for path in keys(RuleSet) if not is_later(path) and not is_read(path, text)]
    assert unread == [], "a value that the district may set and that decides nothing"


def test_the_list_names_keys_that_exist() -> None:
    known = list(keys(RuleSet))
    assert not [listed for listed in LATER if not any(key == listed or key.startswith(f"{listed}.") for key in known)]
