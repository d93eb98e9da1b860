"""The second step: enrolment and its QR code; and the doors of Wagtail's admin."""

from __future__ import annotations

from typing import Any

from allauth.account.models import get_emailconfirmation_model
from allauth.account.views import ConfirmEmailView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import View

from marketplace.accounts import services
from marketplace.accounts.views.area import acting
from marketplace.ui.views.access import Gate


class ActivateSecondFactor(ActivateTOTPView):
    """allauth's enrolment, with the entry in the same transaction and all other sessions ended."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the authenticator, write it down, sign this session anew."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            user = services.second_factor_added(user=acting(self.request).user)
        update_session_auth_hash(self.request, user)
        return response


class ConfirmEmail(ConfirmEmailView):
    """allauth's, for the person signed in to the account: a letter to a mistyped address proves nothing by itself."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The way to the sign-in for visitors, 403 for others; links that are over say so to everybody."""
        link = get_emailconfirmation_model().from_key(kwargs["key"])
        if link is not None and not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if link is not None and request.user.pk != link.email_address.user_id:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class SecondFactorQr(Gate):
    """The picture for the authenticator app, drawn from the secret of this session; never stored by a browser."""

    signed_in = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """SVG; nothing where no enrolment is going on."""
        secret = request.session.get(SECRET_SESSION_KEY)
        if not secret:
            return HttpResponse(status=204)
        adapter = get_adapter()
        drawn = adapter.build_totp_svg(adapter.build_totp_url(acting(request).user, secret))
        return HttpResponse(drawn, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


class AdminLogin(View):
    """Wagtail's sign-in page leads to ours: signed in without access is refused, not sent in a circle."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """403 for people signed in, the sign-in page for visitors."""
        del args, kwargs
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "") or "/admin/")


class Closed(View):
    """What Wagtail's admin has and ours has not, such as bulk acts on users, which write past the services."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """403 for everybody."""
        del request, args, kwargs
        raise PermissionDenied
