"""What a call's page links to here: answering and opening."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES
from tendering.bids import permissions
from tendering.bids.models import Bid, BidState, Consent, Opening, Partner, Round
from tendering.bids.queries.lots import openings
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.queries.answering import RUNS
from tendering.tenders.rules.states import State


def links(membership: Membership | None, tender: Tender) -> tuple[list[Link], list[Link]]:
    """What this person goes to now, and the quiet links; registered with `tenders.links`."""
    return _main(membership, tender), _quiet(membership, tender)


def _main(membership: Membership | None, tender: Tender) -> list[Link]:
    """The opening committee's offices open a closed call."""
    if tender.procedure.competition and tender.state == State.CLOSED and _opens(membership, tender):
        return [(_("Opening of the bids"), reverse("bids:opening", args=[tender.number]))]
    return []


def answering(membership: Membership, tender: Tender, is_free: bool) -> list[Link]:
    """To the bid that was begun, or to beginning one where nothing keeps the organisation from it.

    Registered with `tenders.links`.
    """
    workspace = reverse("bids:workspace", args=[tender.number])
    if Bid.objects.filter(tender=tender, provider__organisation=membership.organisation).exists():
        return [(_("Our bid"), workspace)]
    return [(_("Answer this call"), workspace)] if is_free else []


def answered(provider: int) -> Q:
    """Demands whose running call this provider answers, alone or with others; registered with `demands.calls`."""
    own = Bid.objects.filter(provider=provider, tender__state__in=RUNS).exclude(state=BidState.WITHDRAWN)
    shared = Partner.objects.filter(provider=provider, tender__state__in=RUNS).exclude(state=Consent.DECLINED)
    return Q(pk__in=own.values("tender__demand")) | Q(pk__in=shared.values("tender__demand"))


def joint_links(membership: Membership | None, joint: JointCall) -> list[Link]:
    """Where all its lots are opened, while one of them waits for this person."""
    if membership is None or membership.place is None or not any(one.waits for one in openings(joint, membership)):
        return []
    return [(_("Opening of all lots"), reverse("bids:lots_opening", args=[joint.number]))]


def _quiet(membership: Membership | None, tender: Tender) -> list[Link]:
    """Once opened: the opened bids for the offices, the own bid for bidders; the record stands with the bids."""
    opening: Opening | None = getattr(tender, "opening", None)
    if opening is None or opening.opened_at is None:
        return []
    found: list[Link] = []
    if membership is not None and membership.role in PROVIDER_ROLES:
        found.append((_("Our bid"), reverse("bids:workspace", args=[tender.number])))
    elif _opens(membership, tender):
        found.append((_("Opening of the bids"), reverse("bids:opening", args=[tender.number])))
    return found + _records_of_rounds(tender)


def _records_of_rounds(tender: Tender) -> list[Link]:
    """Openings of rounds are as public as the first one; read only where a call has rounds."""
    if not tender.procedure.rounds:
        return []
    rows = Round.objects.filter(tender=tender, opening__opened_at__isnull=False).order_by("number")
    words = _("Opening record: round %(number)s of the consultation")
    return [
        (words % {"number": row.number}, reverse("bids:round_record", args=[tender.number, row.number])) for row in rows
    ]


def _opens(membership: Membership | None, tender: Tender) -> bool:
    return permissions.opening_office(membership, tender) is not None
