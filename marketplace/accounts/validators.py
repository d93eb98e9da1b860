"""What a new password must be, in our own words where Django's are not translated."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """Said in the reader's language."""
        return _("Choose a password of at least %(count)s characters.") % {"count": self.min_length}
