"""What an upgrade changes in the groups: rights registered since are theirs once all apps are migrated."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate

from marketplace.accounts.services.access import refresh_groups


def connect() -> None:
    """Called once from `AppConfig.ready`."""
    post_migrate.connect(_refresh, dispatch_uid="accounts.refresh_groups")


def _refresh(sender: Any, **_options: Any) -> None:
    # The signal comes once for every app that has models; only after the last one all permissions exist.
    if sender == [config for config in apps.get_app_configs() if config.models_module is not None][-1]:
        refresh_groups()
