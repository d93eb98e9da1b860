"""The worker's side: one domain call each."""

from celery import shared_task

from marketplace.audit import services


@shared_task(name="audit.sequence")
def sequence() -> None:
    """Place what was committed and sign the latest head."""
    services.keep_head()


@shared_task(name="audit.checkpoint")
def checkpoint() -> None:
    """Publish the hourly head."""
    services.checkpoint()
