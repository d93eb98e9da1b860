"""Delete stored bytes that no file refers to."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.files import services


class Command(BaseCommand):
    help = "Delete stored bytes that no file refers to and that are older than a day."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run the sweep; safe at any time."""
        count = services.sweep(now=clock.now())
        self.stdout.write(_("%(count)d orphaned files deleted") % {"count": count})
