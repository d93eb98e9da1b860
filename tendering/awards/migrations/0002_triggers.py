"""Confirmations and letters are never changed."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_initial")]

    operations = [
        AppendOnly("awards_confirmation", "awards_objectionfile", "awards_awardletter", "awards_hintdecision")
    ]
