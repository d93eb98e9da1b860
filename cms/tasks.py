"""What the clock does to pages that people write; one call each."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="cms.turn_pages")
def turn_pages() -> None:
    """Publish what a curator scheduled, and take down what has expired, as Wagtail does it."""
    call_command("publish_scheduled")
