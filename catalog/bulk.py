"""Admits many providers through the real services under a moved clock: the demo's 82, and whole cities.

Works only where the settings let the clock be moved (demonstration and tests).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from catalog.models import Provider, RosterApplication, RosterEntry
from catalog.queries.applications import missing_files
from catalog.queries.entries import entry_of
from catalog.rules.periods import months_after
from catalog.rules.states import EntryState, FileKind, Grade
from catalog.services import files, listing, profile, registration, standing
from catalog.services.applications import start_application, submit_application
from catalog.services.decisions import accept_application
from marketplace import clock
from marketplace.accounts.models import Membership, OrganisationType, User
from marketplace.places import queries as places
from marketplace.places.models import Place
from marketplace.primitives.calendar import SHANGHAI
from marketplace.rulebook.models import ServiceDomain
from marketplace.rulebook.queries import in_force, work_calendar

ABNORMAL = "列入活动异常名录，核对民政部门公示"
SUSPENDED = "未按期报送年度服务报告，限期整改"
SUSPENDED_DAYS = 90
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
SURNAMES = "陈李王张刘杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "甲乙丙丁戊己庚辛壬癸"  # with the surname every responsible person is another one


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One provider to be admitted; `state` is where it shall stand today."""

    number: int
    name: str
    org_type: str
    uscc: str
    grade: Grade
    domains: tuple[str, ...]
    strengths: str
    street: str
    founded: int
    fulltime_staff: int
    certified_social_workers: int
    state: EntryState

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Row:
        """A row of the demo's file."""
        return cls(
            number=int(values["no"]),
            name=values["name"],
            org_type=values["org_type"],
            uscc=values["uscc"],
            grade=Grade(values["grade"] or Grade.NONE),
            domains=tuple(values["service_domains"].split("|")),
            strengths="、".join(values["strengths"].split("|")),
            street=values["home_street"],
            founded=int(values["founded"]),
            fulltime_staff=int(values["fulltime_staff"]),
            certified_social_workers=int(values["certified_social_workers"]),
            state=EntryState(values["state"]),
        )


def admit(
    rows: Iterable[Row], *, officer: Membership, admitted_on: date, person: Callable[[Row], User]
) -> Iterator[Provider]:
    """Register, submit, accept, publicise and list every row, then bring it to its state; yields each when done.

    Args:
        officer: a district officer, in office since before the oldest admission (an expired entry is admitted so
            long ago that it has run out by now).
        admitted_on: the day on which applications are accepted; a working day, more than a year ago at most.
        person: makes the user who administers a row's organisation; nobody who has a role.
    """
    streets = {place.name_zh: place for place in places.streets()}
    domains = {domain.code: domain for domain in ServiceDomain.objects.all()}
    for row in rows:
        with transaction.atomic():
            day = _long_ago(admitted_on, officer) if row.state is EntryState.EXPIRED else admitted_on
            with _at(day):
                application = _applied(row, person(row), streets, domains, officer)
            _list(application)
            _bring(application.provider, row.state, officer)
        yield application.provider


def _applied(
    row: Row,
    user: User,
    streets: Mapping[str, Place],
    domains: Mapping[str, ServiceDomain],
    officer: Membership,
) -> RosterApplication:
    member = registration.register_organisation(
        actor=user, name=row.name, org_type=row.org_type, uscc=row.uscc, now=clock.now()
    )
    provider = Provider.objects.select_related("organisation").get(organisation=member.organisation_id)
    provider = profile.edit_profile(
        provider=provider,
        by=member,
        changes=_facts(row, streets),
        domains=[domains[code] for code in row.domains],
        now=clock.now(),
    )
    for kind in missing_files(provider):
        files.add_file(provider=provider, by=member, kind=kind, upload=_paper(row, kind), now=clock.now())
    application = start_application(provider=provider, by=member, now=clock.now())
    application = submit_application(application=application, by=member, declared=True, now=clock.now())
    return accept_application(application=application, by=officer, reason="材料齐全，符合入库条件", now=clock.now())


