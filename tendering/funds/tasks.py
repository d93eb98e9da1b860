"""What the clock does to accounts; one call each."""

from celery import shared_task

from marketplace import clock
from tendering.funds import services


@shared_task(name="funds.begin_closing")
def begin_closing() -> None:
    """From the rule set's closing day on, open accounts of the year begin to close."""
    services.begin_closing(now=clock.today())
