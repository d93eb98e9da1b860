"""Whether several may answer a call together, in words."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.tenders.rules.notice import most_joined


def _admitted(most: int) -> str:
    return gettext("Admitted: up to %(most)s organisations together") % {"most": most}


def consortia_words(said: object) -> Text:
    """What a call's `consortium` says."""
    most = most_joined(said)
    return lazy(_admitted, str)(most) if most else _("No consortia")
