"""Who may sit on a residents' panel, and who must not (domain 4: panel members are apart from both sides)."""

from __future__ import annotations

from django.db.models import Q

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, STAFF_ROLES, Role
from marketplace.primitives.ruleset import Counts
from tendering.contracts.models import Contract, PanelMember, SatisfactionPanel
from tendering.contracts.parties import bodies

RESIDENTS = (Role.RESIDENT_REPRESENTATIVE, Role.RESIDENT)


def candidates(contract: Contract) -> list[Membership]:
    """Confirmed residents of the project's community without a part in it, one row a person, representatives first."""
    community = contract.demand.community
    held = holders(*RESIDENTS, place=community)
    apart = _conflicted_ids(contract)
    found: dict[int, Membership] = {}
    for row in sorted(held, key=lambda row: (RESIDENTS.index(Role(row.role)), row.pk)):
        if row.user_id not in apart:
            found.setdefault(row.user_id, row)
    return list(found.values())


def was_drawn(panel: SatisfactionPanel) -> bool:
    """Whether a lot named somebody of this panel, by a draw of its own or of the one before it."""
    return bool(panel.draw_beacon) or panel.members.filter(was_drawn=True).exists()


def conflicted(contract: Contract, user: User) -> bool:
    """Whether this person belongs to an office above the project or to its contractor."""
    return user.pk in _conflicted_ids(contract)


def apart(panel: SatisfactionPanel) -> list[PanelMember]:
    """Members who have joined an office above the project or its contractor since they were named; three queries.

    Whoever was entered by phone is known by it once the phone is proved.
    """
    ids = _conflicted_ids(panel.contract)
    phones = set(
        User.objects.filter(pk__in=ids, phone_verified=True).exclude(phone=None).values_list("phone", flat=True)
    )
    rows = panel.members.select_related("user").order_by("seat")
    return [row for row in rows if row.user_id in ids or (row.phone and row.phone in phones)]


def answers_on_panel(panel: SatisfactionPanel, user: User) -> bool:
    """Whether the person's voice counts on the panel and would count again here; known by account or by phone.

    Who sits there by a printed slip, or by another number than the account's, is not recognised; the page says so.
    """
    if not both_count(panel):
        return False
    same = Q(user=user) | Q(phone=user.phone) if user.phone else Q(user=user)
    return panel.members.filter(same).exists()


def both_count(panel: SatisfactionPanel) -> bool:
    """Whether the rule set adds the open survey to the panel, so that somebody known on both would count twice."""
    return panel.rule_set.rules.satisfaction.counts is Counts.BOTH


def _conflicted_ids(contract: Contract) -> set[int]:
    active = Membership.objects.active(clock.today())
    offices = active.filter(role__in=sorted(STAFF_ROLES), place__path__in=contract.demand.community.lineage())
    theirs = active.filter(role__in=PROVIDER_ROLES, organisation__in=bodies(contract))
    return set(offices.values_list("user_id", flat=True)) | set(theirs.values_list("user_id", flat=True))
