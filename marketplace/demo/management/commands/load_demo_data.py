"""`load_demo_data`: the demonstration's data into an empty database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.demo import loading
from marketplace.places.models import Place
from marketplace.primitives.shipped import BrokenFile


class Command(BaseCommand):
    help = "Load the demonstration's data into an empty database (make demo does it by itself)."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        if Place.objects.exists():
            message = "The database is not empty; `make demo-reset` starts over."
            raise CommandError(message)
        try:
            loading.load(quiet=verbosity == 0)
        except BrokenFile as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
