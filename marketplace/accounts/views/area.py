"""What all pages of one's own account share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import GRANTS, STAFF_ROLES, Role
from marketplace.ui.components import Crumb, Tab
from marketplace.ui.views import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from marketplace.accounts.middleware import ActingRequest
    from marketplace.accounts.models import Membership, User


# Pages that lead to others, by the names of their addresses.
BELOW = {"members": _("Members"), "roles": _("My roles"), "substitutes": _("Substitutes")}


def acting(request: HttpRequest) -> ActingRequest:
    """The request as the membership middleware leaves it."""
    return cast("ActingRequest", request)


class AccountPage(Page):
    """A page for somebody signed in, with the account's tabs."""

    signed_in = True
    tab = ""
    # The page of the account that leads to this one, where that is not the profile.
    below = ""

    @property
    def person(self) -> User:
        """Who is signed in."""
        return acting(self.request).user

    @property
    def membership(self) -> Membership | None:
        """In which role."""
        return acting(self.request).membership

    def get_crumbs(self) -> Sequence[Crumb]:
        """Below "My account", and the page that leads here."""
        if self.tab == "profile":
            return []
        above = [Crumb(BELOW[self.below], reverse(f"accounts:{self.below}"))] if self.below else []
        return [Crumb(_("My account"), reverse("accounts:profile")), *above]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the tabs."""
        return super().get_context(account_tabs=self._tabs(), **context)

    def _tabs(self) -> list[Tab]:
        return [
            Tab(label=label, url=reverse(f"accounts:{name}"), current=name == self.tab)
            for name, label in self._pages().items()
        ]

    def _pages(self) -> dict[str, Any]:
        role = self.membership.role if self.membership else ""
        pages: dict[str, Any] = {
            "profile": _("Profile"),
            "security": _("Sign-in and second step"),
            "roles": BELOW["roles"],
        }
        if role in STAFF_ROLES:
            pages["substitutes"] = _("Substitutes")
        if role in STAFF_ROLES or role in GRANTS:
            pages["members"] = BELOW["members"]
        if role == Role.COMMUNITY:
            pages["residencies"] = _("Residents to confirm")
        elif role not in STAFF_ROLES:
            pages["residency"] = _("My community")
        return pages
