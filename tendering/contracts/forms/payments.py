"""The steps of a payment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import DateField, Form, TextField, UploadField
from tendering.contracts.forms.contract import PAPER
from tendering.contracts.services.payments import Invoice


class InvoiceForm(Form):
    """The contractor's invoice; a residents' group hands in its receipts, bound together, without number (domain 3.4).

    Args:
        receipts: whether a residents' group asks.
    """

    invoice_number = TextField(label=_("Invoice number"), max_length=40)
    invoice_date = DateField(label=_("Invoice date"))
    invoice = UploadField(label=_("Invoice"), extensions=PAPER)

    def __init__(self, *args: Any, receipts: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if receipts:
            del self.fields["invoice_number"]
            self.fields["invoice_date"].label = _("Date of the last receipt")
            self.fields["invoice"].label = _("Receipts, bound together")

    def values(self) -> Invoice:
        """What was entered, for the service."""
        data = self.cleaned_data
        return Invoice(data.get("invoice_number", ""), data["invoice_date"], data["invoice"])


class PayForm(Form):
    """How the money went."""

    reference = TextField(label=_("Voucher number"), max_length=80)
