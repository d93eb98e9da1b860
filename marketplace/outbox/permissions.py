"""Who may look after messages: operators, who see that one is stuck and why, not what it says."""

from __future__ import annotations

from marketplace.primitives.actor import Actor
from marketplace.primitives.refusal import NotPermitted

# The value of `accounts.rules.Role.OPERATOR`; accounts stands above this app.
OPERATOR = "operator"


class OperatorOnly(NotPermitted):
    """Only operators look after messages."""

    def __init__(self) -> None:
        super().__init__("outbox.operator_only")


def is_operator(by: Actor | None) -> bool:
    """Whether the person acts as an operator."""
    return by is not None and by.role == OPERATOR


def require_operator(by: Actor | None) -> Actor:
    """The membership, if it is an operator's.

    Raises:
        OperatorOnly: it is not.
    """
    if by is None or not is_operator(by):
        raise OperatorOnly
    return by
