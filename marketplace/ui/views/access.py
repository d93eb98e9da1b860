"""Who may open a page: visitors are sent to sign in, the wrong role is told which role it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.utils.translation import gettext_lazy as _
from django.views import View

from marketplace.primitives.refusal import NotPermitted
from marketplace.ui import refusals, role_names, whole_text
from marketplace.ui.refusal_words import MEMBERSHIPS

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class RoleRequired(NotPermitted):
    """The page is for other roles than the one the person acts in."""

    def __init__(self, roles: tuple[str, ...], *, acting: str = "") -> None:
        code = "ui.role_required" if acting else "ui.no_role"
        super().__init__(code, roles=role_names.names(roles), acting=acting)


class Gate(View):
    """Checks roles before any method runs.

    Attributes:
        roles: roles that may open the page; empty means everyone, visitors too.
        for_the_public: shows what people wrote as the public reads it, whoever asks.
        for_those_inside: shows it whole, since nobody else is let in; pages with `roles` do so anyway.
        signed_in: True asks for a person signed in, in any role or none (used when `roles` is empty).

    What a person may do to one object is decided by `get_object` and the services, not here.
    """

    roles: tuple[str, ...] = ()
    signed_in: bool = False
    for_the_public: bool = False
    for_those_inside: bool = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sign-in page for visitors, RoleRequired for the wrong role, else the method."""
        if (self.roles or self.signed_in) and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if self.roles:
            self._check_role(request)
        self.decide_text()
        return super().dispatch(request, *args, **kwargs)

    def decide_text(self, target: object = None) -> None:
        """Whether what people wrote is shown whole (`ui.whole_text`), on a page about `target` where it has one."""
        if self.for_the_public:
            whole_text.begin()
        elif self.roles or self.for_those_inside:
            whole_text.allow()
        else:
            whole_text.decide(self.request, target)

    def _check_role(self, request: HttpRequest) -> None:
        membership = getattr(request, "membership", None)
        if membership is None:
            raise RoleRequired(self.roles)
        if membership.role not in self.roles:
            raise RoleRequired(self.roles, acting=role_names.name(membership.role))


refusals.register(
    {
        "ui.role_required": refusals.Words(
            text=_("You act as %(acting)s; this page is for %(roles)s."),
            rule=MEMBERSHIPS,
            todo=_("If you hold one of these roles, switch to it beside your name."),
        ),
        "ui.no_role": refusals.Words(
            text=_("You hold no role; this page is for %(roles)s."),
            rule=MEMBERSHIPS,
            todo=_("Ask your office or organisation to enter you, then sign in again."),
        ),
    }
)
