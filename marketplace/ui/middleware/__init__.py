"""Content security by path, Chinese first, clean input, refusals in words, maintenance."""

from marketplace.ui.middleware.forms import RefusedFormMiddleware
from marketplace.ui.middleware.hygiene import CleanInputMiddleware
from marketplace.ui.middleware.language import LanguageMiddleware
from marketplace.ui.middleware.maintenance import MaintenanceMiddleware
from marketplace.ui.middleware.policy import ContentSecurityPolicyMiddleware
from marketplace.ui.middleware.refusals import RefusalMiddleware

__all__ = [
    "CleanInputMiddleware",
    "ContentSecurityPolicyMiddleware",
    "LanguageMiddleware",
    "MaintenanceMiddleware",
    "RefusalMiddleware",
    "RefusedFormMiddleware",
]
