"""Publications outside the portal, written into the same log (R43, R61)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.contracts.models import Contract, ContractNotice
from tendering.contracts.permissions import require_community
from tendering.contracts.services.states import locked, note, publish_notice, save
from tendering.demands.rules.publicity import require_elsewhere


@transaction.atomic
def log_publication(
    *, contract: Contract, by: Membership, kind: str, channel: str, text: str, until: date | None = None
) -> ContractNotice:
    """The community notes where else something was made public: notice board, courtyard meeting, chat group.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: as `demands.rules.publicity.require_elsewhere` says; ``contracts.content_unknown``.
        Refusal: ``contracts.not_public``, before anything is.
    """
    require_community(by, contract)
    now = clock.read()
    require_elsewhere(channel=channel, text=text, until=until, today=day_of(now))
    if kind not in ContractNotice.Kind.values:
        raise InvalidInput("contracts.content_unknown", field="kind")
    contract = locked(contract)
    if not contract.is_public:
        raise Refusal("contracts.not_public")
    notice = publish_notice(
        contract, ContractNotice.Kind(kind), {"note": text.strip()}, by=by, now=now, until=until, channel=channel
    )
    save(contract)
    note("notice.logged", contract, by=by, parameters={"kind": kind, "channel": channel})
    return notice
