"""Hints of collusion, looked for while bids or final quotes are opened (domain 2.4; MoF Decree 87, article 37)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from catalog.models import Provider
from marketplace.accounts.queries import holders
from marketplace.audit.services import record
from marketplace.files.rules.authorship import authorship
from marketplace.files.services import Examined
from marketplace.notifications.services import notify
from tendering.bids import permissions
from tendering.bids.models import Bid, CollusionHint, HintInput, Round
from tendering.bids.models.hint import HintKind
from tendering.bids.rules.collusion import FileMark, Hint, Kind, Seen, find, find_in_quotes, inside
from tendering.bids.rules.content import Content
from tendering.bids.rules.origin import Digests
from tendering.bids.services.unsealing import Unsealed
from tendering.tenders.models import Tender

DIGEST_SHOWN = 12  # characters of a digest: enough to see that two are the same
_DIGESTS = (Kind.DEVICE, Kind.NETWORK)


@sensitive_variables()
def seen(bid: Bid, found: Unsealed, origin: Digests, others: Sequence[Provider] = ()) -> Seen:
    """What of an opened bid is compared: what every member says of itself, and what the bid says."""
    providers, content = (bid.provider, *others), found.content
    assert bid.current is not None  # an opened bid has one
    who, text = bid.current.submitted_by, _text(content)
    return Seen(
        key=str(bid.pk),
        price=content.price,
        controllers=_given(
            *(name for one in providers for name in (one.organisation.name, one.legal_representative, one.controller))
        ),
        phones=_given(*(one.contact_phone for one in providers), who.phone, *inside.phones(text)),
        addresses=_given(*(one.address for one in providers)),
        accounts=_given(*(one.bank_account for one in providers), *inside.accounts(text)),
        mails=_given(*(one.contact_email for one in providers), who.email, *inside.mails(text)),
        files=tuple(_mark(file) for file in found.files),
        network=origin.network,
        device=origin.device,
        plan=content.plan,
        lines=tuple(line.amount for line in content.lines),
    )


def _text(content: Content) -> str:
    return "\n".join((content.plan, content.schedule, content.participation))


def _given(*values: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _mark(file: Examined) -> FileMark:
    told = authorship(file.data, file.content_type)
    return FileMark(file.name, file.sha256, told.author, told.edited_by, told.program)


@sensitive_variables()
def look(tender: Tender, bids: Sequence[Seen], now: datetime) -> None:
    """Keep every hint among the bids just opened, and tell district and discipline that there are some.

    Their kinds go into the log, where only these two read them until the award is made; values do not.
    """
    call = " ".join(str(value) for value in tender.content.values())
    rules = tender.rule_set.rules.collusion
    said, fixed = f"{call} {tender.demand.need}", tender.has_fixed_price
    _keep(tender, find(bids, tender.ceiling, rules, said, fixed=fixed), now)


@sensitive_variables()
def look_at_quotes(within: Round, bids: Sequence[Seen], now: datetime) -> None:
    """The same among the final quotes just opened, where they stand in a pattern; each named by the bid it is of."""
    tender = within.tender
    rules, fixed = tender.rule_set.rules.collusion, tender.has_fixed_price
    _keep(tender, find_in_quotes(bids, tender.ceiling, rules, fixed=fixed), now, within)


def _keep(tender: Tender, found: Sequence[Hint], now: datetime, within: Round | None = None) -> None:
    for hint in found:
        _kept(tender, hint, now, within)
    if found:
        notify(
            kind="bids.hints_found",
            recipients=holders(*permissions.HINT_READERS, covering=tender.demand.community)
            .order_by("user_id")
            .values_list("user_id", flat=True)
            .distinct(),
            url=reverse("awards:hints", args=[tender.number]),
            parameters={"title": tender.demand.title},
        )


def _kept(tender: Tender, hint: Hint, now: datetime, within: Round | None) -> None:
    row = CollusionHint.objects.create(tender=tender, kind=HintKind(hint.kind), round=within, found_at=now)
    numbers, is_digest = count(1), hint.kind in _DIGESTS
    HintInput.objects.bulk_create(
        HintInput(
            hint=row,
            bid_id=one.bid,
            position=next(numbers),
            value=one.value[: DIGEST_SHOWN if is_digest else 300],
            file=one.file[:160],
        )
        for one in hint.inputs
    )
    record(act="bids.hint.found", target=row, parameters={"kind": row.kind, "bids": str(len(hint.bids))})
