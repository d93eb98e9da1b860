"""The worker's side: one call each."""

from celery import shared_task

from search.engines.embedded import packing
from search.services import rebuilding, telling


@shared_task(name="search.reconcile")
def mend() -> None:
    """Mend what slipped through."""
    rebuilding.mend_all()


@shared_task(name="search.pack")
def pack() -> None:
    """Pack what was written since, where it is much."""
    packing.pack()


@shared_task(name="search.purge")
def purge() -> None:
    """Forget what was removed long ago."""
    rebuilding.purge()


@shared_task(name="search.tell_daily")
def tell_daily() -> None:
    """Tell of the new hits of a day."""
    telling.tell_daily()
