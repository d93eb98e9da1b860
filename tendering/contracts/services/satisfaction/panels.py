"""Setting up a measurement and naming who answers (居民评议小组, R49)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max

from marketplace.accounts.models import Membership, User
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role, normalise_phone
from marketplace.audit.models import Entry
from marketplace.audit.services import record
from marketplace.primitives import draw
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from tendering.contracts.models import Contract, PanelMember, Rectification, SatisfactionPanel
from tendering.contracts.queries.panel_people import apart, candidates, conflicted
from tendering.contracts.rules.satisfaction import minimum_sample
from tendering.contracts.rules.satisfaction_states import LIVE, PanelState, RectificationState
from tendering.contracts.rules.states import State
from tendering.contracts.services import states as contract_states
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.numbering import next_number

MOST = 500


class NotMeasurable(Refusal):
    """The project is not accepted yet, is measured already, or its rectification is not checked."""


class PanelClosed(Refusal):
    """The panel is not being named any more."""


class Conflicted(Refusal):
    """Officers and the contractor's people do not judge (domain 4: panel members are apart)."""


class SeatedAlready(Refusal):
    """One sheet each."""


def locked(panel: SatisfactionPanel) -> SatisfactionPanel:
    """The panel, read afresh behind its contract's lock: one lock for all acts of a measurement and for its end."""
    contract = contract_states.locked(panel.contract)
    row = SatisfactionPanel.objects.select_related("rule_set").get(pk=panel.pk)
    row.contract = contract
    return row


def note(panel: SatisfactionPanel, act: str, by: Membership | None, *, reason: str = "", **parameters: Any) -> Entry:
    """Write an act about a panel into the log; who answered what never enters it."""
    return record(
        act=f"contracts.satisfaction.{act}",
        target=panel,
        by=by,
        parameters=parameters,
        reason=reason,
        about=[panel.contract, panel.contract.demand],
    )


@transaction.atomic
def create_panel(*, contract: Contract, by: Membership, now: datetime) -> SatisfactionPanel:
    """Begin a measurement of an accepted contract, or a fresh one after a checked rectification (R49, R50).

    The seed of a draw is committed here, before anybody is on the list. Whoever was drawn for a panel that was given up
    before it began sits on this one, as far as they still can.

    Raises:
        NotPermitted: `by` is not of the community.
        NotMeasurable: it is not time for it.
    """
    require(by, Role.COMMUNITY, place=contract.demand.community)
    contract = contract_states.locked(contract)
    if not is_measurable(contract):
        raise NotMeasurable("contracts.satisfaction.not_measurable")
    demand, rule = contract.demand, contract.rule_set.rules.satisfaction
    bar, seed = Fraction(rule.bar), draw.new_seed()
    last = contract.panels.aggregate(last=Max("round"))["last"] or 0
    panel = SatisfactionPanel.objects.create(
        contract=contract,
        round=last + 1,
        number=next_number("MY", now.year),
        rule_set=contract.rule_set,
        bar_numerator=bar.numerator,
        bar_denominator=bar.denominator,
        minimum=minimum_sample(demand.people or demand.households, rule.minimum_sample),
        created_by_id=by.user_id,
        created_at=now,
        draw_commitment=draw.commitment(seed),
        draw_seed=seed,
    )
    note(panel, "created", by, round=panel.round, minimum=panel.minimum, commitment=panel.draw_commitment)
    _take_over(panel, by, now)
    return panel


def _take_over(panel: SatisfactionPanel, by: Membership, now: datetime) -> None:
    """A sample that the committee rejected is another matter: its people were asked and did not answer."""
    before = panel.contract.panels.filter(round=panel.round - 1, state=PanelState.VOID, opened_at__isnull=True).first()
    if before is None:
        return
    able = {row.user_id: row for row in candidates(panel.contract)}
    drawn = before.members.filter(was_drawn=True).order_by("seat")
    rows = [able[member.user_id] for member in drawn if member.user_id in able]
    for row in rows:
        _seat(panel, by, now, user=row.user, capacity=_capacity(row), was_drawn=True)
    if rows:
        note(panel, "taken_over", by, count=len(rows), number=before.number)


def is_measurable(contract: Contract) -> bool:
    """Whether a measurement may begin: accepted, or mended and checked; and none is under way.

    The state of the project is its latest contract's: one that ended is not judged in the place of the next.
    """
    if contract.state != State.ACTIVE or contract.panels.filter(state__in=sorted(LIVE)).exists():
        return False
    if contract.demand.state == DemandState.ACCEPTED:
        return True
    waiting = Rectification.objects.filter(contract=contract, state=RectificationState.REMEASURING)
    return contract.demand.state == DemandState.RECTIFYING and waiting.exists()


@transaction.atomic
def seat_residents(
    *, panel: SatisfactionPanel, by: Membership, residents: list[Membership], now: datetime
) -> list[PanelMember]:
    """Name confirmed residents and residents' representatives of the community.

    Raises:
        NotPermitted, PanelClosed, Conflicted, SeatedAlready.
        InvalidInput: `contracts.satisfaction.not_resident`, for somebody of another community.
    """
    panel = _named_by(panel, by)
    allowed = {row.pk for row in candidates(panel.contract)}
    seated = []
    for resident in residents:
        if conflicted(panel.contract, resident.user):
            raise Conflicted("contracts.satisfaction.conflicted", field="residents")
        if resident.pk not in allowed:
            raise InvalidInput("contracts.satisfaction.not_resident", field="residents")
        seated.append(_seat(panel, by, now, user=resident.user, capacity=_capacity(resident)))
    note(panel, "named", by, count=len(seated))
    return seated


