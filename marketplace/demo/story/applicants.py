"""Who applies for the roster: the table of 82, three more whose applications run, and one that never applies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from marketplace.accounts import bulk
from marketplace.accounts.bulk import Person, PersonSpec
from marketplace.accounts.rules import Role
from marketplace.demo import accounts
from marketplace.demo.codes import credit_code
from marketplace.demo.names import names
from marketplace.demo.stage import Stage
from marketplace.demo.tables import rows, texts

# Applications that run on 20 November: one in publicity, two waiting for the district.
RUNNING = (
    ("金牛区棠舟社区营造促进中心", "publicity", "planning|governance", "社区规划|公共空间营造", date(2026, 11, 12)),
    ("金牛区苗圃青少年服务中心", "submitted", "childcare|education", "课后托管|阅读推广", date(2026, 11, 16)),
    ("金牛区康和助残服务中心", "submitted", "disability|health", "康复训练|辅具适配", date(2026, 11, 18)),
)
# Registered and never listed: it may bid where the statute binds, and a roster is no condition (domain 3.1).
UNLISTED, OUTSIDER = "unlisted", 950
_OUTSIDE = ("成都衡川养老服务有限公司", "elderly", "综合体运营|日间照料", date(2026, 9, 21))


@dataclass(frozen=True)
class Applicant:
    """One row of the table, with the people who act for it."""

    row: dict[str, str]
    person: Person
    bidder: Person | None
    state: str
    applied_on: date | None = None


def applicants() -> Iterator[Applicant]:
    """Everybody who ever applies; their people are created here, at once."""
    table: list[tuple[dict[str, str], str, date | None]] = []
    table += [(row, row["state"], None) for row in rows("demo_providers_82")]
    table += [(row, row["state"], day) for row, day in _running()]
    table.append((outsider(), UNLISTED, _OUTSIDE[-1]))
    people = bulk.people(list(_people([row for row, _state, _day in table])), password=accounts.PASSWORD)
    for number, (row, state, day) in enumerate(table):
        yield Applicant(row, people[2 * number], people[2 * number + 1], state, day)


def _running() -> Iterator[tuple[dict[str, str], date]]:
    for serial, (name, state, domains, strengths, day) in enumerate(RUNNING, start=900):
        yield _row(serial, name, state, domains, strengths), day


def outsider() -> dict[str, str]:
    """The enterprise that never applies."""
    name, domains, strengths, _day = _OUTSIDE
    own = {"org_type": "enterprise", "roster_list": "", "uscc": credit_code("91", OUTSIDER)}
    return _row(OUTSIDER, name, UNLISTED, domains, strengths) | own


def _row(serial: int, name: str, state: str, domains: str, strengths: str) -> dict[str, str]:
    """As the table has them."""
    return {
        "no": str(serial),
        "name": name,
        "org_type": "private_nonenterprise",
        "roster_list": "social_organization",
        "uscc": credit_code("52", serial),
        "grade": "",
        "service_domains": domains,
        "strengths": strengths,
        "home_street": "金泉街道",
        "founded": "2022",
        "fulltime_staff": "6",
        "certified_social_workers": "3",
        "state": state,
    }


def _people(table: list[dict[str, str]]) -> Iterator[PersonSpec]:
    """An administrator and a bidder for each; the demo accounts belong to the first."""
    known = {person.role: person for person in accounts.PERSONS if person.scope == accounts.PROVIDER}
    naming = names(skip=9000)
    for row in table:
        for role, label in ((Role.PROVIDER_ADMIN, "admin"), (Role.PROVIDER_BIDDER, "bidder")):
            name, email = next(naming), f"provider-{row['no']}-{label}@demo.example"
            if row["uscc"] == accounts.PROVIDER:
                name, email = known[role].name, known[role].email
            yield PersonSpec(name, email=email, second_factor=role == Role.PROVIDER_ADMIN)


def facts(applicant: Applicant, stage: Stage) -> dict[str, object]:
    """What the provider says of itself (R30), from its row."""
    row, words = applicant.row, texts("provider_texts")
    number, staff = int(row["no"]), max(int(row["fulltime_staff"]), 3)
    strengths = row["strengths"].split("|")
    year = 2023 if applicant.state == "expired" else 2026
    development = words["development"][number % len(words["development"])]
    return {
        "founded": int(row["founded"]),
        "registered_date": date(int(row["founded"]), 1 + number % 9, 1 + number % 27),
        "supervising_authority": words["authority"][row["org_type"]],
        "home_place": stage.places[row["home_street"]],
        "legal_representative": applicant.person.user.name,
        "contact_name": applicant.bidder.user.name if applicant.bidder else applicant.person.user.name,
        "contact_phone": f"1380000{number:04d}",
        "contact_email": f"provider-{number}@demo.example",
        "address": f"成都市金牛区{row['home_street']}演示路{10 + number}号",
        "development": development.format(founded=row["founded"], staff=staff, first=strengths[0], last=strengths[-1]),
        "strengths": "、".join(strengths),
        "fulltime_staff": staff,
        "certified_social_workers": min(int(row["certified_social_workers"]), staff),
        "volunteers": 12 + number * 7 % 90,
        "annual_report_year": year - 1 if year == 2023 else year - 2 + (number % 2 == 0),
        **_grade(row),
        **_certificate(row, number),
    }


def _grade(row: dict[str, str]) -> dict[str, object]:
    if not row["grade"]:
        return {}
    return {
        "grade": row["grade"],
        "grade_assessed_on": date(2023, 12, 8),
        "grade_expires_on": date(2028, 12, 7),
        "grade_authority": "成都市民政局（演示）",
    }


def _certificate(row: dict[str, str], number: int) -> dict[str, object]:
    if row["org_type"] != "social_enterprise":
        return {}
    return {
        "certificate_number": f"演示社企〔2024〕{number:03d}号",
        "certificate_level": ("一般社会企业", "优秀社会企业", "标杆社会企业")[number % 3],
        "certificate_expires_on": date(2027, 10, 31),
    }
