"""Whoever takes part in a call is told what happens to it (MoF Decree 87, article 27; domain 2.6, 3.4).

The outbox knows the notice alone: the worker finds out who takes part when it delivers, so that before the opening no
message that waits names a bidder. All are told in the same words and for the same reason, that they obtained the
documents or were invited: what lies in an inbox says nothing of drafts and sealed bids.

Of an announcement the listed providers of its domain are told (domain 3.4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.notifications.services import spread
from marketplace.outbox.registry import handles
from marketplace.outbox.services import publish
from marketplace.primitives.calendar import day_of
from marketplace.primitives.masking import mask_text
from tendering.tenders.models import JointCall, Notice, Tender
from tendering.tenders.queries.participants import listed_people, taking_part
from tendering.tenders.wording.reasons import written

TOPIC = "tenders.notice"
# Of proposed awards and their ends later stages tell, each bidder of its own.
KINDS = {
    Notice.Kind.ANNOUNCEMENT: "tenders.announced",
    Notice.Kind.AMENDMENT: "tenders.amended",
    Notice.Kind.EXTENSION: "tenders.extended",
    Notice.Kind.ANSWERS: "tenders.answered",
    Notice.Kind.SUSPENSION: "tenders.suspended",
    Notice.Kind.RESUMPTION: "tenders.resumed",
    Notice.Kind.CANCELLATION: "tenders.cancelled",
    Notice.Kind.FAILURE: "tenders.failed",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to several people."""

    kind: str
    recipients: list[int]
    url: str
    parameters: dict[str, str]


def tell_of(*notices: Notice) -> None:
    """Leave word of notices inside the transaction of the act; of lots that one act touched only the first does."""
    told = [notice.pk for notice in notices if _is_told(notice) and not _is_told_with_another(notice)]
    if told:
        publish(topic=TOPIC, payload={"notices": told})


def _is_told(notice: Notice) -> bool:
    """Whom a call invites is told by the invitation, and a micro call stands on the community's board (domain 3.4)."""
    is_first = notice.kind == Notice.Kind.ANNOUNCEMENT
    return notice.kind in KINDS and (not is_first or notice.tender.procedure.is_told_to_listed)


def _is_told_with_another(notice: Notice) -> bool:
    if notice.tender.joint_id is None:
        return False
    return Notice.objects.filter(_of_one_act(notice), pk__lt=notice.pk).exists()


def _of_one_act(notice: Notice) -> Q:
    """The notices that one act published about lots of a joint call: of one kind, at one moment."""
    return Q(tender__joint=notice.tender.joint_id, kind=notice.kind, published_at=notice.published_at)


@handles(TOPIC, _("News of a call for everybody who takes part"))
def tell(payload: dict[str, Any], *, message_id: int) -> None:
    """Into the inboxes, and over the channels that each person chose."""
    for letter in letters(payload["notices"]):
        spread(
            message_id=message_id,
            kind=letter.kind,
            recipients=letter.recipients,
            url=letter.url,
            parameters=letter.parameters,
        )


def letters(keys: Collection[int]) -> list[Letter]:
    """What is said to whom about these notices of one kind: to each person once, however many lots concern it."""
    notices = {notice.tender_id: notice for notice in _with_other_lots(keys)}
    people = _people(notices)
    found = []
    for lots, recipients in by_lots((notice.tender, people.get(call, ())) for call, notice in notices.items()):
        first = min((notices[lot.pk] for lot in lots), key=lambda notice: notice.pk)
        title, url = subject(lots)
        found.append(Letter(KINDS[Notice.Kind(first.kind)], recipients, url, {"title": title, **_values(first)}))
    return found


def _people(notices: Mapping[int, Notice]) -> Mapping[int, Collection[int]]:
    """By call: of an announcement the listed providers' people, of all else those who take part."""
    new = [notice for notice in notices.values() if notice.kind == Notice.Kind.ANNOUNCEMENT]
    if not new:
        return taking_part(notices)
    return {notice.tender_id: listed_people(notice.tender, day_of(notice.published_at)) for notice in new}


def _with_other_lots(keys: Collection[int]) -> list[Notice]:
    wanted = Q(pk__in=keys)
    for notice in Notice.objects.filter(wanted, tender__joint__isnull=False).select_related("tender"):
        wanted |= _of_one_act(notice)
    rows = Notice.objects.filter(wanted).select_related("tender__demand__scope_item", "tender__joint")
    return list(rows.order_by("tender__lot", "pk"))


def _values(notice: Notice) -> dict[str, str]:
    return {"reason": mask_text(notice.body.get("reason", "")), "deadline": notice.body.get("deadline_at", "")}


def by_lots(told: Iterable[tuple[Tender, Iterable[int]]]) -> Iterator[tuple[list[Tender], list[int]]]:
    """Everybody once: people with the one call, or with all lots of a joint call, that concern them.

    Args:
        told: calls, all lots of one joint call or a single one, each with whom it concerns.
    """
    by_person = defaultdict[int, list[Tender]](list)
    for tender, people in told:
        for person in set(people):
            by_person[person].append(tender)
    groups = defaultdict[tuple[Tender, ...], list[int]](list)
    for person, lots in by_person.items():
        groups[tuple(lots)].append(person)
    return ((list(lots), people) for lots, people in groups.items())


def subject(lots: list[Tender]) -> tuple[str, str]:
    """What a message about one call, or about several lots of a joint call, calls it, and the page it leads to."""
    first = lots[0]
    if first.joint is None or len(lots) == 1:
        return first.demand.title, first.get_absolute_url()
    return title_of_lots(first.joint, lots), first.joint.get_absolute_url()


def title_of_lots(joint: JointCall, lots: Iterable[Tender]) -> str:
    """What several lots of a joint call are called in one message."""
    numbers = ", ".join(str(lot.lot) for lot in lots)
    return written(_("%(title)s, lots %(lots)s"), title=joint.title, lots=numbers)
