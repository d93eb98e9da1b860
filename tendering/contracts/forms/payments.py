"""The steps of a payment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import DateField, Form, TextField, UploadField
from tendering.contracts.forms.contract import PAPER
from tendering.contracts.services.payments import Invoice


class InvoiceForm(Form):
    """The invoice; a residents' group hands in its receipts."""

    invoice_number = TextField(label=_("Invoice number"), max_length=40)
    invoice_date = DateField(label=_("Invoice date"))
    invoice = UploadField(label=_("Invoice or receipts"), extensions=PAPER)

    def values(self) -> Invoice:
        """What was entered, for the service."""
        data = self.cleaned_data
        return Invoice(data["invoice_number"], data["invoice_date"], data["invoice"])


class PayForm(Form):
    """How the money went."""

    reference = TextField(label=_("Voucher number"), max_length=80)
