"""Residents second a proposal, and follow what becomes of it (R23)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.demands.models import Backing
from tendering.demands.services import backing
from tendering.demands.views.base import DemandAct


class _Backing(DemandAct):
    """On and off at one address."""

    roles = backing.RESIDENTS
    kind: Backing.Kind
    words: tuple[Text, Text]

    @property
    def begun(self) -> bool:
        """Whether the person has said so already."""
        return Backing.objects.filter(demand=self.object, user=self.by.user_id, kind=self.kind).exists()

    def get_title(self) -> str:
        """What the button will do."""
        return str(self.words[self.begun])

    def get_context(self, **context: Any) -> dict[str, Any]:
        """The button says the same."""
        return super().get_context(submit_label=self.words[self.begun], **context)


class SecondDemand(_Backing):
    """One voice for a proposal."""

    kind = Backing.Kind.SECOND
    words = (_("Second the proposal"), _("Take your voice back"))
    intro = _("How many second it is public, who they are is not. Residents decide at the meeting.")

    def act(self, form: Any) -> str:
        """Second it, or no longer."""
        del form
        return self.call(backing.second)


class FollowDemand(_Backing):
    """Be told when it moves on."""

    kind = Backing.Kind.FOLLOW
    words = (_("Follow the project"), _("No longer follow"))
    intro = _("You are told of every step, from the meeting to the residents' verdict.")

    def act(self, form: Any) -> str:
        """Follow it, or no longer."""
        del form
        return self.call(backing.follow)
