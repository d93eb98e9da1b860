"""What the residents' verdict tells the ground floor: tables that only grow, readers of stories."""

from __future__ import annotations

from marketplace.audit import readers, triggers
from marketplace.audit.triggers import DELETE, TRUNCATE, UPDATE
from tendering.contracts import permissions


def register() -> None:
    """A verdict is final, a used code stays used, what was said stays as it was said."""
    triggers.register("contracts_sheet")
    triggers.register("contracts_surveyanswer")
    triggers.register(
        "contracts_satisfactionpanel",
        events=(UPDATE, DELETE),
        columns=("state", "satisfied", "answers", "bar_numerator", "bar_denominator"),
        when="OLD.state IN ('passed', 'below')",
    )
    triggers.register("contracts_code", events=(UPDATE, DELETE), columns=("is_used",), when="OLD.is_used")
    triggers.register("contracts_remark", events=(UPDATE, DELETE, TRUNCATE), columns=("text", "panel_id"))
    readers.register("contracts.SatisfactionPanel", lambda by, panel: permissions.can_read(by, panel.contract))
    readers.register("contracts.Rectification", lambda by, row: permissions.can_read(by, row.contract))
