"""tests/architecture/url_permissions.csv: who may open which address of ours.

`python -m tests.url_table` prints the rows that are missing, guessed from the view's `roles`, and the rows that lead
nowhere any more; `--add` writes the missing ones. Read them before you commit them: the table is the promise, the test
compares the product with it.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import django

TABLE = Path(__file__).resolve().parent / "architecture/url_permissions.csv"
# Third-party addresses are held by a rule for all of them, not by a row each (test_urls).
THIRD_PARTY = ("admin/", "accounts/", "_util/", "^((?:")
EVERYONE, SIGNED_IN = "everyone", "signed-in"


@dataclass(frozen=True)
class Row:
    """One address of ours.

    Attributes:
        name: name with its namespaces.
        access: `everyone`, `signed-in`, or the roles that may open it, separated by spaces.
        object: the builder in `tests/architecture/objects.py` that makes what the address names; empty without one.
        other: what the right role gets at an object outside its scope: 200, 403 or 404; empty without an object.
            Roles that get something else follow: ``403 auditor:200``.
    """

    name: str
    access: str
    object: str = ""
    other: str = ""

    def elsewhere(self, role: str) -> str:
        """What this role gets at an object outside its scope."""
        default, *exceptions = self.other.split()
        return dict(exception.split(":") for exception in exceptions).get(role, default)


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration."""

    route: str
    name: str
    view: Any
    parameters: tuple[str, ...]

    @property
    def ours(self) -> bool:
        return not self.route.startswith(THIRD_PARTY)

    def guess(self) -> Row:
        """A row from what the view class says about itself."""
        view = getattr(self.view, "view_class", None)
        roles = " ".join(sorted(getattr(view, "roles", ())))
        access = roles or (SIGNED_IN if getattr(view, "signed_in", False) else EVERYONE)
        subject = self.name.split(":")[0].rstrip("s") if self.parameters else ""
        return Row(self.name, access, subject, "404" if self.parameters else "")


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as handle:
        return [Row(**row) for row in csv.DictReader(handle)]


def addresses() -> list[Address]:
    """Every pattern of the project's URL configuration."""
    from django.urls import get_resolver

    return list(_walk(get_resolver(), "", (), ()))


def _walk(resolver: Any, route: str, names: tuple[str, ...], parameters: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        known = (*parameters, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
        if hasattr(pattern, "url_patterns"):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern, here, inner, known)
        else:
            yield Address(here, ":".join([*names, pattern.name or ""]), pattern.callback, tuple(dict.fromkeys(known)))


def address_of(row: Row, named: dict[str, Any]) -> str:
    """The path of an address with these parameters."""
    from django.urls import reverse

    return reverse(row.name, kwargs=named)


def missing() -> list[Address]:
    held = {row.name for row in rows()}
    return [address for address in addresses() if address.ours and address.name not in held]


def stale() -> list[Row]:
    names = {address.name for address in addresses() if address.ours}
    return [row for row in rows() if row.name not in names]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.test")
    django.setup()
    new = [address.guess() for address in missing()]
    for row in stale():
        sys.stdout.write(f"leads nowhere: {row.name}\n")
    kept = [row for row in rows() if row not in stale()] if "--add" in sys.argv else []
    everything = sorted([*kept, *new], key=lambda row: row.name)
    with TABLE.open("w", encoding="utf-8", newline="") if "--add" in sys.argv else sys.stdout as output:
        table = csv.DictWriter(output, [field.name for field in fields(Row)], lineterminator="\n")
        table.writeheader()
        table.writerows(asdict(row) for row in everything)


if __name__ == "__main__":
    main()
