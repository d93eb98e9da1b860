"""What holds up an award, for the timetable of its call; registered with `tenders.holds`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds as has_role
from marketplace.accounts.rules import Role
from marketplace.primitives.ruleset import Regime
from tendering.awards.models import Award, Objection
from tendering.awards.queries import hints, waits
from tendering.awards.queries.challenges import living_award
from tendering.awards.rules.states import UNDECIDED, ObjectionState, State
from tendering.awards.wording.waits import waits_for
from tendering.bids.permissions import HINT_READERS
from tendering.tenders.holds import OF_THE_AWARD, Hold
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import ENDED
from tendering.tenders.rules.states import State as TenderState

# How many of the steps an award has behind it.
_BEHIND = {State.CONFIRMABLE: 1, State.AWARDED: 2, State.LETTERED: 3, State.CONCLUDED: 4}
# Calls that may have a public result; under local rules nobody objects before.
_RESULTS = (TenderState.OPENED, TenderState.SUSPENDED)
# Whoever reads rankings before their result is public.
OFFICES = (Role.COMMUNITY, Role.STREET, Role.DISTRICT, Role.DISCIPLINE)


def ahead(tender: Tender) -> Sequence[str]:
    """The steps an award has still before it; all of them where none is public."""
    return _ahead(_public_award(tender))


def holds(membership: Membership | None, tender: Tender) -> Iterator[Hold]:
    """Answers somebody waits for, other lots, hints of collusion; hints for their readers only."""
    if not tender.is_public or tender.state in ENDED:
        return
    award = _public_award(tender)
    if tender.state in _RESULTS or tender.procedure.regime is Regime.STATUTORY:
        yield from of_answers(tender, award, unanswered().filter(tender=tender))
    yield from _lots(membership, tender, award)
    if has_role(membership, *HINT_READERS, place=tender.demand.community) and hints.pending(tender).exists():
        why = _("Nothing is confirmed while a hint waits for its answer or decision.")
        yield Hold(_("Hints of collusion wait"), _final(award), why=why)
    if award is not None and has_role(membership, *OFFICES, place=tender.demand.community):
        yield from _to_be_annulled(award)


def _to_be_annulled(award: Award) -> Iterator[Hold]:
    if hints.is_to_be_annulled(award):
        why = _("Discipline inspection found right a hint of collusion about the bid it rests on.")
        yield Hold(_("The award is to be annulled"), _ahead(award), why=why)


def _ahead(award: Award | None) -> Sequence[str]:
    return OF_THE_AWARD[_BEHIND.get(State(award.state), 0) if award else 0 :]


def _final(award: Award | None) -> Sequence[str]:
    """Those that make it final: a publicity runs on over most of what waits."""
    return [step for step in _ahead(award) if step != "publicity_end"]


def _public_award(tender: Tender) -> Award | None:
    if tender.state not in _RESULTS:
        return None
    award = living_award(tender)
    return award if award is not None and award.is_public else None


def unanswered() -> QuerySet[Objection]:
    """Objections and challenges that wait for an answer, and those about which a complaint waits for its decision."""
    found = Objection.objects.filter(Q(state=ObjectionState.OPEN) | Q(complaint__state__in=sorted(UNDECIDED)))
    return found.select_related("complaint")


def of_answers(tender: Tender, award: Award | None, rows: Iterable[Objection]) -> Iterator[Hold]:
    """What the unanswered of a call hold up: everybody reads that there are some; complaints under local rules alone.

    By the statute a call goes on over a complaint unless it is suspended.
    """
    steps, final = _ahead(award), _final(award)
    is_bound = tender.procedure.regime is Regime.STATUTORY
    keys = (f"objection.{'regime_statutory' if is_bound else 'regime_local'}.answer_working_days",)
    opened, others = list[Objection](), list[Objection]()
    for row in rows:
        (opened if row.state == ObjectionState.OPEN else others).append(row)
    if opened:
        label = _("A challenge waits for its answer") if is_bound else _("An objection waits for its answer")
        held = award is not None and award.state == State.OBJECTION_HOLD
        yield Hold(label, steps if held else final, keys, due_at=max(row.due_at for row in opened))
    if others and not is_bound:
        due_at = max(row.complaint.decide_due_at for row in others)
        yield Hold(_("A complaint waits for its decision"), final, keys, due_at=due_at)


def _lots(membership: Membership | None, tender: Tender, award: Award | None) -> Iterator[Hold]:
    """Other lots that come first by the notice's limit; before there is a result only the offices know."""
    if tender.joint is None or tender.state != TenderState.OPENED:
        return
    if award is not None:
        lots = waits.awaited(award, clock.today())
    elif has_role(membership, *OFFICES, place=tender.demand.community) and living_award(tender) is None:
        lots = waits.lots_before(tender, clock.today())
    else:
        return
    yield from of_lots(lots, award)


def of_lots(lots: Sequence[int], award: Award | None) -> Iterator[Hold]:
    """What a lot waits for where these others come first; nothing where none does."""
    if lots:
        why = _("The notice limits how many lots one bidder wins; the outcome there may decide who can have this lot.")
        yield Hold(waits_for(lots), _ahead(award), why=why)
