"""The app of providers and the roster."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    label = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        """Say what the app's codes mean and who reads what it keeps."""
        from catalog import documents, registration

        registration.register()
        documents.register()
