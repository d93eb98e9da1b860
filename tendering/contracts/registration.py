"""What this stage tells the ground floor when the app is ready."""

from __future__ import annotations

from marketplace.audit import readers, triggers
from marketplace.files import access
from marketplace.files.rules.kinds import PHOTOS, Kind
from tendering.contracts import attachments, permissions, registration_satisfaction

PAPER = frozenset({Kind.PDF}) | PHOTOS


def register() -> None:
    """Append-only tables, readers of stories and files."""
    triggers.register("contracts_signature")
    triggers.register("contracts_contractnotice")
    readers.register("contracts.Contract", permissions.can_read)
    access.register(attachments.PHOTO, permissions.can_read_photo, kinds=PHOTOS)
    access.register(attachments.INVOICE, permissions.can_read_invoice, kinds=PAPER)
    access.register(attachments.SCAN, permissions.can_read_scan, kinds=PAPER)
    registration_satisfaction.register()
