"""What the residents' verdict tells the ground floor: tables that only grow, words, topics, readers of stories."""

from __future__ import annotations

import importlib

from marketplace.audit import readers, sentences, triggers
from marketplace.audit.triggers import DELETE, TRUNCATE, UPDATE
from marketplace.files import access
from marketplace.files.rules.kinds import PHOTOS
from marketplace.notifications import kinds
from marketplace.ui import duties, refusals
from tendering.contracts import attachments, permissions
from tendering.contracts.wording import satisfaction as words
from tendering.contracts.wording.satisfaction_refusals import REFUSALS


def register() -> None:
    """Called once when the app is ready."""
    # Importing it registers the topic of codes on their way.
    importlib.import_module("tendering.contracts.handlers")
    _register_tables()
    access.register(attachments.RECTIFICATION_PHOTO, access.public, kinds=PHOTOS)
    refusals.register(REFUSALS)
    duties.register(words.DUTIES)
    kinds.register(words.KINDS)
    sentences.register(words.SENTENCES)
    of_contract = ("contract__demand__community",)
    for model in ("SatisfactionPanel", "Rectification"):
        readers.register(
            f"contracts.{model}",
            lambda by, row: permissions.can_read(by, row.contract),
            inside=lambda by, row: permissions.reads_inside(by, row.contract),
            related=of_contract,
        )


def _register_tables() -> None:
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
