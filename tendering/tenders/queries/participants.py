"""Who takes part in a call, as far as it may be told of what happens to it (MoF Decree 87, article 27); and whom an
announcement may concern (domain 3.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from itertools import chain

from django.db.models import Q

from catalog.queries.eligibility import listed_for
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.primitives.ruleset import Tier
from tendering.demands.queries.planners import planned
from tendering.tenders.models import Invitation, Offer, Query, Receipt, Tender


def taking_part(calls: Collection[int]) -> dict[int, set[int]]:
    """User ids of everybody who acts today for somebody that takes part, by call; as many queries for one as for all.

    Whoever begins a bid, joins one or asks has obtained the documents: their receipt tells no more of the one than of
    the other. Beside them stand who was invited and has not declined, who made the one offer without competition, and
    who asked for a body that is not on the roster.
    """
    bodies, persons = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    invited = Invitation.objects.exclude(state=Invitation.State.DECLINED)
    offering = Offer.objects.filter(provider__isnull=False)
    rows = (kind.filter(tender__in=list(calls)) for kind in (Receipt.objects, invited, offering))
    for call, body in chain.from_iterable(row.values_list("tender_id", "provider__organisation_id") for row in rows):
        bodies[body].add(call)
    for call, person in Query.objects.filter(tender__in=list(calls)).values_list("tender_id", "asked_by_id"):
        persons[person].add(call)
    acting = holders(*PROVIDER_ROLES).filter(Q(organisation__in=list(bodies)) | Q(user__in=list(persons)))
    found = defaultdict[int, set[int]](set)
    for body, person in acting.values_list("organisation_id", "user_id"):
        for call in bodies.get(body or 0, set()) | persons.get(person, set()):
            found[call].add(person)
    return found


def listed_people(tender: Tender, on: date) -> set[int]:
    """User ids of who acts today for the listed providers of the call's domain that may bid; a fixed few queries.

    Who is invited is told by the invitation.
    """
    item = tender.demand.scope_item
    if item is None:
        return set()
    rows = listed_for(item, Tier(tender.tier), tender.procedure.regime, on).exclude(planned(tender.demand))
    rows = rows.exclude(invitations__tender=tender).order_by()
    acting = holders(*PROVIDER_ROLES).filter(organisation__in=rows.values("organisation"))
    return set(acting.values_list("user_id", flat=True))
