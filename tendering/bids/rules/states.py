"""Where a bid stands, and why an opened one does not count (domain 3.4)."""

from enum import StrEnum


class State(StrEnum):
    """States of a bid."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    OPENED = "opened"
    UNOPENABLE = "unopenable"


# A sealed version counts for these; the others have none.
SEALED = frozenset({State.SUBMITTED, State.OPENED, State.UNOPENABLE})
# What an opening brought to light.
SHOWN = frozenset({State.OPENED, State.UNOPENABLE})


class Invalid(StrEnum):
    """Why a bid that was opened does not count."""

    HASH_MISMATCH = "hash_mismatch"
    ABOVE_CEILING = "above_ceiling"
    NOT_FIXED_PRICE = "not_fixed_price"
    DOES_NOT_ADD_UP = "does_not_add_up"
    INCOMPLETE = "incomplete"
    NOT_ELIGIBLE = "not_eligible"


class Ground(StrEnum):
    """Why a bid does not pass the qualification check."""

    MATERIALS_MISSING = "materials_missing"
    SCOPE_NOT_COVERED = "scope_not_covered"
    STAFF_NOT_QUALIFIED = "staff_not_qualified"
    REQUIREMENTS_NOT_MET = "requirements_not_met"
    SAME_CONTROL = "same_control"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    FALSE_MATERIAL = "false_material"
    OTHER = "other"
