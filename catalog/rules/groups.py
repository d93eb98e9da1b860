"""What a residents' group must have to be on the community's register (R34)."""

from collections.abc import Sequence

# Fewer than three are a household, not a group; the number is ours.
MEMBERS_AT_LEAST = 3


def problems(name: str, purpose: str, members: Sequence[tuple[str, bool]]) -> list[tuple[str, str]]:
    """Every fault as a code and the field that mends it; `members` are names with whether each leads."""
    found = []
    if not name.strip():
        found.append(("catalog.name_missing", "name"))
    if not purpose.strip():
        found.append(("catalog.purpose_missing", "purpose"))
    named = [member for member, _leads in members if member]
    if len(named) < MEMBERS_AT_LEAST or len(named) < len(members):
        found.append(("catalog.too_few_members", "members"))
    if sum(leads for _member, leads in members) != 1:
        found.append(("catalog.one_leader", "members"))
    if len(set(named)) < len(named):
        found.append(("catalog.member_twice", "members"))
    return found
