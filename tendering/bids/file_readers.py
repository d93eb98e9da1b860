"""Who may have a file of an opened bid."""

from __future__ import annotations

from marketplace.accounts.models import Membership
from marketplace.files.models import StoredFile
from tendering.bids import permissions
from tendering.bids.models import OpenedFile


def may_read(membership: Membership | None, file: StoredFile) -> bool:
    """Whoever reads the opened bid: its own people, offices and oversight of the place, panel seats."""
    row = OpenedFile.objects.select_related("opened__bid__tender__demand__community").filter(file=file).first()
    if row is None or membership is None:
        return False
    own = permissions.opened(membership).filter(pk=row.opened_id)
    return own.exists() or permissions.reads_opened(membership, row.opened.bid.tender)
