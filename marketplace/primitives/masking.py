"""Persons as the public sees them: as little as names them (Personal Information Protection Law, art. 6)."""

from __future__ import annotations

import re
import unicodedata

_ADDRESS = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# Identity cards and bank accounts; numbers of bodies hold other letters.
_IDENTITY = re.compile(r"(?<![A-Za-z0-9])\d{15,18}[0-9Xx](?![A-Za-z0-9])")
# Digits in words of any kind, those of cheques and 幺 for one among them.
_WRITTEN = "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸幺"
_AS_DIGITS = str.maketrans(_WRITTEN, "001234567891234567892361")
# As people write them: with blanks, dashes, dots, slashes or brackets, in full-width or Chinese digits, right behind a
# name or a letter; what follows a digit, or a digit and a dash, is part of another number.
_D = rf"[\d{_WRITTEN}]"
_GAP = r"[ .·・•/／\\,，、_－—–-]{0,2}"
_PHONE = re.compile(
    rf"(?<!{_D})(?<!\d-)(?:(?:\+|00)?86[ -]?)?"
    rf"(?:[1１一壹幺]{_D}{{2}}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}"
    rf"|(?<![A-Za-z])[(（]?[0０〇零]{_D}{{2,3}}[)）]?{_GAP}{_D}{{7,8}})(?![A-Za-z0-9])"
)
# Between two digits nobody sees them.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
LONGEST_NAME = 4  # characters of a Han name with a double surname


def mask_name(name: str) -> str:
    """``张三`` as ``张*``: the first character, whatever the length, so that length tells nothing."""
    name = name.strip()
    return f"{name[0]}*" if name else ""


def mask_contact(name: str) -> str:
    """A contact as the public sees it: a person's name masked, a post or an office (社区项目专员) as written."""
    name = name.strip()
    is_person = len(name) <= LONGEST_NAME or any(dot in name for dot in "·•") or name.isascii()
    return mask_name(name) if is_person else name


def mask_phone(phone: str) -> str:
    """``13812341234`` as ``138****1234``, without the country code; short numbers vanish altogether."""
    digits = re.sub(r"\D", "", phone.translate(_AS_DIGITS))
    digits = re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
    if len(digits) < 8:
        return "*" * len(digits)
    return f"{digits[:3]}****{digits[-4:]}"


def mask_text(text: str) -> str:
    """Free text without the numbers and addresses by which a person is reached or known, however they are written."""
    plain = _INVISIBLE.sub("", text)
    masked = _masked(plain)
    return text if masked == plain else masked


def folded(text: str) -> str:
    """A text to look for numbers and addresses in: digits however written as ASCII digits, nothing invisible."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_AS_DIGITS)


def _masked(text: str) -> str:
    text = _ADDRESS.sub(lambda found: mask_email(found[0]), text)
    text = _IDENTITY.sub(lambda found: mask_account(found[0]), text)
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)


def tells_numbers(text: str) -> bool:
    """Whether `mask_text` would take something out."""
    return mask_text(text) != text


def mask_email(email: str) -> str:
    """``zhang@example.cn`` as ``z***@example.cn``."""
    user, at, host = email.strip().rpartition("@")
    return f"{user[:1]}***{at}{host}" if user else "***"


def mask_account(number: str) -> str:
    """A bank account by its last four digits: ``****6789``."""
    digits = re.sub(r"\s", "", number)
    return f"****{digits[-4:]}" if len(digits) > 8 else "****"
