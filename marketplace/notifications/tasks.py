"""The worker's side: one domain call each."""

from celery import shared_task

from marketplace.notifications import services


@shared_task(name="notifications.prune")
def prune() -> None:
    """Clear away old messages."""
    services.prune()
