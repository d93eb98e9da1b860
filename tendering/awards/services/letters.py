"""The award letter, and to each loser its own reasons (R39; law: within two working days of the award)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.rulebook.queries import work_calendar
from tendering.awards import permissions
from tendering.awards.models import Award, AwardLetter
from tendering.awards.queries.candidates import Outcome, outcomes_of
from tendering.awards.queries.hints import barred_bids
from tendering.awards.rules import signing
from tendering.awards.rules.reasons import FOUND_RIGHT_YOURSELF, PASSED_OVER, Reason, Standing, of_loser
from tendering.awards.services.holding import require_unchallenged
from tendering.awards.services.states import locked, move
from tendering.awards.services.telling import tell, tell_winner
from tendering.bids.services.telling import bidder_people
from tendering.tenders.models import Notice
from tendering.tenders.services.states import publish_notice


@transaction.atomic
def send_letters(
    *, award: Award, by: Membership, note: str = "", loser_notes: Mapping[int, str] | None = None
) -> Award:
    """Send the award letter and the losers' notices; the days for signing the contract begin.

    Args:
        note: added to the award letter.
        loser_notes: what the community adds to a loser's computed reasons, by provider's primary key.

    Raises:
        NotPermitted: `by` is not of the community.
        ObjectionPending: a challenge waits for its answer.
        WrongState: the award is not final yet, or its letters were sent.
    """
    permissions.require_community(by, award.tender)
    award = locked(award)
    require_unchallenged(award.tender)
    now, procedure = clock.read(), award.tender.procedure
    window = signing.window(work_calendar(), now, procedure.sign_from_day, procedure.sign_to_day)
    award.lettered_at, award.sign_from_date, award.sign_by_at = now, window.first_day, window.ends_at
    move(award, "letter", by=by, now=now, parameters={"sign_by": window.ends_at.isoformat()})
    _send(award, by, note, loser_notes or {})
    publish_notice(award.tender, Notice.Kind.AWARD, _body(award), by=by, now=now)
    return award


def _send(award: Award, by: Membership, note: str, loser_notes: Mapping[int, str]) -> None:
    found = outcomes_of(award)
    won = next((one.standing for one in found if one.bid.pk == award.bid_id), Standing(price=award.price, rank=None))
    common = {"award": award, "sent_by_id": by.user_id, "sent_at": award.lettered_at}
    letter = AwardLetter.objects.create(
        kind=AwardLetter.Kind.AWARD,
        provider=award.provider,
        group=award.group,
        others=award.others,
        reasons=award.reasons,
        note=note.strip(),
        **common,
    )
    tell_winner("letter", award, url=letter.get_absolute_url())
    barred = barred_bids(award.tender)
    for one in found:
        if one.bid.pk != award.bid_id:
            why = _why_not(award, one.standing, won, is_barred=one.bid.pk in barred)
            _send_regret(award, one, why, loser_notes.get(one.provider.pk, ""), common)


def _send_regret(
    award: Award, one: Outcome, why: list[dict[str, object]], note: str, common: Mapping[str, object]
) -> None:
    letter = AwardLetter.objects.create(
        kind=AwardLetter.Kind.REGRET,
        provider=one.provider,
        others=one.bid.others,
        reasons=why,
        note=note.strip(),
        **common,
    )
    tell("regret", award, bidder_people(one.bid), url=letter.get_absolute_url())


def _why_not(award: Award, mine: Standing, won: Standing, *, is_barred: bool) -> list[dict[str, object]]:
    """Its own reasons: a hint found right about it, that it has won enough other lots, or how it came out.

    Args:
        is_barred: a hint of collusion found right concerns it; whoever ranks behind lost by its rank.
    """
    if is_barred and mine.rank is not None and mine.rank < award.rank:
        return [asdict(Reason(FOUND_RIGHT_YOURSELF, {"rank": str(mine.rank)}))]
    for reason in award.reasons:
        if reason["code"] == PASSED_OVER and reason["values"]["rank"] == str(mine.rank):
            return [reason | {"code": "passed_over_yourself"}]
    return [asdict(reason) for reason in of_loser(mine, won)]


def _body(award: Award) -> dict[str, object]:
    assert award.sign_from_date is not None
    assert award.sign_by_at is not None
    return {
        "award": award.number,
        "contractor": award.contractor_name,
        "price": str(award.price),
        "confirmed_by": [row.office for row in award.confirmations.order_by("confirmed_at", "pk")],
        "sign_from": award.sign_from_date.isoformat(),
        "sign_by": award.sign_by_at.isoformat(),
    }
