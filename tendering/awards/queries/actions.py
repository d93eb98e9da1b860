"""What this person may do with this award now: links of its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Action, ActionTable, Link
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import NotPermitted
from tendering.awards import permissions
from tendering.awards.models import Award
from tendering.awards.queries.objecting import has_objected
from tendering.awards.rules.states import FALLEN
from tendering.awards.transitions import MACHINE
from tendering.tenders.rules.states import State as TenderState


def _community(by: Membership, award: Award) -> bool:
    return holds(by, Role.COMMUNITY, place=award.demand.community)


def _follows(by: Membership, award: Award) -> bool:
    """Nothing follows an award whose ranking was set aside."""
    return _community(by, award) and (award.panel is None or award.panel.counts)


def _objects(by: Membership, award: Award) -> bool:
    return not _refused(permissions.objector, by, award) and not has_objected(by, award)


def _confirms(by: Membership, award: Award) -> bool:
    return not _refused(permissions.office_of, by, award)


def _winner(by: Membership, award: Award) -> bool:
    return not _refused(permissions.require_winner, by, award)


def _rechecks(by: Membership, award: Award) -> bool:
    """Where a panel has judged that has not checked itself yet; who sat on it does not order that."""
    if award.panel is None or award.panel.rechecks_id is not None:
        return False
    return not _refused(permissions.require_rechecker, by, award)


def _oversight(by: Membership, award: Award) -> bool:
    return holds(by, *permissions.OVERSIGHT, place=award.demand.community)


def _renews(by: Membership, award: Award) -> bool:
    return not _refused(permissions.require_overseer, by, award)


def _refused(check: Callable[[Membership, Award], object], by: Membership, award: Award) -> bool:
    try:
        check(by, award)
    except NotPermitted:
        return True
    return False


ACTIONS = ActionTable[Award](
    "awards",
    (
        Action("publicise", _("Publish the proposed award"), MACHINE.act("publicise"), _community),
        Action("confirm", _("Confirm the award"), MACHINE.act("confirm"), _confirms),
        Action("letters", _("Send the letters"), MACHINE.act("letter"), _community),
        Action("renew_signing", _("Set new days for signing"), MACHINE.act("renew_signing"), _renews),
        Action("next", _("Propose the next in rank"), FALLEN, _follows),
        Action("relaunch", _("Let the project anew"), FALLEN, _follows, quiet=True),
        Action("object", _("Object to the award"), MACHINE.act("object"), _objects),
        Action("refuse", _("Refuse the award"), MACHINE.act("refuse"), _winner, quiet=True),
        Action("recheck", _("Have the panel check its result"), MACHINE.act("recheck"), _rechecks, quiet=True),
        Action("annul", _("Annul the award"), MACHINE.act("annul"), _oversight, quiet=True),
    ),
)


def links(
    membership: Membership | None,
    award: Award,
    now: datetime,
    *,
    is_last: bool,
    waits: bool = False,
    is_challenged: bool = False,
    is_to_be_annulled: bool = False,
    has_hint_waiting: bool = False,
) -> tuple[list[Link], list[Link]]:
    """Links to the acts open to this person, and the quiet ones.

    Objections follow the clock: they end with the days of publicity, whether the worker has told of it or not, and may
    be filed while the call is suspended, when nothing else may be done.

    Args:
        is_last: no later award followed this one.
        waits: another lot comes first, before it is confirmed or followed.
        is_challenged: an answer comes first, before it is confirmed or its letters go out.
        is_to_be_annulled: a hint found right concerns the winner; nothing else moves it on.
        has_hint_waiting: a hint of collusion is to be answered before it is confirmed.
    """
    if not is_last:
        return [], []
    shut = {
        *(("confirm", "next") if waits else ()),
        *(("confirm",) if has_hint_waiting else ()),
        *(("confirm", "letters") if is_challenged else ()),
        *(("object",) if award.publicity_is_over else ()),
        *(("renew_signing",) if award.purchaser_late_at is None else ()),
        *(("publicise", "confirm") if is_to_be_annulled else ()),
    }
    rows = [row for row in ACTIONS.open_to(membership, award, now) if row.name not in shut]
    annuls = is_to_be_annulled or award.purchaser_late_at is not None
    rows = [replace(row, quiet=False) if annuls and row.name == "annul" else row for row in rows]
    if award.tender.state != TenderState.OPENED:
        is_suspended = award.tender.state == TenderState.SUSPENDED
        rows = [row for row in rows if row.name == "object" and is_suspended]
    return ACTIONS.split(rows, award)