def _facts(row: Row, streets: Mapping[str, Place]) -> dict[str, object]:
    today = clock.today()
    surname = SURNAMES[row.number % len(SURNAMES)]
    facts: dict[str, object] = {
        "founded": row.founded,
        "registered_date": date(row.founded, 1 + row.number % 12, 1 + row.number % 28),
        "supervising_authority": "区民政局（演示）",
        "home_place": streets.get(row.street),
        "address": f"{row.street}演示路{row.number}号",
        "legal_representative": f"{surname}演示{GIVEN[row.number // len(SURNAMES)]}",
        "contact_name": f"{SURNAMES[(row.number + 7) % len(SURNAMES)]}演示",
        "contact_phone": f"1380000{row.number:04}",
        "development": f"{row.founded}年登记，年度报告按时报送，近三年无行政处罚。",
        "fulltime_staff": row.fulltime_staff,
        "certified_social_workers": row.certified_social_workers,
        "volunteers": 20 + row.number * 7 % 180,
        "strengths": row.strengths,
        "annual_report_year": today.year - 1,
    }
    return facts | _grade(row, today) | _certificate(row, today)


def _grade(row: Row, today: date) -> dict[str, object]:
    if row.grade is Grade.NONE:
        return {}
    assessed = months_after(today, -(6 + row.number % 24))
    return {
        "grade": row.grade.value,
        "grade_assessed_on": assessed,
        "grade_expires_on": months_after(assessed, 60) - timedelta(days=1),
        "grade_authority": "成都市民政局（演示）",
    }


def _certificate(row: Row, today: date) -> dict[str, object]:
    if row.org_type != OrganisationType.SOCIAL_ENTERPRISE:
        return {}
    return {
        "certificate_number": f"演示认定第{row.number:03}号",
        "certificate_expires_on": months_after(today, 36),
    }


def _paper(row: Row, kind: FileKind) -> ContentFile[bytes]:
    return ContentFile(PAPER + f"%{row.number}-{kind.value}\n".encode(), name=f"{kind.value}.pdf")


def _list(application: RosterApplication) -> RosterEntry:
    until = application.publicity_until
    assert until is not None  # acceptance has just set it
    with clock.moved_to(until + timedelta(minutes=5)):
        return listing.list_provider(application=application)


def _bring(provider: Provider, state: EntryState, officer: Membership) -> None:
    entry = entry_of(provider)
    assert entry is not None  # it has just been listed
    if state is EntryState.EXPIRED:
        _run_out(entry, officer)
    elif state is EntryState.WATCH:
        profile.curate(provider=provider, by=officer, changes={"abnormal_list": True}, reason=ABNORMAL, now=clock.now())
    elif state is EntryState.SUSPENDED:
        until = clock.today() + timedelta(days=SUSPENDED_DAYS)
        standing.suspend_entry(entry=entry, by=officer, reason=SUSPENDED, until=until, now=clock.now())


def _run_out(entry: RosterEntry, officer: Membership) -> None:
    """Every yearly review confirmed on its day, then the end."""
    while entry.review_due_date < min(entry.valid_until, clock.today()):
        with _at(entry.review_due_date):
            standing.call_review(entry=entry)
            entry = standing.confirm_review(entry=entry, by=officer, note="年度复核合格", now=clock.now())
    standing.expire_entry(entry=entry)


def _long_ago(admitted_on: date, officer: Membership) -> date:
    """A day after the officer took office, so long ago that an entry listed then has run out."""
    years = in_force(admitted_on).rules.roster.entry_years
    day = work_calendar().roll_forward(months_after(clock.today(), -12 * years - 2))
    return max(day, officer.from_date)


@contextmanager
def _at(day: date) -> Iterator[None]:
    with clock.moved_to(datetime.combine(day, time(10), tzinfo=SHANGHAI)):
        yield


def read(lines: Sequence[Mapping[str, str]]) -> list[Row]:
    """Rows of a file as `csv.DictReader` gives them."""
    return [Row.of(line) for line in lines]
