"""What `contracts` reports back: who signed, and that the contract stands (domain 3.5)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset import Regime
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award
from tendering.awards.rules import signing
from tendering.awards.rules.states import State
from tendering.awards.services.holding import require_unchallenged
from tendering.awards.services.states import TenderNotOpen, move, note
from tendering.tenders.models import Notice
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import announcing


class SigningEarly(Refusal):
    """The first signing day has not come (calendar days after the letter)."""

    def __init__(self, first_day: object) -> None:
        super().__init__("awards.signing_early", first_day=first_day)


class SigningOver(Refusal):
    """The last signing day has passed."""

    def __init__(self, ended_at: object) -> None:
        super().__init__("awards.signing_over", ended_at=ended_at)


class NotLettered(Refusal):
    """No letter opens the signing days."""

    def __init__(self) -> None:
        super().__init__("awards.not_lettered")


def require_signing_open(award: Award, now: datetime) -> None:
    """Refuse a signature outside the signing days, days lost to a suspension given back before they are looked at.

    `award` is fresh and its call locked.

    Raises:
        TenderNotOpen: the call is suspended.
        ObjectionPending: a challenge waits for its answer.
        NotLettered, SigningEarly, SigningOver.
    """
    if award.tender.state == TenderState.SUSPENDED:
        raise TenderNotOpen(award.tender)
    require_unchallenged(award.tender)
    renew_after_suspension(award)
    window = award.signing_window
    if award.state != State.LETTERED or window is None:
        raise NotLettered
    if window.is_early(now):
        raise SigningEarly(window.first_day)
    if window.is_over(now):
        raise SigningOver(window.ends_at)


def renew_after_suspension(award: Award) -> None:
    """Days lost to a suspended call or to a challenge come back.

    The signing days end no earlier than a letter of the day on which it went on would say.
    """
    if award.state != State.LETTERED or award.lettered_at is None or award.sign_by_at is None:
        return
    procedure, resumed = award.tender.procedure, award.tender.notices.filter(kind=Notice.Kind.RESUMPTION)
    answered = award.tender.objections.filter(regime=Regime.STATUTORY, answered_at__gt=award.lettered_at)
    moments = [
        resumed.filter(published_at__gt=award.lettered_at).aggregate(last=Max("published_at"))["last"],
        answered.aggregate(last=Max("answered_at"))["last"],
    ]
    lost = [moment for moment in moments if moment is not None]
    if not lost:
        return
    renewed = signing.window(work_calendar(), max(lost), procedure.sign_from_day, procedure.sign_to_day)
    if renewed.ends_at > award.sign_by_at:
        award.sign_by_at, award.purchaser_late_at = renewed.ends_at, None
        award.version += 1
        award.save()
        note(award, "signing_renewed", by=None, parameters={"sign_by": renewed.ends_at.isoformat()})


def contract_offered(*, award: Award, by: Membership, now: datetime) -> Award:
    """The contract lies before the contractor from now on, ready to be signed; changed, it is offered anew.

    Called by `contracts`, which holds the call.
    """
    award.offered_at = now
    award.version += 1
    award.save()
    note(award, "contract_offered", by=by)
    return award


def is_contractors_delay(award: Award) -> bool:
    """Whether signing days that are over were missed by the contractor.

    It had the contract before it all the days of the rule (domain 2.2) and did not sign.
    """
    assert award.sign_by_at is not None  # a check constraint says so of every lettered award
    procedure = award.tender.procedure
    days = (procedure.sign_from_day, procedure.sign_to_day)
    return award.contractor_signed_at is None and signing.had_its_days(award.sign_by_at, award.offered_at, *days)


def contractor_signed(*, award: Award, by: Membership | None, now: datetime) -> Award:
    """The contractor has signed its side: should the award lapse now, it is not to blame.

    Called by `contracts`, which holds the call and has asked `require_signing_open`.
    """
    award.contractor_signed_at = now
    award.version += 1
    award.save()
    note(award, "contractor_signed", by=by)
    return award


def conclude(*, award: Award, by: Membership | None, now: datetime) -> Award:
    """Both sides have signed: the award and its call are concluded, in one.

    Called by `contracts`, which holds the call, has asked `require_signing_open` and advances the demand itself.
    """
    move(award, "conclude", by=by, now=now)
    announcing.conclude(tender=award.tender, by=by, now=now)
    return award
