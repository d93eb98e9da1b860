"""Who is told what about money."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.notifications.services import notify
from tendering.funds.models import FundAccount, Transfer


def tell(recipients: Iterable[int], kind: str, transfer: Transfer) -> None:
    """A message about a transfer to people (user ids)."""
    notify(
        kind=kind,
        recipients=recipients,
        url=reverse("funds:transfer", args=[transfer.pk]),
        parameters={
            "giver": transfer.from_account.home.name_zh,
            "taker": transfer.to_account.home.name_zh,
            "amount": str(transfer.amount),
        },
    )


def tell_opened(account: FundAccount) -> None:
    """The community that its money is there."""
    notify(
        kind="funds.account_opened",
        recipients=holders(Role.COMMUNITY, place=account.home).values_list("user_id", flat=True),
        url=reverse("funds:account", args=[account.pk]),
        parameters={"account": account.home.name_zh, "amount": str(account.available)},
    )
