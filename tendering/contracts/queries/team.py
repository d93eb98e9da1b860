"""Who may sit on an acceptance team, and who may not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Greatest

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, with_absent
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.contracts.models import Acceptance, AcceptanceMember, Contract, Payment
from tendering.contracts.parties import bodies
from tendering.contracts.rules.acceptance import Candidate, Capacity, Opinion, decided, person_problems, team_problems

ROLES_OF: dict[Capacity, tuple[Role, ...]] = {
    Capacity.PROFESSIONAL: (Role.PROFESSIONAL, Role.EXPERT),
    Capacity.DEPARTMENT: (Role.STREET, Role.DISTRICT, Role.LEADING_GROUP_MEMBER),
    Capacity.SUPERVISION: (Role.SUPERVISION_COMMITTEE,),
    Capacity.RESIDENT: (Role.RESIDENT_REPRESENTATIVE,),
    Capacity.RECIPIENT: (Role.RESIDENT,),
}
CAPACITY_OF = {role: capacity for capacity, roles in ROLES_OF.items() for role in roles}


def buyers(contract: Contract) -> frozenset[int]:
    """Ids of the people who wrote the demand, ran the call, drafted the contract or checked a payment (domain 4).

    Where a substitute did it, the absent officer's too.
    """
    demand, tender = contract.demand, contract.award.tender
    known = {
        demand.author_id,
        demand.adopted_by_id,
        tender.prepared_by_id,
        tender.documents_approved_by_id,
        contract.drafted_by_id,
    }
    known |= set(demand.writers.values_list("pk", flat=True)) | set(tender.writers.values_list("pk", flat=True))
    known |= set(Payment.objects.filter(stage__contract=contract).values_list("checker", flat=True))
    return with_absent(person for person in known if person is not None)


def candidates(contract: Contract) -> QuerySet[Membership]:
    """Memberships from which a team may be put together."""
    found = holders(*sorted(CAPACITY_OF), covering=contract.demand.community)
    found = found.filter(substitute_for__isnull=True).exclude(user__in=buyers(contract))
    return found.exclude(user__in=_finance(contract)).exclude(user__in=_own(contract))


def team_refusals(contract: Contract, seats: Sequence[tuple[Membership, Capacity]], on: date) -> list[Refusal]:
    """Everything wrong with a team (R48)."""
    rule = contract.rule_set.rules.delivery.acceptance
    team = [Candidate(member.user_id, capacity) for member, capacity in seats]
    return [*team_problems(team, rule=rule), *seat_refusals(contract, seats, on)]


def seat_refusals(contract: Contract, seats: Sequence[tuple[Membership, Capacity]], on: date) -> list[Refusal]:
    """What keeps people off any team of this contract, whoever sits beside them."""
    finance, own = set(_finance(contract)), set(_own(contract))
    people = [Candidate(member.user_id, capacity, member.user_id in finance) for member, capacity in seats]
    problems = person_problems(people, buyers=buyers(contract))
    community = contract.demand.community
    # A substitute does not inspect for the absent member.
    if not all(
        member.is_active(on)
        and member.substitute_for_id is None
        and holds(member, *ROLES_OF[capacity], place=community)
        for member, capacity in seats
    ):
        problems.append(InvalidInput("contracts.team_role", field="members"))
    if any(member.user_id in own for member, _capacity in seats):
        problems.append(InvalidInput("contracts.team_contractor", field="members"))
    return problems


def decision(acceptance: Acceptance) -> Opinion | None:
    """What the team's signed opinions decide, whoever signs or leaves after them."""
    members = acceptance.members.all()
    return decided([Opinion(row.opinion) for row in members if row.signed_at], len(members))


def open_rounds() -> QuerySet[Acceptance]:
    """Rounds for which `decision` has nothing yet, out of the rows."""
    signed = {found: Count("members", filter=Q(members__opinion=found)) for found in (Opinion.PASSES, Opinion.FAILS)}
    left = Count("members", filter=Q(members__signed_at__isnull=True))
    rows = Acceptance.objects.order_by().alias(team=Count("members"), left=left)
    rows = rows.alias(passes=signed[Opinion.PASSES], fails=signed[Opinion.FAILS])
    rows = rows.alias(best=Greatest("passes", "fails"))
    return rows.filter(team__gte=F("best") * 2, team__lt=(F("best") + F("left")) * 2)


def barred(acceptance: Acceptance, on: date) -> list[AcceptanceMember]:
    """Who was called to the team and may not sit on it any more, whether they have signed or not."""
    members = acceptance.members.select_related("user", "membership__place", "membership__organisation")
    return [
        row
        for row in members.order_by("pk")
        if seat_refusals(acceptance.contract, [(row.membership, Capacity(row.capacity))], on)
    ]


def missing(acceptance: Acceptance, on: date) -> list[AcceptanceMember]:
    """Whose opinion the report waits for: not for who may not sit any more, once those signed decide."""
    waiting = [row for row in acceptance.members.all() if row.signed_at is None]
    if not waiting or decision(acceptance) is None:
        return waiting
    gone = set(barred(acceptance, on))
    return [row for row in waiting if row not in gone]


def has_lost_leader(acceptance: Acceptance, on: date) -> bool:
    """Whether the leader may not sit any more: another member writes the report."""
    return any(row.leads for row in barred(acceptance, on))


def is_broken(acceptance: Acceptance, on: date) -> bool:
    """Whether another team may be called: somebody who still owes an opinion may not sit any more.

    Once the signed opinions decide the team stands, as long as somebody is left to write the report; a leader who is
    lost after signing is not missed, for another member writes it.
    """
    gone = barred(acceptance, on)
    if decision(acceptance) is not None:
        return len(gone) == acceptance.members.count()
    return any(row.signed_at is None for row in gone)


def _finance(contract: Contract) -> QuerySet[Membership, int]:
    return (
        holders(Role.FINANCE_OFFICER, covering=contract.demand.community).order_by().values_list("user_id", flat=True)
    )


def _own(contract: Contract) -> QuerySet[Membership, int]:
    rows = holders().filter(organisation__in=bodies(contract))
    return rows.order_by().values_list("user_id", flat=True)
