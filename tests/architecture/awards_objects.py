"""Calls ready for an award, awards, objections and letters inside somebody's scope, for the table of addresses."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES
from tendering.awards.models import Award, AwardLetter, Objection
from tendering.awards.rules.remedies import Outcome
from tendering.awards.rules.states import State
from tendering.awards.services import answering, complaints, letters, objections
from tendering.tenders.models import Tender
from tests.architecture.letting_objects import community_of, provider_of
from tests.factories import awards, demands, hints, tenders
from tests.factories.tenders import Office

OFFICES = ("community", "street", "district")


def _office(owner: Membership) -> Office:
    return Office.of(community_of(owner))


def _ranked(owner: Membership, office: Office, *, first: bool = False) -> Tender:
    """An evaluated call with the person's own provider in it: first, or second."""
    demands.rules()
    if owner.role not in PROVIDER_ROLES:
        return awards.ranked(office, prices=("12000.00", "13000.00"))
    pair = [provider_of(owner), *tenders.providers(1)]
    return awards.ranked(office, pair if first else pair[::-1], prices=("12000.00", "13000.00"))


def call_to_award(owner: Membership) -> dict[str, Any]:
    """An evaluated call without an award."""
    return {"slug": _ranked(owner, _office(owner)).number}


def proposed_award(owner: Membership) -> dict[str, Any]:
    """Proposed, not public."""
    office = _office(owner)
    return {"slug": awards.proposed(_ranked(owner, office), office).number}


def _public(owner: Membership, office: Office | None = None, *, first: bool = False) -> Award:
    office = office or _office(owner)
    tender = _ranked(owner, office, first=first)
    if owner.role in OFFICES:
        data = tender.procedure_data | {"confirmed_by": [owner.role]}
        Tender.objects.filter(pk=tender.pk).update(procedure_data=data)
    return awards.publicised(tender, office)


def public_award(owner: Membership) -> dict[str, Any]:
    """In publicity; the person's own provider has lost, the person's office confirms."""
    return {"slug": _public(owner).number}


def own_award(owner: Membership) -> dict[str, Any]:
    """Won by the person's provider, or by a residents' group of the person's community."""
    if owner.role in PROVIDER_ROLES:
        return {"slug": _public(owner, first=True).number}
    office = _office(owner)
    return {"slug": awards.publicised(awards.without_competition(office), office).number}


def award_objection(owner: Membership) -> dict[str, Any]:
    """Open, against an award of the person's community; for the district one that nobody there may answer."""
    return {"pk": awards.objected(_for(_public(owner), owner)).pk}


def _for(award: Award, owner: Membership) -> Award:
    """The district answers where nobody of community and street is left."""
    if owner.role == "district":
        awards.nobody_left(award.tender)
    return award


def award_letter(owner: Membership) -> dict[str, Any]:
    """To the person's provider, or sent by the person's community."""
    office = _office(owner)
    award = _public(owner, office)
    Award.objects.filter(pk=award.pk).update(state=State.AWARDED)
    letters.send_letters(award=award, by=office.preparer)
    rows = AwardLetter.objects.filter(award=award)
    mine = rows.filter(provider__organisation=owner.organisation) if owner.role in PROVIDER_ROLES else rows
    return {"pk": mine.latest("pk").pk}


def challenged_call(owner: Membership) -> dict[str, Any]:
    """Under the statute, its result in publicity; the person's own provider has lost."""
    return {"slug": awards.statutory(_public(owner).tender).number}


def award_challenge(owner: Membership) -> dict[str, Any]:
    """To the result of a call of the person's community, open; for the district one that nobody there may answer."""
    tender = awards.statutory(_for(_public(owner), owner).tender)
    return {"pk": awards.challenged(tender, awards.bidders(tender)[1]).pk}


def answered_objection(owner: Membership) -> dict[str, Any]:
    """The person's own, dismissed: a challenge for its provider, or an objection."""
    office = _office(owner)
    award = _public(owner, office)
    if owner.role in PROVIDER_ROLES:
        row = awards.challenged(awards.statutory(award.tender), owner)
        answering.answer_challenge(objection=row, by=office.approver, outcome=Outcome.NOT_UPHELD, answer="不成立")
        return {"pk": row.pk}
    row = awards.objected(award)
    objections.answer_objection(objection=row, by=office.approver, upheld=False, answer="不成立")
    Objection.objects.filter(pk=row.pk).update(filed_by=owner.user)
    return {"pk": row.pk}


def award_complaint(owner: Membership) -> dict[str, Any]:
    """About a call inside the person's place: under the statute for finance, else under local rules."""
    office = _office(owner)
    award = _public(owner, office)
    if owner.role != "finance_officer":
        row = awards.objected(award)
        by = Membership.objects.get(user_id=row.filed_by_id)
        objections.answer_objection(objection=row, by=office.approver, upheld=False, answer="不成立")
    else:
        by = awards.bidders(awards.statutory(award.tender))[1]
        row = awards.challenged(award.tender, by)
        answering.answer_challenge(objection=row, by=office.approver, outcome=Outcome.NOT_UPHELD, answer="不成立")
    return {"pk": complaints.file_complaint(objection=row, by=by, pleading=awards.PLEADING).pk}


def call_with_hints(owner: Membership) -> dict[str, Any]:
    """Opened, with a hint of collusion among its bids."""
    return {"slug": hints.found(_ranked(owner, _office(owner))).tender.number}


def open_hint(owner: Membership) -> dict[str, Any]:
    """Nobody has answered it."""
    return {"pk": hints.found(_ranked(owner, _office(owner))).pk}


def referred_hint(owner: Membership) -> dict[str, Any]:
    """With discipline inspection."""
    return {"pk": hints.referred(hints.found(_ranked(owner, _office(owner)))).pk}


def explained_hint(owner: Membership) -> dict[str, Any]:
    """Answered by the district."""
    return {"pk": hints.explained(hints.found(_ranked(owner, _office(owner)))).pk}


OBJECTS = {
    "call_with_hints": call_with_hints,
    "open_hint": open_hint,
    "referred_hint": referred_hint,
    "explained_hint": explained_hint,
    "answered_objection": answered_objection,
    "award_complaint": award_complaint,
    "challenged_call": challenged_call,
    "award_challenge": award_challenge,
    "call_to_award": call_to_award,
    "proposed_award": proposed_award,
    "public_award": public_award,
    "own_award": own_award,
    "award_objection": award_objection,
    "award_letter": award_letter,
}
