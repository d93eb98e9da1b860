"""How pages and notices name whoever planned a project."""

from django.utils.translation import gettext_lazy as _

PLANNED_BY = _("Planned by (may not bid)")
