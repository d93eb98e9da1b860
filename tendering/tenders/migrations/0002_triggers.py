"""Notices are never changed, an amendment is a new notice; nor is what was written about a splitting."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tenders", "0001_initial")]

    operations = [AppendOnly("tenders_notice", "tenders_splittingstep")]
