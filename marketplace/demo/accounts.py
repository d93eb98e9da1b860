"""One account for each role, so that whoever tries the demonstration can see it from every side."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from marketplace.accounts import secrets
from marketplace.accounts.models import ROLE_NAMES, Membership, Organisation, OrganisationType, User
from marketplace.accounts.rules import SECOND_FACTOR_ROLES, Role
from marketplace.places.models import Place

# The same for every account: the data is made up, and the page says so.
PASSWORD = "jinniu-demo-2026"
DISTRICT, STREET, COMMUNITY = "510106", "510106040", "510106040003"
COLUMNS = ("account", "role", "scope", "name", "password", "second_factor_secret")


@dataclass(frozen=True)
class Person:
    """A made-up person who holds one role, for one place by code, or for an organisation by name."""

    account: str
    name: str
    role: Role
    scope: str

    @property
    def email(self) -> str:
        return f"{self.account}@demo.example"


_PROVIDER = "成都市金牛区示例社会工作服务中心"
PERSONS = [
    Person("resident", "李*", Role.RESIDENT, COMMUNITY),
    Person("representative", "王*", Role.RESIDENT_REPRESENTATIVE, COMMUNITY),
    Person("community", "张*", Role.COMMUNITY, COMMUNITY),
    Person("party", "刘*", Role.PARTY_ORG, COMMUNITY),
    Person("supervision", "陈*", Role.SUPERVISION_COMMITTEE, COMMUNITY),
    Person("street", "杨*", Role.STREET, STREET),
    Person("street-finance", "赵*", Role.FINANCE_OFFICER, STREET),
    Person("leading-group", "黄*", Role.LEADING_GROUP_MEMBER, STREET),
    Person("district", "周*", Role.DISTRICT, DISTRICT),
    Person("finance", "吴*", Role.FINANCE_OFFICER, DISTRICT),
    Person("curator", "徐*", Role.CURATOR, DISTRICT),
    Person("evaluation-group", "孙*", Role.EVALUATION_GROUP_MEMBER, DISTRICT),
    Person("planner", "胡*", Role.PLANNER, COMMUNITY),
    Person("pool", "朱*", Role.POOL_MANAGER, DISTRICT),
    Person("co-builder", "高*", Role.CO_BUILDER, COMMUNITY),
    Person("expert", "林*", Role.EXPERT, DISTRICT),
    Person("professional", "何*", Role.PROFESSIONAL, DISTRICT),
    Person("provider", "郭*", Role.PROVIDER_ADMIN, _PROVIDER),
    Person("bidder", "马*", Role.PROVIDER_BIDDER, _PROVIDER),
    Person("auditor", "罗*", Role.AUDITOR, DISTRICT),
    Person("discipline", "梁*", Role.DISCIPLINE, DISTRICT),
    Person("operator", "宋*", Role.OPERATOR, DISTRICT),
]


def accounts_file() -> Path:
    """Where the accounts stand with their second-factor secrets; never committed."""
    return Path(settings.VAR_DIR) / "demo-accounts.csv"


@transaction.atomic
def open_all(advance: Callable[[], object]) -> None:
    """Open every account and write `accounts_file`."""
    accounts_file().parent.mkdir(parents=True, exist_ok=True)
    hashed = make_password(PASSWORD)  # once: hashing is slow on purpose
    with accounts_file().open("w", encoding="utf-8-sig", newline="") as handle:
        table = csv.writer(handle)
        table.writerow(COLUMNS)
        for person in PERSONS:
            table.writerow(_open(person, hashed))
            advance()


def _open(person: Person, hashed: str) -> tuple[str, ...]:
    user = User.objects.create(name=person.name, email=person.email, password=hashed)
    EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
    membership = Membership(user=user, role=person.role, from_date=date(2026, 1, 1))
    if person.scope.isdigit():
        membership.place = Place.objects.get(code=person.scope)
    else:
        membership.organisation = _organisation(person.scope)
    membership.save()
    secret = ""
    if person.role in SECOND_FACTOR_ROLES:
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
    role = str(ROLE_NAMES[person.role])
    return person.email, role, str(membership.scope), person.name, PASSWORD, secret


def _organisation(name: str) -> Organisation:
    kind = OrganisationType.PRIVATE_NONENTERPRISE
    return Organisation.objects.get_or_create(name=name, defaults={"org_type": kind, "uscc": "52510199MJX999999X"})[0]


def listed() -> list[dict[str, str]]:
    """The rows of `accounts_file`, empty where nothing was loaded."""
    if not accounts_file().exists():
        return []
    with accounts_file().open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def offered() -> list[dict[str, str]]:
    """The rows of `accounts_file` with the role's code, for pages that name roles in the reader's language."""
    codes = {person.email: str(person.role) for person in PERSONS}
    return [row | {"role": codes[row["account"]]} for row in listed() if row["account"] in codes]


def secret_of(account: str) -> str | None:
    """The second-factor secret of an account, by its e-mail or the part before the @; None without one."""
    email = account if "@" in account else f"{account}@demo.example"
    held = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
    return secrets.decrypt(held.data["secret"]) if held else None
