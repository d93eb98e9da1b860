"""What the clock does to the roster; one call each."""

from celery import shared_task

from catalog.services import clockwork
from marketplace import clock


@shared_task(name="catalog.end_publicity")
def end_publicity() -> None:
    """List providers whose publicity has passed."""
    clockwork.end_publicity(now=clock.now())


@shared_task(name="catalog.turn_pages")
def turn_pages() -> None:
    """Expire entries and offers, call and lapse reviews, lapse certificates and grades."""
    clockwork.turn_pages(now=clock.now())
