"""Who takes part in a journey: separate people for separate acts, as the rules ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from tests.factories import accounts, catalog, demands, funds, places, tenders
from tests.factories.tenders import Office
from tests.journeys.days import Days
from tests.journeys.person import Person


@dataclass
class Cast:
    """A community with its money and deciding body, its people, its street, its district."""

    days: Days
    community: Place
    resident: Person
    author: Person
    colleague: Person
    clerk: Person
    committee: Person
    street: Person
    second_street: Person
    finance: Person
    district: Person
    professional: Person
    representatives: list[Person]
    bidders: list[Person] = field(default_factory=list)
    experts: list[Person] = field(default_factory=list)

    @staticmethod
    def of(days: Days, money: str = "100000.00") -> Cast:
        """Everybody, in a community with this money (yuan) and a deciding body of thirty."""
        demands.rules()
        community = places.community()
        street, district = community.parent, places.district()
        assert street is not None
        funds.account(community, money)
        demands.sitting_body(community)
        return Cast(
            days=days,
            community=community,
            resident=person("王居民", Role.RESIDENT, community),
            author=person("钱干事", Role.COMMUNITY, community),
            colleague=person("孙主任", Role.COMMUNITY, community),
            clerk=person("李会计", Role.COMMUNITY, community),
            committee=person("周监督", Role.SUPERVISION_COMMITTEE, community),
            street=person("吴科长", Role.STREET, street),
            second_street=person("郑科员", Role.STREET, street),
            finance=person("冯出纳", Role.FINANCE_OFFICER, street),
            district=person("陈处长", Role.DISTRICT, district),
            professional=person("褚专家", Role.PROFESSIONAL, district),
            representatives=[representative(f"{name}代表", community) for name in ("卫", "蒋", "沈", "韩")],
        )

    @property
    def office(self) -> Office:
        """The community's people as the factories know them."""
        return Office(self.community, self.author.membership, self.colleague.membership, self.committee.membership)

    def add_bidders(self, *names: str) -> None:
        """Listed providers for the elderly, each with somebody who signs for it."""
        self.bidders += [Person(tenders.bidder(catalog.listed_provider(name))) for name in names]

    def add_experts(self, number: int) -> None:
        """So many people of the expert pool who know the elderly, each with an employer of their own."""
        for _count in range(number):
            row = catalog.expert([domain.code for domain in demands.item().domains.all()])
            self.experts.append(Person(Membership.objects.get(user=row.user, role=Role.EXPERT)))

    def neighbours(self, number: int) -> list[str]:
        """So many more residents, reached by telephone alone; the numbers as officers see them."""
        for row in range(1, number + 1):
            user = accounts.user(f"邻居{row}", email=None, phone=f"+86139{row:08d}")
            User.objects.filter(pk=user.pk).update(phone_verified=True)
            accounts.membership(Role.RESIDENT, self.community, who=user)
        return [f"139****{row:04d}" for row in range(1, number + 1)]


def representative(name: str, community: Place) -> Person:
    """Somebody the residents elected, known by a phone: who may be drawn for a panel."""
    return Person(accounts.membership(Role.RESIDENT_REPRESENTATIVE, community, who=accounts.known(name)))


def person(name: str, role: str, place: Place) -> Person:
    """Somebody with a name, in a role."""
    return Person(accounts.person(name, role, place))
