"""Memberships and organisations in the admin's settings; people stand in place of Wagtail's users (backoffice.apps)."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from marketplace.accounts.backoffice.memberships import MembershipViewSet
from marketplace.accounts.backoffice.organisations import OrganisationViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    """Both."""
    return [MembershipViewSet(), OrganisationViewSet()]
