"""The log only grows."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        AppendOnly("audit_entry", "audit_mention", "audit_disclosure", "audit_logleaf", "audit_logblock"),
    ]
