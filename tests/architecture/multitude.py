"""Ten thousand rows behind every list, in bulk: one of each kind is made in full, the others are its copies."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from functools import partial
from itertools import count, islice, repeat
from typing import Any

from django.db import connection
from django.db.models import Max, Model, UUIDField

from catalog.models import CommunityGroup, Expert, Provider, RosterApplication
from marketplace.accounts.models import Membership, Residency
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.notifications.models import Notification
from marketplace.outbox.models import Message
from marketplace.places.models import Place
from tendering.bids.models import Bid
from tendering.contracts.models import Contract
from tendering.demands.models import PublicationBatch
from tendering.evaluation.models import Panel
from tendering.funds.models import Allocation, LedgerEntry, Transfer
from tendering.tenders.models import Notice
from tests.architecture.objects import OBJECTS

_serial = count(1)


def copies(row: Model, number: int, /, **values: Iterable[Any]) -> list[Any]:
    """Keys of so many rows like this one; `values` gives each its own value of a column, relations by key.

    Written past the models: preparing 280,000 of them takes minutes.
    """
    meta = row._meta
    fields = {field.attname: field for field in meta.concrete_fields if not field.generated}
    columns: dict[str, Iterable[Any]] = {
        name: repeat(_prepared(field, getattr(row, name))) for name, field in fields.items()
    }
    keys = _keys(row, number)
    for name, given in (values | {meta.pk.attname: keys}).items():
        columns[name] = map(partial(_prepared, fields[name]), given)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields.values())
    insert = f"INSERT INTO {meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        cursor.executemany(insert, list(islice(zip(*columns.values(), strict=False), number)))
    return keys


def _prepared(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _keys(row: Model, number: int) -> list[Any]:
    if isinstance(row._meta.pk, UUIDField):
        return [uuid.uuid4() for _place in range(number)]
    last = type(row)._base_manager.aggregate(last=Max("pk"))["last"]
    return list(range(last + 1, last + 1 + number))


def texts(pattern: str = "{:012}") -> Iterable[str]:
    """Texts that nobody else has."""
    return (pattern.format(number) for number in _serial)


def _numbers() -> Iterable[int]:
    return (1_000_000 + number for number in _serial)


class Originals:
    """One of each kind, made in the scope of whoever looks at its list."""

    def __init__(self, members: dict[Role, Membership]) -> None:
        self.members = members
        self.contract = Contract.objects.get(number=self._made("running_contract")["slug"])
        self.panel = Panel.objects.get(tender__number=self._made("published_evaluation")["slug"])
        self.bid = Bid.objects.get(tender__number=self._made("bid_draft", Role.PROVIDER_ADMIN)["slug"])
        self.allocation = Allocation.objects.get(pk=self._made("arriving")["pk"])
        self.transfer = Transfer.objects.get(pk=self._made("transfer")["pk"])
        self.provider = Provider.objects.get(**self._made("roster_provider"))
        self.application = RosterApplication.objects.get(**self._made("roster_application"))
        self.group = CommunityGroup.objects.get(**self._made("community_group"))
        self.expert = Expert.objects.get(**self._made("expert"))
        self.residency = Residency.objects.get(**self._made("residency"))
        self.member = Membership.objects.get(**self._made("member"))
        self.note = Notification.objects.get(**self._made("notification", Role.DISTRICT))
        self.letter = Message.objects.get(**self._made("dead_letter"))
        self.batch = PublicationBatch.objects.get(**self._made("published_batch"))
        self.entry = Entry.objects.get(**self._made("entry"))

    def _made(self, name: str, role: Role = Role.COMMUNITY) -> dict[str, Any]:
        return OBJECTS[name](self.members[role])

    def multiply(self, number: int) -> None:
        """Write so many more of each; the database plans with their numbers, as one that runs for years does."""
        write: Callable[[int], None]
        for write in (self._projects, self._money, self._people, self._roster, self._messages):
            write(number)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _projects(self, number: int) -> None:
        contract, award = self.contract, self.contract.award
        plans = copies(contract.plan, number)
        demands = copies(contract.demand, number, plan_id=plans, number=texts())
        tenders = copies(award.tender, number, demand_id=demands, number=texts(), sealing_key_id=repeat(None))
        copies(self.panel, number, tender_id=tenders, counts_for_id=tenders)
        copies(Notice.objects.get(tender=self.panel.tender), number, tender_id=tenders)
        copies(self.bid, number, tender_id=tenders)
        assert award.offer is not None
        offers = copies(award.offer, number, tender_id=tenders)
        awards = copies(award, number, tender_id=tenders, offer_id=offers, number=texts())
        copies(contract, number, award_id=awards, demand_id=demands, plan_id=plans, number=texts())

    def _money(self, number: int) -> None:
        account = self.transfer.from_account
        assert isinstance(account.place, Place)
        assert account.place.parent is not None
        paths = texts(account.place.parent.path + "{:012}/")
        places = copies(account.place, number, code=texts(), path=paths)
        accounts = copies(account, number, place_id=places)
        copies(self.allocation, number, account_id=accounts)
        copies(self.transfer, number, from_account_id=accounts)
        copies(LedgerEntry.objects.filter(account=account)[0], number, serial=_numbers())

    def _people(self, number: int) -> None:
        people = copies(self.member.user, number, email=texts("{}@example.org"), phone=repeat(None))
        copies(self.member, number, user_id=people)
        copies(self.residency, number, user_id=people)
        copies(self.expert, number, user_id=people)

    def _roster(self, number: int) -> None:
        organisations = copies(self.provider.organisation, number, uscc=texts("{:018}"))
        providers = copies(self.provider, number, organisation_id=organisations)
        copies(self.provider.entry, number, provider_id=providers)
        copies(self.application, number, provider_id=providers)
        groups = copies(self.group.organisation, number)
        copies(self.group, number, organisation_id=groups)

    def _messages(self, number: int) -> None:
        copies(self.note, number, message_id=_numbers())
        for row in (self.letter, self.batch, self.entry):
            copies(row, number)
