"""In which role a person acts in this request."""

from django.utils.deprecation import MiddlewareMixin


class MembershipMiddleware(MiddlewareMixin):
    """Sets `request.membership`."""
