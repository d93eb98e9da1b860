"""`demo_code ACCOUNT`: the six digits that an authenticator app would show now."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.demo.accounts import secret_of

PERIOD = 30


class Command(BaseCommand):
    help = "Print the second-factor code of a demo account and how many seconds it is still good for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the e-mail of var/demo-accounts.csv, or the part before the @")

    def handle(self, *_args: Any, account: str, **_options: Any) -> None:
        secret = secret_of(account)
        if secret is None:
            message = f"No demo account {account} with a second factor (see var/demo-accounts.csv)"
            raise CommandError(message)
        window, passed = divmod(int(time.time()), PERIOD)
        self.stdout.write(f"{format_hotp_value(hotp_value(secret, window))}   {PERIOD - passed} s")
