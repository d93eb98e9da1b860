"""Acts of the roster; each is one keyword-only function in the module named after its noun."""

from catalog.services.records import record_group_result, record_result

__all__ = ["record_group_result", "record_result"]
