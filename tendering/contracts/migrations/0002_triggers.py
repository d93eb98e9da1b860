"""Signatures and public notices are never changed."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [AppendOnly("contracts_signature", "contracts_contractnotice")]
