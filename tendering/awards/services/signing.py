"""What `contracts` reports back: who signed, and that the contract stands (domain 3.5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import Refusal
from tendering.awards.models import Award
from tendering.awards.rules.states import State
from tendering.awards.services.states import locked, move, note
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
    """Refuse a signature outside the signing days; `award` is locked and fresh.

    Raises:
        NotLettered, SigningEarly, SigningOver.
    """
    window = award.signing_window
    if award.state != State.LETTERED or window is None:
        raise NotLettered
    if window.is_early(now):
        raise SigningEarly(window.first_day)
    if window.is_over(now):
        raise SigningOver(window.ends_at)


@transaction.atomic
def contractor_signed(*, award: Award, by: Membership | None) -> Award:
    """The contractor has signed its side: should the award lapse now, it is not to blame. Called by `contracts`."""
    award = locked(award)
    now = clock.read()
    require_signing_open(award, now)
    award.contractor_signed_at = now
    award.version += 1
    award.save()
    note(award, "contractor_signed", by=by)
    return award


@transaction.atomic
def conclude(*, award: Award, by: Membership | None) -> Award:
    """Both sides have signed: the award and its call are concluded, in one. Called by `contracts`, which itself
    advances the demand by `contract`.

    Raises:
        NotLettered, SigningEarly, SigningOver: outside the signing days.
    """
    award = locked(award)
    now = clock.read()
    require_signing_open(award, now)
    move(award, "conclude", by=by, now=now)
    announcing.conclude(tender=award.tender, by=by)
    return award
