"""Acts on rules, calendar and catalogue."""

from marketplace.rulebook.services.loading import load_catalogue, load_presets

__all__ = ["load_catalogue", "load_presets"]
