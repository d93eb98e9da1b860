"""`messages compile`, `messages check`, `messages update`: translations without gettext's tools."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.ui.catalogues.files import compile_all

NEEDS = "`messages %(act)s` needs %(package)s: run `make test` once, or pip install -r requirements-dev.txt"


class Command(BaseCommand):
    help = "Compile the catalogues, check them against the code, or add the messages that are missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["compile", "check", "update"])

    def handle(self, *_args: Any, act: str, **_options: Any) -> None:
        if act == "compile":
            self._tell(compile_all(), "compiled")
            return
        try:
            from marketplace.ui.catalogues import checking, extraction
        except ModuleNotFoundError as missing:  # a server and a demonstration go without
            raise CommandError(NEEDS % {"package": str(missing.name).partition(".")[0], "act": act}) from missing
        if act == "update":
            self._tell(checking.update(), "added")
        elif found := checking.problems(extraction.used(), checking.translations()):
            raise CommandError("\n".join([*found, f"{len(found)} problems in the translations"]))

    def _tell(self, items: list[Any], verb: str) -> None:
        for item in items:
            self.stdout.write(f"{verb} {item}")
