"""The worker's side: one call each."""

from celery import shared_task

from search.services import rebuilding, reconciling


@shared_task(name="search.reconcile")
def mend() -> None:
    """Mend what slipped through."""
    reconciling.reconcile_all()


@shared_task(name="search.purge")
def purge() -> None:
    """Forget what was removed long ago."""
    rebuilding.purge()
