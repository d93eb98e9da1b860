"""The unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last one a check."""

from __future__ import annotations

import re
import unicodedata

from marketplace.primitives.refusal import InvalidInput

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
WEIGHTS = tuple(pow(3, i, 31) for i in range(LENGTH - 1))
REGISTRARS = "123456789ANY"
CLASSES = "123459"

# Which prefixes a body of a kind may carry (domain 5.1, 5.2). A social enterprise is a certified
# company, cooperative, household business or social service body, whichever it registered as.
PREFIXES: dict[str, tuple[str, ...]] = {
    "social_group": ("51",),
    "private_nonenterprise": ("52",),
    "foundation": ("53",),
    "residents_committee": ("54",),
    "social_enterprise": ("91", "92", "93", "52"),
    "enterprise": ("91", "92"),
    "cooperative": ("93", "N1", "N2", "N3"),
    "institution": ("12",),
    "government_office": ("11",),
    "community_group": ("51", "52", "59"),
}
MAY_BE_EMPTY = frozenset({"community_group"})


def normalise(text: str) -> str:
    """Full-width forms made narrow, capitals, no spaces or hyphens."""
    return re.sub(r"[\s\-‐‑–—]", "", unicodedata.normalize("NFKC", text)).upper()


def check_character(body: str) -> str:
    """The 18th character for the first 17; the position in the alphabet counts, not the character code."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def check_uscc(text: str, org_type: str | None = None) -> str:
    """`text` as a valid code, normalised; empty only for a community group, which has none.

    Raises:
        InvalidInput: `uscc.length`, `uscc.alphabet` (a character that cannot stand at its position),
            `uscc.check_digit`, `uscc.prefix_mismatch` (the code belongs to another kind of body).
    """
    code = normalise(text)
    if not code and org_type in MAY_BE_EMPTY:
        return ""
    if len(code) != LENGTH:
        raise InvalidInput("uscc.length", field="uscc", length=len(code), expected=LENGTH)
    _check_characters(code)
    if code[-1] != check_character(code[:-1]):
        raise InvalidInput("uscc.check_digit", field="uscc", code=code)
    if org_type in PREFIXES and code[:2] not in PREFIXES[org_type]:
        expected = ", ".join(PREFIXES[org_type])
        raise InvalidInput("uscc.prefix_mismatch", field="uscc", prefix=code[:2], expected=expected)
    return code


def _check_characters(code: str) -> None:
    allowed = [REGISTRARS, CLASSES, *["0123456789"] * 6, *[ALPHABET] * 10]
    for position, (character, alphabet) in enumerate(zip(code, allowed, strict=True), start=1):
        if character not in alphabet:
            raise InvalidInput("uscc.alphabet", field="uscc", character=character, position=position)
