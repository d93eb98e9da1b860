"""What the calendar brings: roles that begin or end, invitations that nobody answered."""

from celery import shared_task

from marketplace import clock
from marketplace.accounts import services


@shared_task(name="accounts.follow_calendar")
def follow_calendar() -> None:
    """Bring the admin's groups up to the day and close invitations whose time is over; runs nightly."""
    services.sync_all_access(clock.today())
    services.lapse_invitations(clock.now())
