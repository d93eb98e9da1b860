"""What this person may do with this tender now: links of its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace.accounts.actions import Action, ActionTable, Link
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.refusal import NotPermitted, Refusal
from tendering.demands.queries.actions import ACTIONS as OF_DEMAND
from tendering.tenders import endings
from tendering.tenders.models import Receipt, Tender
from tendering.tenders.permissions import LIFTERS, OFFICES, OVERSIGHT, approves, cancels, has_ordered, liftable
from tendering.tenders.queries import checklist
from tendering.tenders.queries.complexity import may_be_declared
from tendering.tenders.queries.findings import looked_at
from tendering.tenders.queries.splitting import Finding, acts_on, open_acts
from tendering.tenders.queries.suspensions import in_force
from tendering.tenders.rules.states import State
from tendering.tenders.transitions import MACHINE

Test = Callable[[Membership, Tender], bool]


def _community(by: Membership, tender: Tender) -> bool:
    return holds(by, Role.COMMUNITY, place=tender.demand.community)


def _hands_in(by: Membership, tender: Tender) -> bool:
    """A lot's documents are handed in, approved and announced with those of the others."""
    return tender.joint_id is None and _community(by, tender)


def _approves(by: Membership, tender: Tender) -> bool:
    return tender.joint_id is None and approves(by, tender)


def _cancels(by: Membership, tender: Tender) -> bool:
    """Before the announcement a lot is taken out first. The page says to each office when it is its turn."""
    is_theirs = holds(by, *OFFICES, place=tender.demand.community)
    return is_theirs and (tender.joint_id is None or tender.is_public)


def cancel_bar(by: Membership, tender: Tender) -> Refusal | None:
    """Why this person may not cancel the call now: it is another office's to do, or something comes first."""
    return endings.barred(tender) if cancels(by, tender) else NotPermitted("tenders.others_cancel")


def _found(by: Membership, tender: Tender) -> bool:
    return _community(by, tender) and bool(looked_at(tender))


def _checks(by: Membership, tender: Tender) -> bool:
    return bool(checklist.items(tender)) and approves(by, tender)


def _more_judge(by: Membership, tender: Tender) -> bool:
    return may_be_declared(tender) and approves(by, tender)


def _splits(by: Membership, tender: Tender) -> bool:
    return bool(open_acts(by, tender))


def _direct(by: Membership, tender: Tender) -> bool:
    return not tender.procedure.competition and _community(by, tender)


def _competition(by: Membership, tender: Tender) -> bool:
    return tender.procedure.competition and _community(by, tender)


def _offered(by: Membership, tender: Tender) -> bool:
    return _direct(by, tender) and hasattr(tender, "offer")


def _countersigns(by: Membership, tender: Tender) -> bool:
    offer = getattr(tender, "offer", None)
    waits = offer is not None and offer.resolution is not None and offer.resolution.countersigned_at is None
    return waits and holds(by, Role.SUPERVISION_COMMITTEE, place=tender.demand.community)


def _provider(by: Membership, _tender: Tender) -> bool:
    return by.role in PROVIDER_ROLES


def _obtains(by: Membership, tender: Tender) -> bool:
    """Whoever has them is told what happens to the call; under the statute the days of a challenge run from then."""
    read = tender.lacks_documents
    return _provider(by, tender) and (_lacking(by, tender.pk).exists() if read is None else read)


def _lacking(by: Membership, tender: int | OuterRef) -> QuerySet[Provider]:
    """The person's provider, where it has not obtained the documents."""
    of_call = tender if isinstance(tender, int) else OuterRef(tender)
    had = Receipt.objects.filter(provider=OuterRef("pk"), tender=of_call)
    return Provider.objects.filter(~Exists(had), organisation=by.organisation_id)


def with_documents(rows: QuerySet[Tender], by: Membership | None) -> QuerySet[Tender]:
    """Calls with `lacks_documents`, so that asking whether they may be obtained costs no query."""
    if by is None or by.role not in PROVIDER_ROLES:
        return rows
    calls: Any = rows  # the model declares what is annotated, which the checker takes for a second field
    found: QuerySet[Tender] = calls.annotate(lacks_documents=Exists(_lacking(by, OuterRef("pk"))))
    return found


