"""One account for each role, so that whoever tries the demonstration can see it from every side."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings

from marketplace.accounts import secrets
from marketplace.accounts.models import ROLE_NAMES, User
from marketplace.accounts.rules import Role
from tendering.evaluation.models import Seat
from tendering.evaluation.rules.states import Capacity, SeatState, SheetState
from tendering.evaluation.rules.states import State as PanelState

# The same for every account: the data is made up, and the page says so.
PASSWORD = "jinniu-demo-2026"
DISTRICT, STREET, COMMUNITY = "510106", "510106040", "510106040003"
COLUMNS = ("account", "role", "scope", "name", "password", "second_factor_secret")


@dataclass(frozen=True)
class Person:
    """A made-up person who holds one role, for one place by code, or for a provider by credit code."""

    account: str
    name: str
    role: Role
    scope: str

    @property
    def email(self) -> str:
        return f"{self.account}@demo.example"


# The first of the table of providers.
PROVIDER = "52510199MJX000018X"
PERSONS = [
    Person("resident", "李安和", Role.RESIDENT, COMMUNITY),
    Person("representative", "王明岚", Role.RESIDENT_REPRESENTATIVE, COMMUNITY),
    Person("community", "张清禾", Role.COMMUNITY, COMMUNITY),
    Person("community-2", "谢文舟", Role.COMMUNITY, COMMUNITY),
    Person("party", "刘嘉远", Role.PARTY_ORG, COMMUNITY),
    Person("supervision", "陈思川", Role.SUPERVISION_COMMITTEE, COMMUNITY),
    Person("street", "杨若溪", Role.STREET, STREET),
    Person("street-finance", "赵景然", Role.FINANCE_OFFICER, STREET),
    Person("leading-group", "黄云青", Role.LEADING_GROUP_MEMBER, STREET),
    Person("district", "周书悦", Role.DISTRICT, DISTRICT),
    Person("district-2", "韩知言", Role.DISTRICT, DISTRICT),
    Person("district-group", "冯予乔", Role.LEADING_GROUP_MEMBER, DISTRICT),
    Person("finance", "吴向棠", Role.FINANCE_OFFICER, DISTRICT),
    Person("curator", "徐惠遥", Role.CURATOR, DISTRICT),
    Person("evaluation-group", "孙宁林", Role.EVALUATION_GROUP_MEMBER, DISTRICT),
    Person("planner", "胡安乔", Role.PLANNER, COMMUNITY),
    Person("pool", "朱和言", Role.POOL_MANAGER, DISTRICT),
    Person("co-builder", "高明宁", Role.CO_BUILDER, COMMUNITY),
    Person("expert", "林清和", Role.EXPERT, DISTRICT),
    Person("professional", "何思岚", Role.PROFESSIONAL, DISTRICT),
    Person("provider", "郭文舟", Role.PROVIDER_ADMIN, PROVIDER),
    Person("bidder", "马嘉禾", Role.PROVIDER_BIDDER, PROVIDER),
    Person("auditor", "罗景远", Role.AUDITOR, DISTRICT),
    Person("discipline", "梁若川", Role.DISCIPLINE, DISTRICT),
    Person("operator", "宋云溪", Role.OPERATOR, DISTRICT),
]


def accounts_file() -> Path:
    """Where the accounts stand with their second-factor secrets; never committed."""
    return Path(settings.VAR_DIR) / "demo-accounts.csv"


def write_table(scopes: dict[str, str]) -> None:
    """Write `accounts_file`.

    Args:
        scopes: the name of each place or provider by its code.
    """
    accounts_file().parent.mkdir(parents=True, exist_ok=True)
    with accounts_file().open("w", encoding="utf-8-sig", newline="") as handle:
        table = csv.writer(handle)
        table.writerow(COLUMNS)
        for person in PERSONS:
            role, (email, name) = str(ROLE_NAMES[person.role]), _who(person)
            table.writerow((email, role, scopes[person.scope], name, PASSWORD, secret_of(email) or ""))


def scoring_expert() -> User | None:
    """An expert whom the draw gave a seat that can be scored now: nobody knows before who that will be."""
    seats = Seat.objects.filter(capacity=Capacity.EXPERT, state=SeatState.DECLARED, panel__state=PanelState.SCORING)
    # No consultation whose final quotes are still to come, so somebody else has signed already.
    begun = seats.filter(sheet__state=SheetState.DRAFT, panel__seats__sheet__state=SheetState.SIGNED)
    first = begun.select_related("user").order_by("pk").first()
    return first.user if first else None


def _who(person: Person) -> tuple[str, str]:
    """E-mail and name of whoever the table offers for this role: for experts one of the drawn."""
    drawn = scoring_expert() if person.role == Role.EXPERT else None
    return (drawn.email, drawn.name) if drawn and drawn.email else (person.email, person.name)


def listed() -> list[dict[str, str]]:
    """The rows of `accounts_file`, empty where nothing was loaded."""
    if not accounts_file().exists():
        return []
    with accounts_file().open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def offered() -> list[dict[str, str]]:
    """The rows of `accounts_file` with the role's code, for pages that name roles in the reader's language."""
    # In the order of `PERSONS`: which account stands for a role may have been drawn.
    return [row | {"role": str(person.role)} for person, row in zip(PERSONS, listed(), strict=False)]


def secret_of(account: str) -> str | None:
    """The second-factor secret of an account, by its e-mail or the part before the @; None without one."""
    email = account if "@" in account else f"{account}@demo.example"
    held = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
    return secrets.decrypt(held.data["secret"]) if held else None
