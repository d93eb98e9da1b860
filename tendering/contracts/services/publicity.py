"""Publications outside the portal, written into the same log (R43, R61)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from tendering.contracts.models import Contract, ContractNotice
from tendering.contracts.permissions import require_community
from tendering.contracts.services.states import locked, note, publish_notice, save


@transaction.atomic
def log_publication(
    *, contract: Contract, by: Membership, kind: str, channel: str, text: str, until: date | None = None
) -> ContractNotice:
    """The community notes where else something was made public: notice board, courtyard meeting, chat group.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: no words, an unknown content or channel, a period that has ended.
        Refusal: ``contracts.not_public``, before anything is.
    """
    require_community(by, contract)
    if kind not in ContractNotice.Kind.values or channel not in ContractNotice.Channel.values:
        raise InvalidInput("contracts.channel_unknown", field="channel")
    require_text(text, "contracts.note_missing", field="note")
    contract = locked(contract)
    if not contract.is_public:
        raise Refusal("contracts.not_public")
    now = clock.read()
    if until is not None and until < day_of(now):
        raise InvalidInput("contracts.period_past", field="until_on")
    notice = publish_notice(
        contract, ContractNotice.Kind(kind), {"note": text.strip()}, by=by, now=now, until=until, channel=channel
    )
    save(contract)
    note("notice.logged", contract, by=by, parameters={"kind": kind, "channel": channel})
    return notice
