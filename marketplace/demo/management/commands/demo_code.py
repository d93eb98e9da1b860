"""`demo_code ACCOUNT`: the six digits that an authenticator app would show now."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.demo.accounts import secret_of

PERIOD = 30
# Less than this is not enough to type six digits: the code that follows is printed, too.
SHORT = 10


class Command(BaseCommand):
    help = "Print the second-factor code of a demo account, its remaining seconds, and near its end the next one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the e-mail of var/demo-accounts.csv, or the part before the @")

    def handle(self, *_args: Any, account: str, **_options: Any) -> None:
        secret = secret_of(account)
        if secret is None:
            message = f"No demo account {account} with a second factor (see var/demo-accounts.csv)"
            raise CommandError(message)
        for line in lines(secret, time.time()):
            self.stdout.write(line)


def lines(secret: str, at: float) -> list[str]:
    """The code of this moment (seconds since 1970) and how long it is good for; near its end the next one, too."""
    window, passed = divmod(int(at), PERIOD)
    left = PERIOD - passed
    shown = [f"{_code(secret, window)}   good for {left} s"]
    return shown if left >= SHORT else [*shown, f"{_code(secret, window + 1)}   from then on, for {PERIOD} s"]


def _code(secret: str, window: int) -> str:
    code: str = format_hotp_value(hotp_value(secret, window))
    return code
