"""`demo_clock [--days N] [--hours N]`: what the demonstration's clock shows; put ahead, deadlines pass."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.demo import standstill

FARTHEST = timedelta(days=366)


class Command(BaseCommand):
    help = "Show the demonstration's clock, or put it ahead; the worker does within minutes what has fallen due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=0)
        parser.add_argument("--hours", type=int, default=0)

    def handle(self, *_args: Any, days: int, hours: int, **_options: Any) -> None:
        if not settings.DEMONSTRATION:
            message = "Only with DJANGO_SETTINGS_MODULE=marketplace.settings.demo"
            raise CommandError(message)
        if not (0 <= days <= FARTHEST.days and 0 <= hours <= FARTHEST.days * 24):
            message = f"The clock is put ahead only, {FARTHEST.days} days at most: the record is in the order of time."
            raise CommandError(message)
        moment = standstill.put_ahead(timedelta(days=days, hours=hours)) if days or hours else standstill.shown()
        self.stdout.write(f"{moment:%Y-%m-%d %H:%M}")
