"""Acts: tell people, hand messages over, read them, choose channels."""

from marketplace.notifications.services.choosing import choose
from marketplace.notifications.services.reading import mark_all_read, mark_read, prune
from marketplace.notifications.services.sending import deliver, spread
from marketplace.notifications.services.telling import notify

__all__ = ["choose", "deliver", "mark_all_read", "mark_read", "notify", "prune", "spread"]
