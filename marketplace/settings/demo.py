"""The demonstration: its own clock (20 November 2026, 09:00 at the moment of loading), example data."""

from marketplace.settings.development import *
from marketplace.settings.development import VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
DEMONSTRATION = True
CLOCK_OFFSET_ALLOWED = True
CLOCK_OFFSET_FILE = str(VAR_DIR / "clock-offset")
# Static files come straight from the apps: collecting them takes longer than everything else together.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
CONTACT_OFFICE = "演示：区社会工作部（虚构）"
CONTACT_PHONE = "028-0000-0000"
CONTACT_EMAIL = "help@platform.example"
