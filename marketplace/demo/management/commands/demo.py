"""`demo`: from an empty machine to a district at work, in one command."""

from __future__ import annotations

import shutil
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation.reloader import translation_file_changed

from marketplace.demo import accounts, index, loading, schema, serving
from marketplace.places.models import Place
from marketplace.primitives.shipped import BrokenFile
from marketplace.ui.catalogues.files import compile_all


class Command(BaseCommand):
    help = "Prepare the demonstration where that is not done yet, then serve it with one worker."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="forget all data and stop")
        parser.add_argument("--prepare-only", action="store_true", help="prepare and stop")

    def handle(self, *_args: Any, port: int, reset: bool, prepare_only: bool, **_options: Any) -> None:
        if not settings.DEMONSTRATION or not settings.CLOCK_OFFSET_ALLOWED:
            message = "Only with DJANGO_SETTINGS_MODULE=marketplace.settings.demo"
            raise CommandError(message)
        if reset:
            self._forget()
            return
        try:
            if not prepare_only:
                serving.check_port(port)
        except serving.PortTaken as error:
            message = f"Port {port} is taken by another program; choose one with `make demo PORT=8001`."
            raise CommandError(message) from error
        self._prepare(alone=prepare_only)
        if not prepare_only:
            index.have_it_filled()
            self._welcome(port)
            serving.serve(port)

    def _prepare(self, *, alone: bool) -> None:
        if loading.state() == "loading":
            self.stdout.write("The last load was interrupted: starting over.")
            self._forget()
        with self._step("translations"):
            compile_all()
            # This process has looked for catalogues before they were there.
            translation_file_changed(None, Path("django.mo"))
        with self._step("database"):
            schema.create()
        if loading.state() != "complete" or not Place.objects.exists():
            began = time.monotonic()
            try:
                loading.load(alone=alone)
            except BrokenFile as error:
                raise CommandError(f"Nothing was loaded: {error}") from error
            self._tell("demo data", time.monotonic() - began)

    def _forget(self) -> None:
        if connection.vendor != "sqlite":
            message = "This database is not ours to delete: drop and create it, then delete var/demo-state."
            raise CommandError(message)
        connection.close()
        var = Path(settings.VAR_DIR)
        database = Path(str(connection.settings_dict["NAME"]))
        kept = {"services.env", "services"}
        for path in [*database.parent.glob(f"{database.name}*"), *var.iterdir()]:
            if path.name in kept:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        for folder in (settings.BROKER_DIR, settings.BROKER_DIR / "control", settings.PRIVATE_ROOT):
            folder.mkdir(parents=True, exist_ok=True)
        self.stdout.write("The demonstration's data is gone; `make demo` starts over.")

    @contextmanager
    def _step(self, label: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._tell(label, time.monotonic() - began)

    def _tell(self, label: str, seconds: float) -> None:
        self.stdout.write(f"  {label:<34}{seconds:6.1f} s")
        sys.stdout.flush()

    def _welcome(self, port: int) -> None:
        rows = [("role", "for", "account", "second factor")]
        for account in accounts.listed():
            name = account["account"].split("@")[0]
            code = f"manage.py demo_code {name}" if account["second_factor_secret"] else ""
            rows.append((account["role"], account["scope"], account["account"], code))
        widths = [max(_width(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            self.stdout.write("  " + "  ".join(_padded(text, width) for text, width in zip(row, widths, strict=True)))
        self.stdout.write(f"\n  password of all: {accounts.PASSWORD}    (also in var/demo-accounts.csv)")
        self.stdout.write(f"\n  http://{serving.HOST}:{port}/    stop with Ctrl-C\n")
        sys.stdout.flush()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
