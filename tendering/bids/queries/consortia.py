"""A consortium as its members' pages show it: the terms that stand and what each has said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.rules.kinds import grade_in_force
from catalog.rules.states import Grade
from marketplace import clock
from marketplace.primitives.refusal import Refusal
from tendering.bids import consortium_box
from tendering.bids.models import Bid, Consortium, OpenedBid, Partner
from tendering.bids.queries.members import members, partners, stands_in
from tendering.bids.rules.consortium import Consent, Party, counting_grade, lacking, shares_of
from tendering.bids.rules.content import MOST_FILES, Content, FileEntry
from tendering.bids.rules.terms import Terms
from tendering.demands.models.demand import Kind
from tendering.tenders.models import Tender
from tendering.tenders.queries.consortia import admitted

# The lowest first.
GRADES = tuple(grade.value for grade in reversed(Grade))


@dataclass(frozen=True, slots=True)
class Line:
    """One party with what it says; `partner` is None for the lead, `amount` in yuan where the quote is known."""

    party: Party
    partner: Partner | None = None
    grade: str = ""
    amount: Decimal | None = None

    @property
    def kind(self) -> str:
        """The kind of its work in words."""
        return str(Kind(self.party.kind).label) if self.party.kind in Kind.values else ""


@dataclass(frozen=True, slots=True)
class Joint:
    """A consortium on a page."""

    lines: Sequence[Line]
    agreement: FileEntry | None = None
    grade: str = ""


def box_of(bid: Bid | None) -> Consortium | None:
    """The box of a bid that is not opened yet."""
    if bid is None:
        return None
    found = Consortium.objects.filter(bid=bid).first()
    if found is not None:
        found.bid = bid
    return found


def terms_of(box: Consortium | None) -> Terms:
    """What stands in it; nothing where there is none."""
    return consortium_box.read(box) if box is not None else Terms()


def before_opening(bid: Bid | None) -> Joint | None:
    """For the members alone; None where the bid is not, or not yet, one of several."""
    box = box_of(bid)
    if bid is None or box is None:
        return None
    terms, rows = terms_of(box), {row.provider_id: row for row in partners(bid)}
    return Joint([Line(party, rows.get(party.provider)) for party in terms.parties], terms.agreement)


def missing(bid: Bid, tender: Tender, content: Content) -> list[Refusal]:
    """What keeps a draft from being sealed because of whom it is made with; empty where nothing does.

    Whether a member may still bid is not among it: that is asked when it is sealed.
    """
    if not admitted(tender) or bid.round_id is not None:
        return []
    if stands_in(bid.provider, tender).exists():
        return [Refusal("bids.stands_elsewhere")]
    box = box_of(bid)
    if box is None:
        return []
    terms, said = terms_of(box), [Consent(row.state) for row in partners(bid)]
    agreed, room = terms.agreement is not None, len(content.files) < MOST_FILES
    return lacking(terms.parties, said, admitted(tender), has_agreement=agreed, has_room=room)


def opened(found: OpenedBid) -> Joint | None:
    """What an opened bid says of its members, with the grade that counts today (条例 22); None where it has none."""
    if not found.parties:
        return None
    parties = [Party.from_json(row) for row in found.parties]
    today = clock.today()
    grades = {one.pk: grade_in_force(one.grade, one.grade_expires_on, today) for one in members(found.bid)}
    amounts = shares_of(found.bid.price, [party.share for party in parties])
    lines = [
        Line(party, grade=_words(grades.get(party.provider, Grade.NONE)), amount=amount)
        for party, amount in zip(parties, amounts, strict=True)
    ]
    own = [(party.kind, grades.get(party.provider, Grade.NONE).value) for party in parties]
    counting = counting_grade(own, GRADES, found.bid.tender.kind)
    return Joint(lines, grade=_words(Grade(counting or Grade.NONE)))


def _words(grade: Grade) -> str:
    return "" if grade is Grade.NONE else grade.value
