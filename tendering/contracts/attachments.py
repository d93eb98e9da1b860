"""Purposes under which this stage's files are stored."""

PHOTO = "contracts.photo"
INVOICE = "contracts.invoice"
SCAN = "contracts.scan"
RECTIFICATION_PHOTO = "contracts.rectification_photo"
