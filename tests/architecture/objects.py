"""What addresses with parameters name, made inside somebody's scope.

A part that adds an address with parameters adds a builder here and names it in `url_permissions.csv`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.files import access
from marketplace.files.models import StoredFile
from marketplace.files.services import store
from marketplace.notifications.models import Notification
from marketplace.outbox.models import Message
from tests.factories import files

Builder = Callable[[Membership], dict[str, Any]]
_serial = count(1)


def notification(owner: Membership) -> dict[str, Any]:
    """A message in the person's inbox."""
    message = Notification.objects.create(
        recipient=owner.user, kind="tests.kind", url="/privacy/", message_id=next(_serial), created_at=clock.now()
    )
    return {"pk": message.pk}


def _uploader_reads(membership: Membership | None, file: StoredFile) -> bool:
    return membership is not None and membership.user_id == file.uploaded_by_id


def file(owner: Membership) -> dict[str, Any]:
    """A private file that the person uploaded."""
    access.register("tests.table", _uploader_reads)
    return {"pk": store(upload=files.upload(), by=owner, purpose="tests.table").pk}


def dead_letter(_owner: Membership) -> dict[str, Any]:
    """A message that could not be delivered; every operator sees all of them."""
    moment = clock.now()
    letter = Message.objects.create(
        topic="tests.topic", payload={}, created_at=moment, available_at=moment, dead_at=moment, attempts=9
    )
    return {"pk": letter.pk}


OBJECTS: dict[str, Builder] = {"notification": notification, "file": file, "dead_letter": dead_letter}
