"""Recorded draws: the seed's commitment first, the list by rule, an order anybody can compute again (domain 2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives import canonical, draw
from tendering.bids.models import Opening
from tendering.evaluation.models import Draw, Panel, ScoreSheet
from tendering.evaluation.rules.drawing import Frozen
from tendering.evaluation.rules.states import LIVING, SheetState


def commit(panel: Panel, purpose: str, *, by: Membership | None, now: datetime, seed: bytes | None = None) -> Draw:
    """Draw a secret seed and record its commitment, before anybody knows the list it will order.

    Args:
        seed: that of the same draw for another lot, whose panel the same people form.
    """
    seed = seed or draw.new_seed()
    last = Draw.objects.filter(panel=panel, purpose=purpose).count()
    row = Draw.objects.create(
        panel=panel,
        purpose=purpose,
        round=last + 1,
        seed=seed,
        commitment=draw.commitment(seed),
        committed_at=now,
    )
    record(
        act="evaluation.draw.committed",
        target=panel,
        by=by,
        about=[panel.tender],
        parameters={"purpose": purpose, "round": str(row.round), "commitment": row.commitment},
    )
    return row


def hold(
    row: Draw,
    candidates: Sequence[str],
    *,
    by: Membership | None,
    now: datetime,
    frozen: Frozen | None = None,
    panels: Sequence[Panel] = (),
) -> list[str]:
    """Freeze the list, order it by lot, show the seed; the row never changes again.

    Args:
        frozen: what stands beside the list: who was kept off and why, who shares an employer.
        panels: of all lots that this draw is held for; without them the row's own.
    """
    seed, beacon, frozen = bytes(row.seed), _beacon(panels or [row.panel]), frozen or Frozen(candidates)
    row.excluded, row.groups, row.specialties = dict(frozen.excluded), dict(frozen.groups), list(frozen.specialties)
    row.record_hash = frozen.digest()
    row.candidates = sorted(candidates)
    row.list_hash = draw.list_hash(candidates)
    row.beacon = beacon.hex()
    row.order = draw.shuffle(seed, candidates, beacon=beacon)
    row.drawn_at = now
    row.save()
    record(
        act="evaluation.draw.held",
        target=row.panel,
        by=by,
        about=[row.panel.tender],
        parameters={
            "purpose": row.purpose,
            "round": str(row.round),
            "count": str(len(candidates)),
            "list_hash": row.list_hash,
            "record_hash": row.record_hash,
            "seed": seed.hex(),
            "beacon": row.beacon,
        },
    )
    return list(row.order)


def _beacon(panels: Sequence[Panel]) -> bytes:
    """What nobody could steer: the commitments of the bids as opened and of the sheets signed so far, of all lots."""
    lists = Opening.objects.filter(tender__in=[one.tender_id for one in panels]).values_list("commitments", flat=True)
    bids = [one for commitments in lists for one in commitments]
    sheets = ScoreSheet.objects.filter(
        seat__panel__in=panels, seat__state__in=sorted(LIVING), state=SheetState.SIGNED
    ).values_list("commitment", flat=True)
    return bytes.fromhex(canonical.digest([sorted(map(str, bids)), sorted(sheets)]))
