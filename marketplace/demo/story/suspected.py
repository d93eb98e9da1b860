"""Two bids of one call have a phone and a device in common: what is noticed, and what is answered (domain 2.4)."""

from __future__ import annotations

from django.db.models import QuerySet

from marketplace.accounts.models import Membership
from marketplace.demo.story import market
from tendering.awards.queries.hints import standing_in
from tendering.awards.rules.hints import HintState
from tendering.awards.services import hints
from tendering.bids.models import CollusionHint
from tendering.bids.rules.collusion import Kind
from tendering.bids.rules.origin import Origin
from tendering.tenders.models import Tender

# Of a row's `story`.
SUSPECTED = "hints"
PAIR = (0, 1)
# Of a block that is kept for examples (RFC 5737).
DESK = Origin("198.51.100.24", "Mozilla/5.0 (demonstration)")


def added(story: str, number: int) -> str:
    """What stands at the end of both plans."""
    said: str = market.words()["bid"]["contact"]
    return said if story == SUSPECTED and number in PAIR else ""


def origin(story: str, number: int) -> Origin | None:
    """Both are handed in at one desk."""
    return DESK if story == SUSPECTED and number in PAIR else None


def standing(tender: Tender, state: HintState) -> QuerySet[CollusionHint]:
    """Hints of a call that stand there."""
    rows = standing_in(CollusionHint.objects.filter(tender=tender), [state])
    return rows.select_related("tender__demand__community").order_by("pk")


def answer(tender: Tender, by: Membership) -> None:
    """The district explains the device with what both said, and refers the phone to discipline inspection."""
    said = market.words()["hints"]
    for hint in standing(tender, HintState.OPEN).filter(kind__in=[Kind.PHONE, Kind.DEVICE]):
        refer = hint.kind == Kind.PHONE
        text = said["referred" if refer else "explained"]
        hints.answer(hint=hint, by=by, refer=refer, statement="" if refer else said["statement"], text=text)


def decide(tender: Tender, by: Membership) -> None:
    """Discipline inspection finds no ground for what was referred to it."""
    for hint in standing(tender, HintState.REFERRED):
        hints.decide(hint=hint, by=by, substantiated=False, text=market.words()["hints"]["cleared"])
