"""Prove that the ledger adds up: `manage.py verify_ledger`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from tendering.funds.models import FundAccount, LedgerEntry
from tendering.funds.queries.verification import discrepancies

SHOWN = 50


def _hold_still() -> None:
    """One snapshot, so that acts that run meanwhile look like no discrepancy (SQLite's transaction is one already)."""
    # Inside an outer transaction (a test's) the isolation can no longer be set.
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


class Command(BaseCommand):
    """Computes every stored sum anew from the entries; exit status 1 and a list where something differs."""

    help = "Compare every stored sum of the ledger with the sum of its entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--show", type=int, default=SHOWN, help="how many discrepancies to print")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was looked at, or what does not add up."""
        with transaction.atomic():
            _hold_still()
            found = list(discrepancies())
            accounts, entries = FundAccount.objects.count(), LedgerEntry.objects.count()
        for discrepancy in found[: options["show"]]:
            self.stderr.write(str(discrepancy))
        if found:
            message = f"{len(found)} discrepancies in {accounts} accounts, {entries} entries"
            raise CommandError(message)
        self.stdout.write(f"{accounts} accounts, {entries} entries: every sum is the sum of its entries")
