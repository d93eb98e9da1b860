"""Reasons that the portal gives itself and that stay as given: kept as people write theirs, in Chinese."""

from __future__ import annotations

from django.utils.translation import override

from marketplace.ui.formats import fill
from marketplace.ui.text import Text

LANGUAGE = "zh-hans"


def written(words: Text, **values: object) -> str:
    """The words in the language of what is kept, whoever acts and reads; values stand at ``%(name)s``."""
    with override(LANGUAGE):
        return fill(words, values)
