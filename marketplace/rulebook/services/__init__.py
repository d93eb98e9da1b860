"""Acts on rules, calendar and catalogue."""

from marketplace.rulebook.services.calendar import remove_day, set_days
from marketplace.rulebook.services.catalogue import ItemData, remove_item, rename_category, save_item
from marketplace.rulebook.services.domains import save_domain
from marketplace.rulebook.services.drafts import discard_draft, draft_version, edit_values
from marketplace.rulebook.services.loading import load_catalogue, load_presets
from marketplace.rulebook.services.publishing import put_in_force, retire_replaced

__all__ = [
    "ItemData",
    "discard_draft",
    "draft_version",
    "edit_values",
    "load_catalogue",
    "load_presets",
    "put_in_force",
    "remove_day",
    "remove_item",
    "rename_category",
    "retire_replaced",
    "save_domain",
    "save_item",
    "set_days",
]
