"""Hints of collusion of a call: where each stands, who reads what (integrity: red flags; domain 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, within
from marketplace.primitives.masking import mask_account, mask_email, mask_name, mask_phone
from tendering.awards.models import Award, HintDecision
from tendering.awards.models.hint import HintStatus, hints_url
from tendering.awards.permissions import hint_reopeners, other_office
from tendering.awards.rules.hints import PENDING, HintState
from tendering.awards.rules.states import CONFIRMED, RECHECKABLE, State
from tendering.bids import permissions
from tendering.bids.models import CollusionHint, HintInput
from tendering.bids.rules.collusion import Kind
from tendering.tenders.models import Tender


def _mask_author(value: str) -> str:
    """The person, without the program."""
    return mask_name(value.partition(" · ")[0])


TAGS = {
    HintState.OPEN: "review",
    HintState.EXPLAINED: "line",
    HintState.REFERRED: "late",
    HintState.CLEARED: "line",
    HintState.SUBSTANTIATED: "fail",
}
_MASKS: Mapping[Kind, Callable[[str], str]] = {
    Kind.CONTROL: mask_name,
    Kind.PHONE: mask_phone,
    Kind.BANK_ACCOUNT: mask_account,
    Kind.MAIL_DOMAIN: mask_email,
    Kind.AUTHOR: _mask_author,
}
# A digest tells nobody anything; addresses, files and plans are the bidders'.
_NOT_SHOWN = frozenset({Kind.ADDRESS, Kind.DEVICE, Kind.NETWORK, Kind.FILE, Kind.PASSAGE})


def standing_in(rows: QuerySet[CollusionHint], states: Iterable[HintState]) -> QuerySet[CollusionHint]:
    """Hints whose last decision left them in one of the states; without a decision a hint is open."""
    last = HintDecision.objects.filter(hint=OuterRef("pk")).order_by("-number").values("state")[:1]
    standing = Coalesce(Subquery(last), Value(HintState.OPEN.value))
    return rows.alias(standing=standing).filter(standing__in=sorted(states))


def readable(membership: Membership | None) -> QuerySet[CollusionHint]:
    """Hints of the person's place, for district and discipline; nobody else has any."""
    if membership is None or not holds(membership, *permissions.HINT_READERS):
        return CollusionHint.objects.none()
    return CollusionHint.objects.filter(within(membership, "tender__demand__community"))


def pending(tender: Tender) -> QuerySet[CollusionHint]:
    """Hints of a call that wait for somebody."""
    return standing_in(CollusionHint.objects.filter(tender=tender), PENDING)


def lifted() -> QuerySet[CollusionHint]:
    """Hints that were answered with an innocent reason, such as two people of one name."""
    return standing_in(CollusionHint.objects.all(), [HintState.EXPLAINED, HintState.CLEARED])


def found_right(tenders: Iterable[Tender]) -> QuerySet[HintInput]:
    """What the bids of these calls brought to hints that were found right: one row or more for each bid concerned."""
    rows = standing_in(CollusionHint.objects.filter(tender__in=tenders), [HintState.SUBSTANTIATED])
    return HintInput.objects.filter(hint__in=rows.values("pk"))


def barred_bids(tender: Tender) -> set[object]:
    """Keys of the bids of a call that a hint found right concerns."""
    return set(found_right([tender]).values_list("bid_id", flat=True))


def about_winner() -> Exists:
    """Of awards: whether a hint found right concerns the bid it rests on."""
    rows = CollusionHint.objects.filter(tender=OuterRef("tender"), inputs__bid=OuterRef("bid"))
    return Exists(standing_in(rows, [HintState.SUBSTANTIATED]))


def unanswered() -> Exists:
    """Of awards: whether a hint about any bid of the call waits for somebody."""
    return Exists(standing_in(CollusionHint.objects.filter(tender=OuterRef("tender")), PENDING))


def marked(rows: QuerySet[Award]) -> QuerySet[Award]:
    """The same awards, read with whether a hint found right concerns them, or one waits: a page asks no more for it."""
    return rows.annotate(is_concerned=about_winner(), has_hint_waiting=unanswered())


def waits_for_answer(award: Award) -> bool:
    """Whether a hint that waits holds up the confirmation of an award that is due otherwise."""
    if award.state != State.CONFIRMABLE:
        return False
    read: bool | None = getattr(award, "has_hint_waiting", None)
    return pending(award.tender).exists() if read is None else read


