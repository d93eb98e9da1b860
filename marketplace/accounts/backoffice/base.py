"""Wagtail's generic views, saving through one service call as the role acted in; Wagtail's permissions know no role."""

from __future__ import annotations

from wagtail.admin.views import generic

from marketplace.accounts.acting import Acting
from marketplace.ui.admin_forms import Saving


class AddView(Acting, Saving, generic.CreateView):
    """Adds through the service that `save_instance` calls."""


class ChangeView(Acting, Saving, generic.EditView):
    """Changes through the service that `save_instance` calls."""
