from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What was sealed, opened and decided only grows.
APPEND_ONLY = (
    "bids_bidversion",
    "bids_sealedattachment",
    "bids_openingconfirmation",
    "bids_openedline",
    "bids_openedfile",
    "bids_qualification",
)
# The team's names may be erased one day; everything else of an opened bid stays as it was opened.
OPENED_COLUMNS = (
    "bid_id",
    "version_id",
    "price",
    "plan",
    "schedule",
    "participation",
    "facts",
    "salt",
    "hash_ok",
    "valid",
    "invalid_reason",
    "opened_at",
)


class BidsConfig(AppConfig):
    name = "tendering.bids"
    label = "bids"
    verbose_name = _("Bids")

    def ready(self) -> None:
        """Declare what only grows."""
        from marketplace.audit import triggers

        for table in APPEND_ONLY:
            triggers.register(table)
        triggers.register("bids_openedbid", columns=OPENED_COLUMNS)
