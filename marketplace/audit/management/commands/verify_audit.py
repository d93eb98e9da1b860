"""Prove that the log is whole, or say what was edited, dropped, swapped, added or cut off."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from marketplace.audit import services, triggers
from marketplace.audit.queries import verification
from marketplace.audit.queries.verification import Code

WORDS = {
    Code.EDITED: "the entry was edited: it no longer gives its leaf",
    Code.FORGED: "the entry was edited or added: it does not bear the application's seal",
    Code.COLUMNS: "a column was edited: it says something else than the entry",
    Code.MENTIONS: "the objects whose story shows the entry were edited",
    Code.DISCLOSURE: "a disclosed value was edited: it is not what the entry hashes",
    Code.GAP: "entries were dropped",
    Code.BLOCK: "the stored root of a block does not match its leaves",
    Code.UNPLACED: "the entry has no place in the tree",
    Code.TAIL: "the end of the log is missing: the published head covers more entries",
    Code.ROOT: "entries before this published head were edited, dropped, swapped or added",
    Code.NOTE: "the published head is unreadable or not signed by this log",
}


class Command(BaseCommand):
    """`manage.py verify_audit`: exit status 0 if sound, 1 with one line per finding."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-it-stands", action="store_true", help="do not first place entries committed since the last minute"
        )

    def handle(self, *_args: Any, as_it_stands: bool, **_options: Any) -> None:
        if not as_it_stands:
            services.sequence(thorough=True)
        report = verification.verify()
        lines = [f"{finding.where}: {WORDS[finding.code]}" for finding in report.findings]
        lines += [f"trigger {name}: does not stand" for name in triggers.missing(connection)]
        self.stdout.write(f"{report.size} entries, {report.checkpoints} heads, root {report.root.hex()}")
        if lines:
            raise CommandError("\n".join(["The log is damaged:", *lines]))
        self.stdout.write("The log is whole.")