def _is_asked(by: Membership, tender: Tender, now: datetime) -> bool:
    """Whether an invitation waits for an answer, which the call takes no longer than its deadline."""
    rows = tender.invitations.filter(provider__organisation=by.organisation, state="invited", expires_at__gt=now)
    return by.organisation is not None and not tender.is_over_at(now) and rows.exists()


def _suspends(by: Membership, tender: Tender) -> bool:
    """An office that holds it already orders nothing more."""
    is_theirs = holds(by, *OVERSIGHT, place=tender.demand.community)
    return is_theirs and not has_ordered(by, in_force(tender))


def _lifts(by: Membership, tender: Tender) -> bool:
    """The office that ordered a suspension, or one above it; the page of a call that runs says so to all of them."""
    is_theirs = holds(by, *LIFTERS, place=tender.demand.community)
    return is_theirs and (not tender.is_suspended or bool(liftable(by, in_force(tender))))


_BEFORE = (State.PREPARING, State.DOC_REVIEW)
_SPLITTING = Action("splitting", _("Answer or decide the possible splitting"), _BEFORE, _splits, quiet=True)
ACTIONS = ActionTable[Tender](
    "tenders",
    (
        Action("edit", _("Edit the documents"), (State.PREPARING,), _community),
        Action("offer", _("Record the offer"), (State.PREPARING,), _direct),
        Action("resolution", _("Record the resolution"), (State.PREPARING,), _offered),
        Action("countersign", _("Countersign"), (State.PREPARING,), _countersigns),
        Action("invite", _("Invite providers"), (*_BEFORE, State.ANNOUNCED), _competition),
        Action("findings", _("Answer what looks like a barrier"), (State.PREPARING,), _found),
        _SPLITTING,
        Action("submit", _("Submit the documents"), MACHINE.act("submit_docs"), _hands_in),
        Action("checklist", _("Tick the check list"), (State.DOC_REVIEW,), _checks),
        Action("complex", _("Declare the project complex"), (State.DOC_REVIEW,), _more_judge, quiet=True),
        Action("announce", _("Approve and announce"), MACHINE.act("announce"), _approves),
        Action("return", _("Return the documents"), MACHINE.act("return"), _approves, quiet=True),
        Action("reply", _("Answer the invitation"), (State.ANNOUNCED,), _provider, in_time=_is_asked),
        Action("ask", _("Ask a question"), (State.ANNOUNCED,), _provider),
        Action("obtain", _("Obtain the documents"), (State.ANNOUNCED,), _obtains, quiet=True),
        Action("amend", _("Amend the call"), MACHINE.act("amend"), _competition, quiet=True),
        Action("cancel", _("Cancel the call"), MACHINE.act("cancel"), _cancels, quiet=True),
        Action("suspend", _("Suspend the call"), MACHINE.act("suspend"), _suspends, quiet=True),
        Action("resume", _("Resume the call"), MACHINE.act("resume"), _lifts),
    ),
)


def links(
    membership: Membership | None, tender: Tender, split: Finding | None, now: datetime, *, may_bid: bool
) -> tuple[list[Link], list[Link]]:
    """Links of the call's page, to the acts open to this person and the quiet ones; its splitting is at hand.

    Args:
        may_bid: nothing keeps the person's provider from a bid; where the call invites, it has accepted.
    """
    answered = {"reply"} if may_bid and tender.procedure.invited_only else set[str]()
    barred = {"cancel"} if membership is not None and cancel_bar(membership, tender) else set()
    main, quiet = ACTIONS.links(membership, tender, now, without={_SPLITTING.name, *answered, *barred})
    if tender.state in _BEFORE and acts_on(membership, split):
        quiet.insert(0, ACTIONS.link(_SPLITTING, tender))
    if membership is not None and tender.state in _BEFORE:
        rows = OF_DEMAND.open_to(membership, tender.demand, now)
        quiet += [OF_DEMAND.link(row, tender.demand) for row in rows if row.name == "planners"]
    return main, quiet
