"""Sealed versions, confirmations, opened bids and qualifications are never changed."""

from django.db import migrations

from marketplace.audit.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("bids", "0001_initial")]

    operations = [
        AppendOnly(
            "bids_bidversion",
            "bids_sealedattachment",
            "bids_openingconfirmation",
            "bids_roundconfirmation",
            "bids_talk",
            "bids_openedbid",
            "bids_openedline",
            "bids_openedfile",
            "bids_qualification",
            "bids_qualificationview",
            "bids_collusionhint",
            "bids_hintinput",
        )
    ]
