"""One-time codes and receipts: how they look; what is kept of them is made by the services (domain 3.7)."""

from __future__ import annotations

import secrets
import unicodedata

DIGITS = 12
RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for something else
RECEIPT_LENGTH = 8


def new_code() -> str:
    """Twelve digits from the operating system: easy on a telephone's keys, one in a million million to guess."""
    return "".join(secrets.choice("0123456789") for _place in range(DIGITS))


def grouped(code: str) -> str:
    """``4821 9031 5672``, as it is printed and sent."""
    return f"{code[:4]} {code[4:8]} {code[8:]}"


def normalised(text: str) -> str:
    """What a person typed as twelve plain digits; empty where it cannot be a code.

    Full-width digits, spaces and dashes of any kind are how people write them down.
    """
    plain = unicodedata.normalize("NFKC", text)
    kept = "".join(letter for letter in plain if not letter.isspace() and unicodedata.category(letter) != "Pd")
    return kept if len(kept) == DIGITS and kept.isascii() and kept.isdigit() else ""


def new_receipt() -> str:
    """``XT5R-9KQ2``: drawn, not counted, so that no order and no seat shows in it."""
    drawn = "".join(secrets.choice(RECEIPT_ALPHABET) for _place in range(RECEIPT_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def normalised_receipt(text: str) -> str:
    """A receipt as it was issued, from any way people write it; empty where it cannot be one.

    The number of the measurement in front of it may be typed along.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(letter for letter in plain if letter in RECEIPT_ALPHABET + "01IOL")[-RECEIPT_LENGTH:]
    is_whole = len(kept) == RECEIPT_LENGTH and all(letter in RECEIPT_ALPHABET for letter in kept)
    return f"{kept[:4]}-{kept[4:]}" if is_whole else ""
