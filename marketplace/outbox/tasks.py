"""The worker's side: one domain call each."""

from celery import shared_task

from marketplace.outbox import broker, services


@shared_task(name=broker.DELIVER)
def deliver(message_id: int) -> None:
    """Deliver one message just committed."""
    services.deliver(message_id=message_id)


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Deliver what was missed."""
    services.sweep()


@shared_task(name="outbox.prune")
def prune() -> None:
    """Clear away what was delivered long ago."""
    services.prune()
