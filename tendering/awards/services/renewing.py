"""The signing days ended and the purchaser had not done its part: street or district decides (domain 3.4).

Nobody loses credit, and the award does not fall by itself: a community that waits cannot choose another winner.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import Refusal, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.awards import permissions
from tendering.awards.models import Award
from tendering.awards.rules import signing
from tendering.awards.services.states import locked, move
from tendering.awards.services.telling import tell_offices, tell_winner


class SigningNotMissed(Refusal):
    """The days for signing run, or the contractor missed them."""

    def __init__(self) -> None:
        super().__init__("awards.signing_not_missed")


def miss(award: Award, now: datetime) -> None:
    """Tell a locked award's office, the community and the winner that somebody has to decide; once for these days."""
    if award.purchaser_late_at is not None:
        return
    award.purchaser_late_at = now
    move(award, "miss_signing", by=None, now=now)
    tell_offices("signing_missed", award, permissions.overseer_of(award.tender.tier), Role.COMMUNITY)
    tell_winner("signing_missed_winner", award)


@transaction.atomic
def renew(*, award: Award, by: Membership, reason: str) -> Award:
    """Give the days for signing anew, as a letter of today would, with a reason; the other way is to annul.

    Raises:
        NotPermitted: `by` is neither of the street nor of the district; for a major project, not of the district.
        InvalidInput: no reason.
        SigningNotMissed: the days run, or the award has fallen.
    """
    permissions.require_overseer(by, award)
    require_text(reason, "awards.reason_missing")
    award = locked(award)
    if award.purchaser_late_at is None:
        raise SigningNotMissed
    now, procedure = clock.read(), award.tender.procedure
    window = signing.window(work_calendar(), now, procedure.sign_from_day, procedure.sign_to_day)
    award.sign_by_at, award.purchaser_late_at, award.days_renewed_at = window.ends_at, None, now
    sign_by = {"sign_by": window.ends_at.isoformat()}
    move(award, "renew_signing", by=by, now=now, reason=reason.strip(), parameters=sign_by)
    tell_offices("signing_anew", award, Role.COMMUNITY, reason=reason.strip())
    tell_winner("signing_anew", award, reason=reason.strip())
    return award
