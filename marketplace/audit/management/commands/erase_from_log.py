"""Erase a person from the log: `manage.py erase_from_log` (Personal Information Protection Law, art. 47)."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from marketplace.audit import services


class Command(BaseCommand):
    """Removes the values; hashes, order and proofs stay. Whether the law lets them go is decided before."""

    help = "Erase what the log says about a person, or named values of an object for people without an account."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--person", help="e-mail or phone of an account")
        whose.add_argument("--object", nargs=2, metavar=("LABEL", "PK"), help="such as contracts.contract 12")
        parser.add_argument("--names", nargs="+", default=[], help="which values of the object")
        parser.add_argument("--reason", required=True)

    def handle(self, *_args: Any, person: str | None, names: list[str], reason: str, **options: Any) -> None:
        """Say how many values went."""
        if person is not None:
            count = self._person(person, reason)
        elif names:
            count = self._object(options["object"], names, reason)
        else:
            raise CommandError("--object needs --names")
        self.stdout.write(f"{count} values erased; every proof stays valid")

    def _person(self, address: str, reason: str) -> int:
        user = get_user_model().objects.filter(Q(email=address) | Q(phone=address)).first()
        if user is None:
            raise CommandError(f"nobody has the address {address}")
        return services.erase(user=user, reason=reason)

    def _object(self, of: list[str], names: list[str], reason: str) -> int:
        label, pk = of
        try:
            target = apps.get_model(label)._default_manager.filter(pk=pk).first()
        except (LookupError, ValueError):
            target = None
        if target is None:
            raise CommandError(f"there is no {label} {pk}")
        return services.erase_values(target=target, names=names, reason=reason)
