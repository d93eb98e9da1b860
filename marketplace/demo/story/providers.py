"""How the roster filled: 82 providers register, apply, are accepted, publicised and listed; then life goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from catalog.models import Provider, RosterApplication, RosterEntry
from catalog.queries.applications import missing_files
from catalog.rules.states import FileKind
from catalog.services.applications import start_application, submit_application
from catalog.services.decisions import accept_application
from catalog.services.files import add_file
from catalog.services.listing import list_provider
from catalog.services.profile import curate, edit_profile
from catalog.services.registration import register_organisation
from catalog.services.standing import call_review, confirm_review, expire_entry, suspend_entry
from marketplace import clock
from marketplace.accounts.bulk import Person
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.accounts.services import accept_invitation, invite_member
from marketplace.demo.agenda import at_hour, morning_after, office_hour, working_day
from marketplace.demo.papers import paper
from marketplace.demo.stage import Stage
from marketplace.demo.story.applicants import UNLISTED, Applicant, applicants, facts
from marketplace.primitives.calendar import day_of
from marketplace.rulebook.models import ServiceDomain

FIRST_DAY, LONG_AGO = date(2026, 1, 5), date(2023, 9, 5)
PAPERS = {
    FileKind.REGISTRATION: "法人登记证书（演示）",
    FileKind.ANNUAL_REPORT: "年度工作报告（演示）",
    FileKind.BANK_ACCOUNT: "开户许可证明（演示）",
    FileKind.TAX_AND_INSURANCE: "纳税与社保缴纳证明（演示）",
    FileKind.GRADE_CERTIFICATE: "评估等级证书（演示）",
    FileKind.ENTERPRISE_CERTIFICATE: "社会企业认定证书（演示）",
}
CHECKED = "材料齐全，条件核对无误。"
ABNORMAL = "市场监管部门公示该单位未按期报送年度报告，列入经营异常名录。"
SUSPENDED = (
    "项目回访发现服务台账不实，限期整改，暂停承接新项目。",
    "未按合同配备持证社工，经两次提醒仍未改正，暂停承接新项目。",
)
REVIEWED = "年度复核：登记信息、年报和人员情况与入库时一致。"


def enter(stage: Stage) -> None:
    """Every applicant's road."""
    serial = count()
    for applicant in applicants():
        _Road(stage, applicant, next(serial)).enter()


class _Road:
    """One provider's way through the roster."""

    def __init__(self, stage: Stage, applicant: Applicant, number: int) -> None:
        self.stage, self.applicant, self.number = stage, applicant, number
        self.officer = stage.cast.at_district(Role.DISTRICT, 2 + number % 3)

    def enter(self) -> None:
        """Whatever this applicant's state in the table asks for."""
        start = self.applicant.applied_on or FIRST_DAY + timedelta(days=self.number % 45)
        start = LONG_AGO if self.applicant.state == "expired" else start
        at, minute = self.stage.agenda.at, self.number % 60
        at(office_hour(start, 0, 9, minute), self._register)
        if self.applicant.state == UNLISTED:
            return
        at(office_hour(start, 1, 10, minute), self._apply)
        if self.applicant.state == "submitted":
            return
        at(office_hour(start, 4, 15, minute), self._accept)
        if self.applicant.state == "publicity":
            return
        listed = morning_after(at_hour(working_day(start, 9), 6), 1)
        at(listed, self._list)
        self._afterwards(day_of(listed))

    def _afterwards(self, listed: date) -> None:
        at = self.stage.agenda.at
        if self.applicant.state == "watch":
            at(at_hour(date(2026, 9, 15), 10), self._put_on_watch)
        elif self.applicant.state == "suspended":
            at(at_hour(date(2026, 10, 12 + self.number % 2), 11), self._suspend)
        elif self.applicant.state == "expired":
            confirmed = listed
            for _year in (1, 2):
                due = confirmed.replace(year=confirmed.year + 1)
                at(at_hour(due, 6), lambda: call_review(entry=self._entry()))
                confirmed = working_day(due, 5)
                at(at_hour(confirmed, 10), self._review)
            at(at_hour(listed.replace(year=listed.year + 3), 6) + timedelta(days=1), self._expire)

    def _register(self) -> None:
        person = self.applicant.person
        self.by = register_organisation(
            actor=person.user,
            name=self.applicant.row["name"],
            org_type=self.applicant.row["org_type"],
            uscc=self.applicant.row["uscc"],
            now=clock.now(),
        )
        edit_profile(
            provider=self.provider,
            by=self.by,
            changes=facts(self.applicant, self.stage),
            domains=list(self._domains()),
            now=clock.now(),
        )
        if self.applicant.bidder is not None:
            self._admit(self.applicant.bidder)

    def _admit(self, bidder: Person) -> Membership:
        """Asked to join, and says yes at once."""
        person = bidder.user
        invitation = invite_member(
            by=self.by,
            organisation=self.provider.organisation,
            role=Role.PROVIDER_BIDDER,
            name=person.name,
            email=person.email,
            phone=person.phone,
            now=clock.now(),
        )
        return accept_invitation(user=person, invitation=invitation)

    def _domains(self) -> Iterator[ServiceDomain]:
        codes = self.applicant.row["service_domains"].split("|")
        yield from ServiceDomain.objects.filter(code__in=codes).order_by("code")

    @property
    def provider(self) -> Provider:
        """The provider as it stands now."""
        return Provider.objects.select_related("organisation").get(organisation=self.by.organisation)

    def _apply(self) -> None:
        provider = self.provider
        for kind in missing_files(provider):
            add_file(provider=provider, by=self.by, kind=kind, upload=paper(PAPERS[kind]), now=clock.now())
        application = start_application(provider=provider, by=self.by, now=clock.now())
        submit_application(application=application, by=self.by, declared=True, now=clock.now())

    def _application(self) -> RosterApplication:
        return RosterApplication.objects.select_related("provider__organisation").get(provider=self.provider)

    def _entry(self) -> RosterEntry:
        return RosterEntry.objects.select_related("provider__organisation").get(provider=self.provider)

    def _accept(self) -> None:
        accept_application(application=self._application(), by=self.officer, reason=CHECKED, now=clock.now())

    def _list(self) -> None:
        list_provider(application=self._application())

    def _put_on_watch(self) -> None:
        curate(
            provider=self.provider, by=self.officer, changes={"abnormal_list": True}, reason=ABNORMAL, now=clock.now()
        )

    def _suspend(self) -> None:
        reason = SUSPENDED[self.number % 2]
        suspend_entry(entry=self._entry(), by=self.officer, reason=reason, until=date(2027, 4, 15), now=clock.now())

    def _review(self) -> None:
        report = {"annual_report_year": self._entry().review_due_date.year - 1}
        curate(
            provider=self.provider, by=self.officer, changes=report, reason="年报已报送，更新年度。", now=clock.now()
        )
        confirm_review(entry=self._entry(), by=self.officer, note=REVIEWED, now=clock.now())

    def _expire(self) -> None:
        expire_entry(entry=self._entry())
