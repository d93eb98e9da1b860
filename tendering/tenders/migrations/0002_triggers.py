"""Notices are never changed: an amendment is a new notice."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tenders", "0001_initial")]

    operations = [AppendOnly("tenders_notice")]
