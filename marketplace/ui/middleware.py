"""Content security policy by path, Chinese first, refusals in words."""

from csp.middleware import CSPMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils.deprecation import MiddlewareMixin


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Strict on the portal, relaxed under /admin/."""


class LanguageMiddleware(LocaleMiddleware):
    """The cookie or the profile decides; otherwise Chinese."""


class RefusalMiddleware(MiddlewareMixin):
    """A refusal that no view caught becomes a page that names the rule."""
