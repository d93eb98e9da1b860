"""`fold_migrations [APP...]`: what an initial migration adds to its own new models becomes part of their creation.

makemigrations writes fields, indexes and constraints after the models. For each of these steps Django renders all
models anew and SQLite rebuilds the table: folded, a first start takes half the time. The schema stays the same. Run it
after an initial migration was written again, while nothing is released.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

from marketplace.ui.catalogues.files import PROJECT, sections

Created = dict[str, CreateModel]


class PointAtEachOther(ValueError):
    """Models that cannot be created one after the other."""


class Command(BaseCommand):
    help = "Fold fields, indexes and constraints into the models that the same initial migration creates."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("apps", nargs="*", help="labels; all of ours without any")

    def handle(self, *_args: Any, apps: list[str], **_options: Any) -> None:
        wanted = set(apps) or {section.name for section in sections() if section.name != PROJECT}
        known = MigrationLoader(None).disk_migrations
        if strange := set(apps) - {label for label, _name in known}:
            raise CommandError(f"no migrations of {', '.join(sorted(strange))}")
        for (label, name), migration in sorted(known.items()):
            if label not in wanted:
                continue
            before = len(migration.operations)
            try:
                folded = fold(migration.operations, label)
            except PointAtEachOther as error:
                self.stdout.write(f"{label}.{name} stays as it is: {error}")
                continue
            if len(folded) < before:
                _write(migration, folded)
                self.stdout.write(f"{label}.{name}: {before} steps become {len(folded)}")


def fold(operations: Sequence[Operation], label: str) -> list[Operation]:
    """The same schema in fewer steps; models that others point at come first."""
    created = {one.name_lower: one for one in operations if isinstance(one, CreateModel)}
    rest = [one for one in operations if not isinstance(one, CreateModel) and not _absorbed(one, created)]
    return [*_ordered(created, label), *rest]


def _absorbed(operation: Operation, created: Created) -> bool:
    if not isinstance(operation, AddField | AddIndex | AddConstraint):
        return False
    model = created.get(operation.model_name_lower)
    if model is None:
        return False
    if isinstance(operation, AddField):
        model.fields.append((operation.name, operation.field))
    elif isinstance(operation, AddIndex):
        model.options.setdefault("indexes", []).append(operation.index)
    else:
        model.options.setdefault("constraints", []).append(operation.constraint)
    return True


def _ordered(created: Created, label: str) -> list[CreateModel]:
    """Models after those of the same app that they point at.

    Raises:
        PointAtEachOther: such a migration stays as makemigrations wrote it.
    """
    done: dict[str, CreateModel] = {}
    left = dict(created)
    while left:
        ready = [name for name, model in left.items() if _points_at(model, label) & left.keys() <= {name}]
        if not ready:
            message = f"these point at each other: {', '.join(left)}"
            raise PointAtEachOther(message)
        done |= {name: left.pop(name) for name in ready}
    return list(done.values())


def _points_at(model: CreateModel, label: str) -> set[str]:
    targets = [str(getattr(field.remote_field, "model", "")).lower() for _name, field in model.fields]
    bases = [base.lower() for base in model.bases or () if isinstance(base, str)]
    return {target.split(".")[1] for target in [*targets, *bases] if target.startswith(f"{label}.")}


def _write(migration: Migration, operations: list[Operation]) -> None:
    kept = {"operations": operations, "dependencies": migration.dependencies, "initial": migration.initial}
    writer = MigrationWriter(type("Migration", (Migration,), kept)(migration.name, migration.app_label))
    Path(writer.path).write_text(writer.as_string(), encoding="utf-8")
