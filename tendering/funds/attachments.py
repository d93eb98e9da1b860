"""Files of this app, by purpose."""

PLEDGE = "funds.pledge"
RECEIPT = "funds.receipt"
APPROVAL = "funds.approval"
