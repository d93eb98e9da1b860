"""Compare the index with the rows and mend it: `manage.py reconcile_search`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import Unavailable
from search.management.commands import _kinds
from search.services import keeping, reconciling


class Command(BaseCommand):
    """Both ways: what is missing or old, and what is kept though nobody may find it."""

    help = "Say how many documents are not in step with their rows, and mend them."

    def add_arguments(self, parser: CommandParser) -> None:
        _kinds.add_argument(parser)
        parser.add_argument("--report", action="store_true", help="mend nothing; fails where something differs")

    def handle(self, *_args: Any, kinds: list[str], report: bool, **options: Any) -> None:
        """A line for each kind."""
        total = 0
        for kind in _kinds.chosen(kinds):
            try:
                with _kinds.bar(kind, len(keeping.every_key(kind)), options) as advance:
                    found = reconciling.reconcile(kind, advance, mend=not report)
            except Unavailable as error:
                message = f"{kind}: the cluster does not answer, or has no index (rebuild_search): {error}"
                raise CommandError(message) from error
            total += sum(found)
            self.stdout.write(f"{kind}: {found.embedded} differences here, {found.cluster} on the cluster")
        self.stdout.write(f"{total} differences" + ("" if report or not total else ", mended"))
        if report and total:
            raise CommandError("The index is not in step")
