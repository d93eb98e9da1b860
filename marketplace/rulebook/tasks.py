"""The clock's part: one domain call each."""

from celery import shared_task

from marketplace import clock
from marketplace.rulebook import services


@shared_task(name="rulebook.retire_replaced")
def retire_replaced() -> None:
    """Mark rule sets whose successor has come into force."""
    services.retire_replaced(today=clock.today())
