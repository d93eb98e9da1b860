"""Acts on pages in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry

from marketplace.audit.sentences import Sentence


def action(name: str) -> str:
    """What Wagtail calls an action."""
    return str(dict(registry.get_choices()).get(name, name))


ACTS = {"cms.page.changed": Sentence(_("%(actor)s changed a page: %(action)s"), {"action": action})}
