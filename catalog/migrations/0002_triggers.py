"""Credit events and records of closed contracts are only added to."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_triggers"), ("catalog", "0001_initial")]

    operations = [AppendOnly("catalog_creditevent", "catalog_providerrecord")]
