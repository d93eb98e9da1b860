"""Addresses of the whole portal; Wagtail's pages answer what nothing else does."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from marketplace.accounts.views.entrance import ActivateSecondFactor, AdminLogin, Closed, ConfirmEmail

urlpatterns = [
    path("admin/login/", AdminLogin.as_view()),
    # One's own account is changed in one place; no bulk act on people passes the services.
    path("admin/account/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("admin/bulk/accounts/<path:rest>", Closed.as_view()),
    # Nobody keeps workflows here, so nobody picks their tasks.
    path("admin/workflows/task_chooser/", Closed.as_view()),
    path("admin/workflows/task_chooser/<path:rest>", Closed.as_view()),
    # A page that fails on purpose.
    path("admin/failwhale/", Closed.as_view()),
    path("admin/", include(wagtailadmin_urls)),
    # Addresses are changed on the profile page, in one audited act; allauth's own pages lead there.
    path("accounts/email/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("accounts/phone/change/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("accounts/phone/verify/", RedirectView.as_view(pattern_name="accounts:phone")),
    path("accounts/confirm-email/<str:key>/", ConfirmEmail.as_view(), name="account_confirm_email"),
    path("accounts/2fa/totp/activate/", ActivateSecondFactor.as_view(), name="mfa_activate_totp"),
    path("accounts/", include("allauth.urls")),
    path("account/", include("marketplace.accounts.urls")),
    path("audit/", include("marketplace.audit.urls")),
    path("files/", include("marketplace.files.urls")),
    path("inbox/", include("marketplace.notifications.urls")),
    path("outbox/", include("marketplace.outbox.urls")),
    path("places/", include("marketplace.places.urls")),
    path("rules/", include("marketplace.rulebook.urls")),
    path("roster/", include("catalog.urls")),
    path("search/", include("search.urls")),
    path("", include("tendering.urls")),
    path("", include("marketplace.ui.urls")),
    path("", include("cms.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "marketplace.ui.views.errors.bad_request"
handler403 = "marketplace.ui.views.errors.forbidden"
handler404 = "marketplace.ui.views.errors.not_found"
handler500 = "marketplace.ui.views.errors.server_error"
handler429 = "marketplace.ui.views.errors.too_many"
