"""What addresses with parameters name, made inside somebody's scope.

A part that adds an address with parameters adds a builder here and names it in `url_permissions.csv`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership, Residency
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.accounts.services.freeing import link_to_free
from marketplace.audit import services as audit
from marketplace.files import access
from marketplace.files.models import StoredFile
from marketplace.files.services import store
from marketplace.notifications.models import Notification
from marketplace.outbox.models import Message
from search import links
from search.asked import Asked
from search.models import SavedSearch
from search.rules import Frequency
from search.services import saving
from tests.architecture import (
    awards_objects,
    bids_objects,
    contract_objects,
    evaluation_objects,
    joint_objects,
    letting_objects,
    money_objects,
    roster,
    rounds_objects,
    satisfaction_objects,
)
from tests.factories import accounts, files, places

Builder = Callable[[Membership], dict[str, Any]]
_serial = count(1)


def notification(owner: Membership) -> dict[str, Any]:
    """A message in the person's inbox."""
    message = Notification.objects.create(
        recipient=owner.user, kind="tests.kind", url="/privacy/", message_id=next(_serial), created_at=clock.now()
    )
    return {"pk": message.pk}


def _search(owner: Membership) -> SavedSearch:
    text = f"绿化 {next(_serial)}"
    return saving.save(user=owner.user, asked=Asked(text=text), name=text, frequency=Frequency.DAILY, now=clock.now())


def saved_search(owner: Membership) -> dict[str, Any]:
    """A search that the person keeps."""
    return {"pk": _search(owner).pk}


def unsubscribe_token(owner: Membership) -> dict[str, Any]:
    """What stands in the address of an e-mail of such a search."""
    return {"token": links.unsubscribe_url(_search(owner).pk).rstrip("/").rpartition("/")[2]}


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


def member(owner: Membership) -> dict[str, Any]:
    """A membership that the person's role gives, in the same scope."""
    given = {Role.OPERATOR: Role.DISTRICT}.get(Role(owner.role), Role.RESIDENT_REPRESENTATIVE)
    return {"pk": accounts.membership(Role.PROVIDER_BIDDER if owner.organisation_id else given, owner.scope).pk}


def substitute(owner: Membership) -> dict[str, Any]:
    """Whoever stands in for the person in this role; nobody for a role that has no substitute."""
    day = clock.today()
    standing_in = Membership.objects.create(
        user=accounts.user(),
        role=owner.role,
        place=owner.place,
        organisation=owner.organisation,
        from_date=day,
        to_date=day + timedelta(days=9),
        substitute_for=owner,
    )
    return {"pk": standing_in.pk}


def residency(owner: Membership) -> dict[str, Any]:
    """Somebody's request to the person's community."""
    place = owner.place or places.community()
    return {"pk": Residency.objects.create(user=accounts.user(), community=place, asked_at=clock.now()).pk}


def own_residency(owner: Membership) -> dict[str, Any]:
    """The person's own request."""
    asked = {"community": places.community(), "asked_at": clock.now()}
    return {"pk": Residency.objects.get_or_create(user=owner.user, defaults=asked)[0].pk}


def free_link(owner: Membership) -> dict[str, Any]:
    """The link by which its owner takes an e-mail from an account that never proved it; whoever has it opens it."""
    del owner
    person = accounts.user()
    return {"token": link_to_free(person, str(person.email)).rstrip("/").rsplit("/", 1)[1]}


def own_invitation(owner: Membership) -> dict[str, Any]:
    """A provider asks the person to act for it."""
    return {"pk": accounts.invited(accounts.membership(Role.PROVIDER_ADMIN), owner.user).pk}


def sent_invitation(owner: Membership) -> dict[str, Any]:
    """An invitation of the person's provider to somebody."""
    sender = owner if owner.role == Role.PROVIDER_ADMIN else accounts.membership(Role.PROVIDER_ADMIN)
    return {"pk": accounts.invited(sender, accounts.user()).pk}


def own_provider_role(owner: Membership) -> dict[str, Any]:
    """A role for a provider that the person holds."""
    held = Membership.objects.filter(user=owner.user, role__in=PROVIDER_ROLES).first()
    return {"pk": (held or accounts.membership(Role.PROVIDER_BIDDER, who=owner.user)).pk}


def story(owner: Membership) -> dict[str, Any]:
    """The record of a community in the person's scope."""
    place = owner.place or places.community()
    audit.record(act="tests.act", target=place)
    return {"label": "places.place", "object_id": str(place.pk)}


def entry(owner: Membership) -> dict[str, Any]:
    """An entry of such a record."""
    return {"pk": audit.record(act="tests.act", target=owner.place or places.community()).pk}


def checkpoint(owner: Membership) -> dict[str, Any]:
    """A published head of the log."""
    audit.record(act="tests.act", target=owner)
    return {"size": audit.checkpoint().head.size}


OBJECTS: dict[str, Builder] = {
    "story": story,
    "entry": entry,
    "checkpoint": checkpoint,
    **letting_objects.OBJECTS,
    **bids_objects.OBJECTS,
    "notification": notification,
    "saved_search": saved_search,
    "unsubscribe_token": unsubscribe_token,
    "file": file,
    "dead_letter": dead_letter,
    "member": member,
    "substitute": substitute,
    "residency": residency,
    "own_residency": own_residency,
    "free_link": free_link,
    "own_invitation": own_invitation,
    "sent_invitation": sent_invitation,
    "own_provider_role": own_provider_role,
}
OBJECTS |= roster.OBJECTS
OBJECTS |= joint_objects.OBJECTS
OBJECTS |= money_objects.OBJECTS
OBJECTS |= contract_objects.OBJECTS
OBJECTS |= awards_objects.OBJECTS
OBJECTS |= satisfaction_objects.OBJECTS
OBJECTS |= evaluation_objects.OBJECTS
OBJECTS |= rounds_objects.OBJECTS
