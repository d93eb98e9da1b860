"""In which role a person acts in this request, and whether they may act at all yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.deprecation import MiddlewareMixin

from marketplace.accounts import queries
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import ADMIN_ROLES, SECOND_FACTOR_ROLES, Role
from marketplace.accounts.services import access
from marketplace.ui import whole_text

SESSION_KEY = "membership"
# What somebody sees who still has to set up the second factor: the way to it, and the way out.
OPEN_NAMES = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "accounts:second_factor_qr",
    }
)
OPEN_NAMESPACES = frozenset({"ui"})


class ActingRequest(Protocol):
    """A request after this middleware."""

    user: User
    membership: Membership | None
    memberships: list[Membership]
    second_factor_missing: bool


class MembershipMiddleware(MiddlewareMixin):
    """Sets `request.membership` (None for visitors) and `request.memberships` with one query.

    Whoever holds a role that needs the second factor and has none acts in no role at all: every page leads to the
    enrolment. A role that ended by the calendar closes the admin at once: at its door the groups follow what the
    person holds now, whatever the nightly task has not done yet.
    """

    def process_request(self, request: HttpRequest) -> None:
        whole_text.begin()
        acting = cast("Any", request)
        acting.membership, acting.memberships, acting.second_factor_missing = None, [], False
        if request.user.is_authenticated:
            held = request.user.held if request.user.held is not None else list(queries.held_by(request.user.pk))
            acting.memberships = held
            acting.second_factor_missing = _second_factor_missing(held)
            if not acting.second_factor_missing:
                acting.membership = _chosen(held, request.session.get(SESSION_KEY))

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        acting = cast("ActingRequest", request)
        if acting.second_factor_missing and not _leads_to_enrolment(request.resolver_match):
            return _to_enrolment(request)
        if acting.user.is_authenticated and _is_admin(request):
            if not _may_enter_admin(acting.memberships):
                raise PermissionDenied
            access.keep_in_step(acting.user, {Role(one.role) for one in acting.memberships})
        return None


def _second_factor_missing(held: list[Membership]) -> bool:
    return any(one.role in SECOND_FACTOR_ROLES and not cast("Any", one).enrolled for one in held)


def _chosen(held: list[Membership], key: object) -> Membership | None:
    """The one picked in this session, if it still holds; else the one used last."""
    return next((one for one in held if one.pk == key), held[0] if held else None)


def _leads_to_enrolment(match: ResolverMatch | None) -> bool:
    if match is None:
        return False
    name = match.view_name or ""
    return name.startswith("mfa_") or name in OPEN_NAMES or bool(OPEN_NAMESPACES & set(match.namespaces))


def _to_enrolment(request: HttpRequest) -> HttpResponse:
    address = reverse("mfa_activate_totp")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _is_admin(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def _may_enter_admin(held: list[Membership]) -> bool:
    return any(one.role in ADMIN_ROLES for one in held)
