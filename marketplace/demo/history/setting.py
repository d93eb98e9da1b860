"""What stands already when history is written: places with their people, the roster, the catalogue."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from catalog.models import CommunityGroup, GroupMember, Provider, RosterEntry
from catalog.rules.states import EntryState
from marketplace.accounts.models import Membership, Organisation, OrganisationType
from marketplace.accounts.rules import Role
from marketplace.demo.history import people
from marketplace.demo.history.days import Days, at
from marketplace.demo.names import names
from marketplace.places.models import Place
from marketplace.places.queries import district_of, street_of
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import RuleSet as Rules
from marketplace.rulebook.models import RuleSet, ScopeItem
from tendering.demands.models import DecidingBody

BODY_FROM, MEMBERS, GROUP_SIZE = date(2016, 1, 1), 35, 5
LEAST_BIDDERS = 3
NO_ROSTER = "for no item of the catalogue three providers are listed; load the roster first"


class NothingToWriteWith(LookupError):
    """Something history cannot make up is missing."""


@dataclass(frozen=True, slots=True)
class Town:
    """A community with the people who play in it; who does what is fixed, so that four eyes stay four."""

    place: Place
    street: Place
    staff: Sequence[Membership]
    party: Membership
    committee: Membership
    residents: Sequence[Membership]
    office: Sequence[Membership]
    finance: Membership
    street_group: Sequence[Membership]
    body: DecidingBody
    group: CommunityGroup

    @property
    def author(self) -> Membership:
        """Writes the demand, prepares the call, convenes the panel, publishes the award."""
        return self.staff[1]

    @property
    def approver(self) -> Membership:
        """Approves documents, confirms, signs, verifies, checks payments."""
        return self.staff[2]

    @property
    def judge(self) -> Membership:
        """Sits on the panel for the community."""
        return self.staff[0]


@dataclass(frozen=True, slots=True)
class Bidder:
    """A provider with who signs for it, its domains, and from when it may be engaged."""

    provider: Provider
    signer: Membership
    domains: frozenset[int]
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """An item of the catalogue with its domains."""

    item: ScopeItem
    domains: frozenset[int]


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that the projects of one run share."""

    rule_set: RuleSet
    days: Days
    towns: Sequence[Town]
    district_officer: Membership
    district_group: Sequence[Membership]
    experts: Sequence[Membership]
    professional: Membership
    bidders: Sequence[Bidder]
    works: Sequence[Work]
    whole_log: bool = False

    @property
    def rules(self) -> Rules:
        """The values of the rule set."""
        return self.rule_set.rules

    def eligible(self, work: Work, on: date) -> list[Bidder]:
        """Listed providers approved for a domain of the item; of years before the roster, those of its beginning."""
        fitting = [bidder for bidder in self.bidders if bidder.domains & work.domains]
        then = [bidder for bidder in fitting if day_of(bidder.listed_at) <= on]
        return then if len(then) >= LEAST_BIDDERS else fitting


def works(items: Iterable[ScopeItem], found: Sequence[Bidder], known: Container[str]) -> list[Work]:
    """The items that have their words and enough providers for a competition.

    Raises:
        NothingToWriteWith: none has.
    """
    all_works = [Work(item, frozenset(domain.pk for domain in item.domains.all())) for item in items]
    fitting = [
        work
        for work in all_works
        if work.item.code in known and sum(bool(one.domains & work.domains) for one in found) >= LEAST_BIDDERS
    ]
    if not fitting:
        raise NothingToWriteWith(NO_ROSTER)
    return fitting


def listed() -> list[RosterEntry]:
    """The roster as it stands, without whoever is watched or suspended."""
    rows = RosterEntry.objects.filter(state=EntryState.LISTED).select_related("provider__organisation")
    return list(rows.prefetch_related("domains").order_by("pk"))


def bidders(entries: Iterable[RosterEntry], seats: people.Seats) -> list[Bidder]:
    """The roster's providers with whoever signs for them."""
    return [
        Bidder(
            provider=entry.provider,
            signer=seats.of(Role.PROVIDER_ADMIN, entry.provider.organisation)[0],
            domains=frozenset(domain.pk for domain in entry.domains.all()),
            listed_at=entry.listed_at,
        )
        for entry in entries
    ]


def around(places: Sequence[Place]) -> list[Place]:
    """These communities with their streets and their district, each once."""
    found = {place.pk: place for place in places}
    for place in places:
        for above in (street_of(place), district_of(place)):
            if above is None:
                raise NothingToWriteWith(f"{place} lies in no street and district")
            found.setdefault(above.pk, above)
    return list(found.values())


def towns(places: Sequence[Place], seats: people.Seats, first_year: int) -> list[Town]:
    """The communities with their people, deciding bodies and residents' groups, made up where they are missing."""
    bodies, groups = _bodies(places), _groups(places, seats, first_year)
    return [_town(place, seats, bodies[place.pk], groups[place.pk]) for place in places]


def _town(place: Place, seats: people.Seats, body: DecidingBody, group: CommunityGroup) -> Town:
    street = street_of(place)
    assert street is not None  # `around` has looked
    return Town(
        place=place,
        street=street,
        staff=seats.of(Role.COMMUNITY, place),
        party=seats.of(Role.PARTY_ORG, place)[0],
        committee=seats.of(Role.SUPERVISION_COMMITTEE, place)[0],
        residents=seats.of(Role.RESIDENT_REPRESENTATIVE, place),
        office=seats.of(Role.STREET, street),
        finance=seats.of(Role.FINANCE_OFFICER, street)[0],
        street_group=seats.of(Role.LEADING_GROUP_MEMBER, street),
        body=body,
        group=group,
    )


def _bodies(places: Sequence[Place]) -> dict[int, DecidingBody]:
    """The sitting bodies; where none sits, one that has sat for long."""
    kind = DecidingBody.Kind.RESIDENTS_REPRESENTATIVE_MEETING
    rows = DecidingBody.objects.filter(community__in=places, kind=kind, to_date=None)
    found = {row.community_id: row for row in rows}
    missing = [
        DecidingBody(community=place, kind=kind, members=MEMBERS, from_date=BODY_FROM)
        for place in places
        if place.pk not in found
    ]
    found |= {row.community_id: row for row in DecidingBody.objects.bulk_create(missing)}
    return found


def _groups(places: Sequence[Place], seats: people.Seats, first_year: int) -> dict[int, CommunityGroup]:
    """A residents' group of each community, registered before the first year where there is none."""
    rows = CommunityGroup.objects.filter(community__in=places, dissolved_at=None).select_related("organisation")
    found = {row.community_id: row for row in rows.order_by("-pk")}
    missing = [place for place in places if place.pk not in found]
    bodies = Organisation.objects.bulk_create(
        Organisation(name=f"{place.name_zh}居民自治服务队", org_type=OrganisationType.COMMUNITY_GROUP, place=place)
        for place in missing
    )
    registered_at = at(date(first_year - 1, 12, 1), 10)
    made = CommunityGroup.objects.bulk_create(
        CommunityGroup(
            organisation=body,
            community=place,
            purpose="居民自愿参加，承担院落环境、邻里互助和小型活动的组织实施。",
            filed_date=day_of(registered_at),
            registered_at=registered_at,
            registered_by=seats.of(Role.COMMUNITY, place)[1],
        )
        for body, place in zip(bodies, missing, strict=True)
    )
    naming = names(skip=60_000)
    GroupMember.objects.bulk_create(
        GroupMember(group=group, name=next(naming), leads=number == 0) for group in made for number in range(GROUP_SIZE)
    )
    return found | {group.community_id: group for group in made}