@transaction.atomic
def add_resident(
    *, panel: SatisfactionPanel, by: Membership, name: str, phone: str, is_representative: bool, now: datetime
) -> PanelMember:
    """Name a resident without an account; `by` confirms who it is. Without a phone a slip is printed.

    Raises:
        NotPermitted, PanelClosed, Conflicted, SeatedAlready.
        InvalidInput: no name, or a phone that is none.
    """
    panel = _named_by(panel, by)
    require_text(name, "contracts.satisfaction.no_name", field="name")
    number = normalise_phone(phone) if phone.strip() else ""
    # A number that nobody has proved to be theirs keeps no resident away.
    known = User.objects.filter(phone=number, phone_verified=True).first() if number else None
    if known is not None and conflicted(panel.contract, known):
        raise Conflicted("contracts.satisfaction.conflicted", field="phone")
    capacity = PanelMember.Capacity.REPRESENTATIVE if is_representative else PanelMember.Capacity.CONCERNED
    member = _seat(panel, by, now, user=known, name=name.strip(), phone=number, capacity=capacity)
    note(panel, "named", by, count=1)
    return member


@transaction.atomic
def draw_members(*, panel: SatisfactionPanel, by: Membership, count: int, now: datetime) -> list[PanelMember]:
    """Draw residents by lot among the community's confirmed ones; anybody can repeat it (`primitives.draw`).

    The list is frozen in the log first; that entry's seal, which nobody knew when the seed was committed, is the
    beacon; then the seed is published.

    Raises:
        NotPermitted, PanelClosed.
        Refusal: `contracts.satisfaction.drawn_already`; a second draw would be a choice.
        InvalidInput: `contracts.satisfaction.too_few_residents`.
    """
    panel = _named_by(panel, by)
    if panel.draw_beacon:
        raise Refusal("contracts.satisfaction.drawn_already")
    seated = set(panel.members.filter(user__isnull=False).values_list("user_id", flat=True))
    listed = {str(row.pk): row for row in candidates(panel.contract) if row.user_id not in seated}
    if not 0 < count <= min(len(listed), MOST):
        raise InvalidInput("contracts.satisfaction.too_few_residents", field="count", number=len(listed))
    frozen = note(panel, "list_frozen", by, list_hash=draw.list_hash(listed), number=len(listed))
    panel.draw_beacon = frozen.seal
    panel.save(update_fields=["draw_beacon"])
    seed = bytes(panel.draw_seed)
    drawn = [listed[key] for key in draw.shuffle(seed, listed, beacon=frozen.seal.encode())[:count]]
    members = [_seat(panel, by, now, user=row.user, capacity=_capacity(row), was_drawn=True) for row in drawn]
    note(panel, "drawn", by, seed=seed.hex(), count=count)
    return members


@transaction.atomic
def unseat(*, member: PanelMember, by: Membership) -> None:
    """Take a name off the list before the codes go out; who was drawn stays, unless they may not judge any more.

    Raises:
        NotPermitted, PanelClosed.
        Refusal: `contracts.satisfaction.drawn_stays`.
    """
    panel = _named_by(member.panel, by)
    if member.was_drawn and member not in apart(panel):
        raise Refusal("contracts.satisfaction.drawn_stays")
    panel.members.filter(pk=member.pk).delete()
    note(panel, "unnamed", by, count=1)


def _named_by(panel: SatisfactionPanel, by: Membership) -> SatisfactionPanel:
    require(by, Role.COMMUNITY, place=panel.contract.demand.community)
    panel = locked(panel)
    if panel.state != PanelState.PREPARING:
        raise PanelClosed("contracts.satisfaction.panel_closed")
    return panel


def _seat(
    panel: SatisfactionPanel,
    by: Membership,
    now: datetime,
    *,
    user: User | None,
    capacity: str,
    name: str = "",
    phone: str = "",
    was_drawn: bool = False,
) -> PanelMember:
    phone = phone or (user.phone if user and user.phone_verified and user.phone else "")
    if user is not None and panel.members.filter(user=user).exists():
        raise SeatedAlready("contracts.satisfaction.seated_already")
    if phone and panel.members.filter(phone=phone).exists():
        raise SeatedAlready("contracts.satisfaction.seated_already", field="phone")
    seat = (panel.members.aggregate(last=Max("seat"))["last"] or 0) + 1
    if seat > MOST:
        raise InvalidInput("contracts.satisfaction.too_many", most=MOST)
    return PanelMember.objects.create(
        panel=panel,
        seat=seat,
        user=user,
        name=name or (user.name if user else ""),
        phone=phone,
        capacity=capacity,
        was_drawn=was_drawn,
        confirmed_by_id=by.user_id,
        confirmed_at=now,
    )


def _capacity(resident: Membership) -> str:
    if resident.role == Role.RESIDENT_REPRESENTATIVE:
        return PanelMember.Capacity.REPRESENTATIVE
    return PanelMember.Capacity.CONCERNED
