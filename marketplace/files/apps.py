from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "marketplace.files"
    label = "files"
    verbose_name = _("Files")

    def ready(self) -> None:
        """Refusals get their words."""
        import_module("marketplace.files.words")
