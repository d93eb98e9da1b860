"""Build the index anew: `manage.py rebuild_search`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import Unavailable
from search.management.commands import _kinds
from search.services import rebuilding


class Command(BaseCommand):
    """The old index is read and written until the new one is whole, and stays for the way back."""

    help = "Build the index anew, without a moment in which less is found; --rollback reads the one before again."

    def add_arguments(self, parser: CommandParser) -> None:
        _kinds.add_argument(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--missing", action="store_true", help="only what was never built, or in an older form")
        how.add_argument("--rollback", action="store_true", help="read the cluster's index before the present one")

    def handle(self, *_args: Any, kinds: list[str], **options: Any) -> None:
        """Kind after kind; whatever fails leaves the others as they are."""
        for kind in _kinds.chosen(kinds):
            try:
                self._one(kind, options)
            except rebuilding.NoWayBack as error:
                message = f"{kind}: there is no index before the one that is read"
                raise CommandError(message) from error
            except Unavailable as error:
                message = f"{kind}: the cluster refuses, and reads what it read before: {error}"
                raise CommandError(message) from error

    def _one(self, kind: str, options: dict[str, Any]) -> None:
        if options["rollback"]:
            self.stdout.write(f"{kind}: {rebuilding.go_back(kind)} is read again")
            return
        if options["missing"] and not rebuilding.is_wanting(kind):
            return
        with _kinds.bar(kind, rebuilding.size(kind), options) as advance:
            rebuilt = rebuilding.rebuild(kind, advance)
        self.stdout.write(f"{kind}: {rebuilt.written} documents{rebuilt.name and f', now {rebuilt.name}'}")
