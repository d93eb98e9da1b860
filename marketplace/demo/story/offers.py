"""What listed providers offer (R35): a handful, from what each says of itself; some wait, one came back, one paused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from catalog.models import Provider, ServiceOffer
from catalog.queries.offers import items_of
from catalog.services.offering import pause_offer, publish_offer, return_offer, submit_offer
from catalog.services.offers import OfferValues, draft_offer
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import office_hour
from marketplace.demo.stage import Stage
from marketplace.demo.tables import rows, texts

FIRST_DAY, LAST_DAY = date(2026, 10, 9), date(2027, 12, 31)
# Ends of the way of the offers in their order; all others are published and stay so.
WAYS = {1: "returned", 4: "paused", 7: "checking"}
MANY, LOWEST, STEP = 14, 18_000, 6_000
BACK = "请写明服务频次和人员资质，便于社区比较。"


def enter(stage: Stage) -> None:
    """Each offer's road."""
    listed = [row for row in rows("demo_providers_82") if row["state"] == "listed"]
    # The first of the table has the demonstration's account: one that everybody sees, one that came back.
    chosen = [listed[0], *listed[: 5 * (MANY - 1) : 5]]
    for number, row in enumerate(chosen):
        _Road(stage, row, number).enter()


@dataclass
class _Road:
    stage: Stage
    row: dict[str, str]
    number: int
    made: list[int] = field(default_factory=list)

    def enter(self) -> None:
        """Written, handed in, checked: as far as this one comes."""
        at, minute = self.stage.agenda.at, self.number * 4
        days = self.number if WAYS.get(self.number) != "checking" else 28
        for after, act in self._acts(WAYS.get(self.number, "")):
            at(office_hour(FIRST_DAY, days + after, 10 + after % 6, minute), act)

    def _acts(self, way: str) -> Iterator[tuple[int, Callable[[], object]]]:
        yield 0, self._draft
        yield 0, self._submit
        officer = self.stage.cast.at_district(Role.DISTRICT, 2 + self.number % 3)
        if way == "returned":
            yield 2, lambda: return_offer(offer=self.offer, by=officer, reason=BACK)
        elif way != "checking":
            yield 2, lambda: publish_offer(offer=self.offer, by=officer, now=clock.now())
        if way == "paused":
            yield 9, lambda: pause_offer(offer=self.offer, by=self.by)

    @property
    def by(self) -> Membership:
        """Who administers the provider."""
        rows = Membership.objects.filter(role=Role.PROVIDER_ADMIN, organisation__uscc=self.row["uscc"])
        return rows.select_related("organisation", "user").order_by("pk")[0]

    @property
    def offer(self) -> ServiceOffer:
        """The offer as it stands now."""
        return ServiceOffer.objects.select_related("provider__organisation").get(pk=self.made[0])

    def _draft(self) -> None:
        provider = Provider.objects.select_related("organisation", "entry").get(organisation__uscc=self.row["uscc"])
        offer = draft_offer(provider=provider, by=self.by, values=self._values(provider), now=clock.now())
        self.made.append(offer.pk)

    def _submit(self) -> None:
        submit_offer(offer=self.offer, by=self.by, now=clock.now())

    def _values(self, provider: Provider) -> OfferValues:
        """Of one of its approved domains: its own strength, its own street, a price by its place in the table."""
        which = 1 if self.number == 1 else 0
        domain = provider.entry.domains.get(code=self.row["service_domains"].split("|")[which])
        strength = self.row["strengths"].split("|")[which]
        words = texts("provider_texts")["offer"]
        low = LOWEST + STEP * (self.number % 5)
        items = [item for item in items_of(provider.entry, clock.today()) if domain in item.domains.all()]
        street = provider.home_place
        return OfferValues(
            title=words["title"][self.number % len(words["title"])].format(strength=strength),
            text=words["text"][self.number % len(words["text"])].format(
                strength=strength, staff=provider.fulltime_staff, workers=provider.certified_social_workers
            ),
            domains=[domain],
            items=items[:2],
            streets=[] if street is None or self.number % 3 == 2 else [street],
            price_from=None if self.number % 4 == 3 else Decimal(low),
            price_to=None if self.number % 4 == 3 else Decimal(low * 2),
            valid_until=LAST_DAY,
        )
