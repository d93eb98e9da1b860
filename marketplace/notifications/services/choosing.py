"""Which channels a person wants for which kind."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.accounts.services import memberships
from marketplace.audit.services import record
from marketplace.notifications import queries
from marketplace.notifications.models import Preference
from marketplace.notifications.rules import Channel


def choose(*, user: User, wanted: Mapping[tuple[str, Channel], bool]) -> int:
    """Set what the person wants to hear of, and where; what is not named stays. Returns how many changed.

    Kinds or channels nobody offers are passed over.
    """
    with transaction.atomic():
        memberships.lock(user)
        current = queries.preferences(user)
        changed = {key: value for key, value in wanted.items() if key in current and current[key] != value}
        for (kind, channel), value in sorted(changed.items()):
            Preference.objects.update_or_create(user=user, kind=kind, channel=channel, defaults={"wanted": value})
        if changed:
            words = {f"{kind}.{channel}": value for (kind, channel), value in changed.items()}
            record(act="notifications.preferences.changed", target=user, actor=user, parameters=words)
    return len(changed)
