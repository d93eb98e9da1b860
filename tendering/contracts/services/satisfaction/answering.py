"""Answering: with a code on a telephone, or in the open survey; and seeing that one was counted (R49)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import end_of_day
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.contracts.models import (
    AnswerChoice,
    Awareness,
    Code,
    Remark,
    SatisfactionPanel,
    SatisfactionSurvey,
    Sheet,
    SurveyAnswer,
    SurveyParticipation,
)
from tendering.contracts.queries.panel_people import answers_on_panel, both_count, conflicted
from tendering.contracts.rules.codes import new_receipt, normalised_receipt
from tendering.contracts.rules.remarks import without_names
from tendering.contracts.rules.satisfaction_states import PanelState
from tendering.contracts.services.satisfaction.codes import CodeUsed, CodeWrong, NotOpen, keyed
from tendering.contracts.services.satisfaction.panels import Conflicted, locked, note


class AnsweredAlready(Refusal):
    """One answer each."""


class PhoneUnproved(Refusal):
    """Where panel and survey count together, whoever answers the survey is known by a phone that they proved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody ticked and said."""

    answer: str
    awareness: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person alone keeps; shown once."""

    number: str
    remark: str


def answer(*, code: Code, values: Answers) -> Receipt:
    """One sheet for one code; afterwards nobody, not the platform either, can say whose it is.

    The code is marked used in a row of its own that keeps no time; the sheet has no time, seat or order.

    Raises:
        NotOpen: the database's clock, read under the panel's lock, is past the end.
        CodeUsed: it was used before; of two at the same moment one is told so.
        CodeWrong: its digits were replaced since it was admitted.
        InvalidInput: an answer that is none of those offered.
    """
    _check(values)
    with transaction.atomic():
        panel = _open(code.member.panel)
        # One statement, so that of two senders of one code only one goes on.
        if not Code.objects.filter(pk=code.pk, digest=code.digest, is_used=False).update(is_used=True):
            _refuse(code)
        number = new_receipt()
        Sheet.objects.create(
            panel=panel, answer=values.answer, awareness=values.awareness, receipt_digest=_receipt_digest(panel, number)
        )
        said = _remark(panel, values.remark)
        note(panel, "answered", None)
    return Receipt(f"{panel.number}-{number}", said)


def _refuse(code: Code) -> NoReturn:
    if Code.objects.filter(pk=code.pk, is_used=True).exists():
        raise CodeUsed("contracts.satisfaction.code_used")
    raise CodeWrong("contracts.satisfaction.code_wrong")


def _check(values: Answers) -> None:
    if values.answer not in AnswerChoice.values:
        raise InvalidInput("contracts.satisfaction.answer_missing", field="answer")
    if values.awareness not in Awareness.values:
        raise InvalidInput("contracts.satisfaction.answer_missing", field="awareness")


def _open(panel: SatisfactionPanel) -> SatisfactionPanel:
    panel = locked(panel)
    if panel.state != PanelState.OPEN or panel.ends_at is None or clock.read() >= panel.ends_at:
        raise NotOpen("contracts.satisfaction.not_open")
    return panel


def _remark(panel: SatisfactionPanel, text: str) -> str:
    said = without_names(text, panel.members.values_list("name", flat=True))[:500]
    if said:
        days = panel.rule_set.rules.reports.answer_working_days
        due_at = end_of_day(work_calendar().add_workdays(clock.today(), days))
        Remark.objects.create(panel=panel, text=said, due_at=due_at)
    return said


def _receipt_digest(panel: SatisfactionPanel, number: str) -> str:
    return keyed(f"receipt.{panel.pk}", number)


def is_counted(*, panel: SatisfactionPanel, receipt: str) -> bool:
    """Whether the sheet with this receipt is among those counted; what it says stays untold."""
    number = normalised_receipt(receipt)
    return bool(number) and panel.sheets.filter(receipt_digest=_receipt_digest(panel, number)).exists()


@transaction.atomic
def answer_survey(
    *, panel: SatisfactionPanel, values: Answers, user: User, membership: Membership | None
) -> SurveyAnswer:
    """An answer in the open survey: by anybody who signs in, once each; shown beside the panel, never mixed into its
    rate (domain 3.7).

    Args:
        membership: in which role; a resident of the community is counted as one.

    Raises:
        NotOpen, Conflicted, InvalidInput.
        AnsweredAlready: in the survey, or, where the rule set counts both, on the panel.
        PhoneUnproved: where both count: members of the panel are known by account or phone, not by e-mail.
    """
    _check(values)
    panel = _open(panel)
    survey = SatisfactionSurvey.objects.get(panel=panel)
    if conflicted(panel.contract, user):
        raise Conflicted("contracts.satisfaction.conflicted")
    if answers_on_panel(panel, user):
        raise AnsweredAlready("contracts.satisfaction.answers_on_panel")
    if both_count(panel) and not user.phone_verified:
        raise PhoneUnproved("contracts.satisfaction.survey_phone_unproved")
    _take_part(survey, user)
    community = panel.contract.demand.community
    resident = membership is not None and membership.role in (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
    said = SurveyAnswer.objects.create(
        survey=survey,
        answer=values.answer,
        awareness=values.awareness,
        from_resident=resident and membership is not None and membership.place_id == community.pk,
    )
    note(panel, "survey_answered", None)
    return said


def _take_part(survey: SatisfactionSurvey, user: User) -> None:
    try:
        with transaction.atomic():
            SurveyParticipation.objects.create(survey=survey, user=user)
    except IntegrityError:
        raise AnsweredAlready("contracts.satisfaction.answered_already") from None


@transaction.atomic
def answer_remark(*, remark: Remark, by: Membership, text: str, now: datetime) -> Remark:
    """The community answers what somebody said, on the project's page.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: `contracts.satisfaction.remark_answered`, once answered.
    """
    require(by, Role.COMMUNITY, place=remark.panel.contract.demand.community)
    require_text(text, "contracts.satisfaction.no_answer", field="answer")
    row = Remark.objects.select_for_update(of=("self",)).select_related("panel__contract__demand").get(pk=remark.pk)
    if row.answered_at is not None:
        raise Refusal("contracts.satisfaction.remark_answered")
    row.answer, row.answered_by_id, row.answered_at = text.strip(), by.user_id, now
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    note(row.panel, "remark_answered", by)
    return row
