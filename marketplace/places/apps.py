from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "marketplace.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        """Tell the packages below what places are called."""
        from marketplace.audit import place_names
        from marketplace.places import queries

        place_names.register(queries.keys_named)
