"""Prove that every stored file is still the one that was handed in: `manage.py verify_files`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.files.queries import altered


class Command(BaseCommand):
    """Reads every file and compares it with its hash; exit status 1 and a list where one is gone or changed."""

    help = "Compare every stored file with the hash that was taken when it came."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print how many were looked at, or which are not whole."""
        count, damaged = altered()
        if damaged:
            raise CommandError("\n".join(f"{file.pk} {file.name}: gone or changed" for file in damaged))
        self.stdout.write(f"{count} files: every one is as it came")
