"""What people change about themselves."""

from __future__ import annotations

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.accounts.services import memberships, people
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal


class TooManyContacts(Refusal):
    """One person tries a few addresses a day."""

    status = 429


def change_profile(
    *, user: User, name: str, email: str | None, phone: str | None, language: str, elder_mode: bool
) -> User:
    """Change one's own name, language and how one signs in; a changed phone has to be verified again.

    Raises:
        InvalidInput: neither e-mail nor phone, or a phone that is none.
        AddressTaken: somebody else has it.
    """
    email, phone = people.clean_contacts(email, phone)
    with transaction.atomic():
        locked = memberships.lock(user)
        people.check_free(locked, email, phone)
        before = people.personal(locked)
        people.set_contacts(locked, email, phone)
        locked.name, locked.language, locked.elder_mode = people.clean_name(name), language, elder_mode
        locked.save(update_fields=["name", "language", "elder_mode"])
        after = people.personal(locked)
        if before != after:
            changed = after | {f"{key}_before": value for key, value in before.items()}
            record(act="accounts.profile.changed", actor=locked, target=locked, personal=changed)
    return locked


def changes_contacts(*, user: User, email: str | None, phone: str | None) -> bool:
    """Whether a profile with this e-mail and phone changes how the person signs in.

    Raises:
        InvalidInput: as `change_profile`.
    """
    return people.clean_contacts(email, phone) != (user.email, user.phone)
