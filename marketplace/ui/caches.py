"""Limits, tickets and one-time forms are counted in the cache: every process has to count in the same one."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# Each process, or nobody, keeps what is written there.
ALONE = ("locmem.LocMemCache", "dummy.DummyCache")


@register("caches", deploy=True)
def check_shared(**_options: object) -> list[CheckMessage]:
    """Refuse a production whose processes do not share their cache."""
    if not str(settings.CACHES["default"]["BACKEND"]).endswith(ALONE):
        return []
    hint = "Set CACHE_URL, for example to redis://cache:6379/1."
    return [Error("Limits are counted for each process alone: the cache is not shared", hint=hint, id="ui.E010")]
