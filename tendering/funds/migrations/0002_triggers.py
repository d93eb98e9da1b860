"""The ledger only grows: the database refuses to change, delete or truncate entries and their explanations."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [
        AppendOnly(
            "funds_ledgerentry", "funds_carryover", "funds_disbursement", "funds_disbursementpart", "funds_contribution"
        )
    ]
