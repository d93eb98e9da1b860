from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "tendering.contracts"
    label = "contracts"
    verbose_name = _("Contracts")

    def ready(self) -> None:
        """Declare what only grows, give the stage its words, say who reads its stories and files."""
        from marketplace.audit import numbers
        from tendering.contracts import documents, registration

        documents.register()
        registration.register()
        numbers.register("contracts.Contract")
