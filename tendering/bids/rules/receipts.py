"""Receipt numbers: drawn, never counted, without letters that are mistaken for one another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, SIZE = 4, 4


def new_receipt() -> str:
    """A number such as ``R-7KQM-X2F9-MMT4-8ZRC``: 80 bits of chance."""
    groups = ("".join(secrets.choice(ALPHABET) for _n in range(SIZE)) for _g in range(GROUPS))
    return "R-" + "-".join(groups)
