"""Names on pages in the other language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marketplace.ui.bilingual import Bilingual
from marketplace.ui.drawing.values import said
from marketplace.ui.formats import in_english


def named(owner: Bilingual) -> str:
    """The owner's name; marked as Chinese where an English reader gets it because no other is known."""
    return said(owner.name_zh) if in_english() and not owner.name_en else owner.name


def stage_name(stage: str) -> str:
    """Which payment of its contract a disbursement was: later stages write its number, imports write words."""
    return _("payment %(number)s") % {"number": stage} if stage.isdigit() else stage