def answered_at(tenders: Iterable[int]) -> dict[int, datetime | None]:
    """When the last hint of each of these calls was answered, by key of the call; none of one where a hint waits."""
    keys = set(tenders)
    waiting = standing_in(CollusionHint.objects.filter(tender__in=keys), PENDING).values("tender")
    rows = Tender.objects.filter(pk__in=keys).exclude(pk__in=waiting)
    return dict(rows.annotate(last=Max("collusion_hints__decisions__decided_at")).values_list("pk", "last"))


def is_to_be_annulled(award: Award) -> bool:
    """Whether an award that is not made yet rests on a bid that a hint found right concerns."""
    if award.bid_id is None or award.state not in RECHECKABLE:
        return False
    read: bool | None = getattr(award, "is_concerned", None)
    return Award.objects.filter(about_winner(), pk=award.pk).exists() if read is None else read


@dataclass(frozen=True, slots=True)
class Shown:
    """One hint with what each bid brought to it, and what has been written about it."""

    hint: CollusionHint
    inputs: Sequence[HintInput]
    decisions: Sequence[HintDecision]
    may_answer: bool = False
    may_decide: bool = False
    may_reopen: bool = False

    @property
    def state(self) -> HintState:
        """Where the last decision left it."""
        return HintState(self.decisions[-1].state) if self.decisions else HintState.OPEN

    @property
    def label(self) -> str:
        """Where it stands, in words."""
        return str(HintStatus(self.state).label)

    @property
    def tag(self) -> str:
        """How the state is drawn."""
        return TAGS[self.state]

    @property
    def bids(self) -> int:
        """How many bids are concerned."""
        return len({one.bid_id for one in self.inputs})

    @property
    def masked(self) -> list[str]:
        """What the public sees of the values: each once, people and numbers masked, the rest not at all."""
        kind = Kind(self.hint.kind)
        if kind in _NOT_SHOWN:
            return []
        mask = _MASKS.get(kind, str)
        return list(dict.fromkeys(mask(one.value) for one in self.inputs if one.value))


def shown(membership: Membership | None, tender: Tender) -> list[Shown]:
    """The hints of a call for district and discipline, the first found first."""
    place, taken = tender.demand.community, _of_other_office(membership, tender)
    is_made = Award.objects.filter(tender=tender, state__in=sorted(CONFIRMED)).exists()
    answers = permissions.may_answer_hints(membership, tender)
    decides = permissions.may_decide_hints(membership, tender)
    return [
        replace(
            one,
            may_answer=answers and one.state is HintState.OPEN and one.hint.pk not in taken,
            may_decide=decides and one.state is HintState.REFERRED and one.hint.pk not in taken,
            may_reopen=holds(membership, *hint_reopeners(one.state), place=place)
            and one.state not in PENDING
            and not is_made
            and one.hint.pk not in taken,
        )
        for one in whole(readable(membership).filter(tender=tender))
    ]


def _of_other_office(by: Membership | None, tender: Tender) -> set[int]:
    """Keys of hints of a call on which the person, or whoever counts as the person, took a step in the other office."""
    if by is None:
        return set()
    return set(other_office(by).filter(hint__tender=tender).values_list("hint", flat=True))


def published(award: Award) -> list[Shown]:
    """What everybody reads once the award is made: kind, masked values, answer and decision; no bidder by name."""
    return whole(CollusionHint.objects.filter(tender=award.tender_id)) if award.state in CONFIRMED else []


def whole(rows: QuerySet[CollusionHint]) -> list[Shown]:
    """Hints with what each bid brought to them and every written step, the first found first."""
    found = rows.select_related("tender__demand__community").order_by("pk")
    inputs = HintInput.objects.select_related("bid__provider__organisation")
    decisions = HintDecision.objects.select_related("decided_by", "membership")
    found = found.prefetch_related(Prefetch("inputs", inputs), Prefetch("decisions", decisions))
    return [
        Shown(
            row,
            sorted(row.inputs.all(), key=lambda one: one.position),
            sorted(row.decisions.all(), key=lambda one: one.number),
        )
        for row in found
    ]


def links(membership: Membership | None, tender: Tender) -> tuple[list[Link], list[Link]]:
    """From the call's page to its hints, once it is opened; registered with `tenders.links`."""
    opening = getattr(tender, "opening", None)
    if opening is None or opening.opened_at is None:
        return [], []
    if not holds(membership, *permissions.HINT_READERS, place=tender.demand.community):
        return [], []
    return [], [(_("Hints of collusion"), hints_url(tender))]
