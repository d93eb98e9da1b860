"""Phones, accounts and mail addresses that stand in the text of a bid."""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")


def phones(text: str) -> tuple[str, ...]:
    """Mobile numbers, each once."""
    return _found(_MOBILE, text)


def accounts(text: str) -> tuple[str, ...]:
    """Numbers as long as those of bank accounts (16 to 19 digits), each once."""
    return _found(_ACCOUNT, text)


def mails(text: str) -> tuple[str, ...]:
    """E-mail addresses, each once."""
    return _found(_MAIL, text)


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern.findall(unicodedata.normalize("NFKC", text))))
