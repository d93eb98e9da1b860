"""The proposed award, its publicity, who confirmed it, and the letters."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from marketplace.demo.history.draft import Draft
from marketplace.demo.history.writing import demand as demand_rows
from marketplace.demo.history.writing import letting
from marketplace.primitives.ruleset import Office
from tendering.awards.models import Award, AwardLetter, Confirmation
from tendering.awards.rules.reasons import Standing, of_loser, of_winner
from tendering.awards.rules.states import State
from tendering.bids.models import Bid
from tendering.evaluation.rules.ranking import Standing as Rank
from tendering.tenders.models import Notice

FIRST_NOTICE = 2


def write(draft: Draft, bids: list[Bid], ranks: list[Rank]) -> None:
    """The award of the first in rank, or of the one offer, concluded by the contract."""
    known = {bid.pk: bid for bid in bids}
    places = [(known[rank.scored.bid], _standing(rank)) for rank in ranks]
    won = places[0][1] if places else Standing(price=draft.blueprint.money.price, rank=None)
    draft.award = _award(draft, places[0][0] if places else None, won)
    draft.rows.add(draft.award)
    _confirm(draft)
    _send(draft, places, won)
    _publish(draft, places)
    _tell(draft)


def _standing(rank: Rank) -> Standing:
    """Price alone ranks, so that points say nothing."""
    return Standing(price=rank.scored.price, rank=rank.rank, tie_rule=rank.tie or "")


def _award(draft: Draft, bid: Bid | None, won: Standing) -> Award:
    plan, times, town = draft.blueprint, draft.times.signing, draft.town
    return Award(
        number=f"{draft.tender.number}-1",
        tender=draft.tender,
        panel=draft.panel,
        bid=bid,
        offer=draft.offer,
        provider=plan.provider,
        group=None if plan.provider else town.group,
        price=plan.money.price,
        rank=1,
        state=State.CONCLUDED,
        reasons=[asdict(reason) for reason in of_winner(won)],
        proposed_by=town.author.user,
        proposed_at=times.proposed,
        publicised_by=town.author.user,
        publicised_at=times.publicised,
        publicity_ends_at=times.publicity_ends,
        confirmable_at=times.publicity_ends,
        awarded_at=times.confirmed[-1],
        lettered_at=times.lettered,
        sign_from_date=times.sign_from,
        sign_by_at=times.sign_by,
        contractor_signed_at=times.contractor,
        ended_at=times.purchaser,
        version=8,
    )


def _confirm(draft: Draft) -> None:
    town = draft.town
    holders = {Office.COMMUNITY: town.approver, Office.STREET: town.office[0]}
    offices = draft.blueprint.procedure.confirmed_by
    for office, at in zip(offices, draft.times.signing.confirmed, strict=True):
        officer = holders[office]
        draft.rows.add(Confirmation(award=draft.award, office=office, user=officer.user, confirmed_at=at))
        _note(draft, "confirm", at, officer, {"from": "confirmable", "to": "awarded", "office": office.value})
    demand_rows.advance(draft, "award", draft.times.signing.confirmed[-1], town.approver, "letting", "awarded")


def _send(draft: Draft, places: list[tuple[Bid, Standing]], won: Standing) -> None:
    common: dict[str, Any] = {
        "award": draft.award,
        "sent_by": draft.town.author.user,
        "sent_at": draft.times.signing.lettered,
    }
    award = draft.award
    kind = AwardLetter.Kind
    letter = AwardLetter(kind=kind.AWARD, provider=award.provider, group=award.group, reasons=award.reasons, **common)
    draft.rows.add(letter)
    for bid, mine in places[1:]:
        reasons = [asdict(reason) for reason in of_loser(mine, won)]
        draft.rows.add(AwardLetter(kind=kind.REGRET, provider=bid.provider, reasons=reasons, **common))


def _publish(draft: Draft, places: list[tuple[Bid, Standing]]) -> None:
    award, times, author = draft.award, draft.times.signing, draft.town.author.user
    assert award.publicity_ends_at is not None
    common = {"award": award.number, "contractor": award.contractor_name, "price": str(award.price)}
    result: dict[str, Any] = {
        **common,
        "rank": "1",
        "ranking": [_line(bid, standing) for bid, standing in places],
        "invalid": [],
        "reasons": award.reasons,
        "note": "",
        "publicity_working_days": str(draft.blueprint.procedure.result_publicity_working_days),
        "ends_at": times.publicity_ends.isoformat(),
        "objection_by": [who.value for who in draft.blueprint.procedure.objectors],
    }
    final: dict[str, Any] = {
        **common,
        "confirmed_by": [office.value for office in draft.blueprint.procedure.confirmed_by],
        "sign_from": times.sign_from.isoformat(),
        "sign_by": times.sign_by.isoformat(),
    }
    letting.notice(draft, FIRST_NOTICE, Notice.Kind.RESULT, result, times.publicised, author)
    letting.notice(draft, FIRST_NOTICE + 1, Notice.Kind.AWARD, final, times.lettered, author)


def _line(bid: Bid, standing: Standing) -> dict[str, str]:
    shown: dict[str, object] = {
        "rank": standing.rank,
        "name": bid.provider,
        "price": standing.price,
        "total": standing.total,
        "price_points": standing.price_points,
        "plan_points": standing.plan_points,
        "tie_rule": standing.tie_rule,
    }
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def _note(draft: Draft, act: str, at: Any, by: Any, parameters: dict[str, str]) -> None:
    values = {"contractor": draft.award.contractor_name, "price": str(draft.award.price), **parameters}
    about = [draft.tender, draft.demand]
    draft.note(f"awards.award.{act}", at, draft.award, by=by, parameters=values, about=about)


def _tell(draft: Draft) -> None:
    times, author = draft.times.signing, draft.town.author
    ends = {"ends_at": times.publicity_ends.isoformat()}
    _note(draft, "propose", times.proposed, author, {"rank": "1"})
    _note(draft, "publicise", times.publicised, author, {"from": "proposed", "to": "publicity", **ends})
    _note(draft, "elapse", times.publicity_ends, None, {"from": "publicity", "to": "confirmable"})
    by = {"sign_by": times.sign_by.isoformat()}
    _note(draft, "letter", times.lettered, author, {"from": "awarded", "to": "lettered", **by})
    _note(draft, "conclude", times.purchaser, draft.town.approver, {"from": "lettered", "to": "concluded"})
    letting.step(draft, "conclude", times.purchaser, draft.town.approver, "opened", "concluded")
