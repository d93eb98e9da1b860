"""From the award letter to the accepted work."""

from __future__ import annotations

from datetime import timedelta

from marketplace import clock
from tests.factories import files
from tests.journeys.cast import Cast
from tests.journeys.person import Person


def signs(cast: Cast, title: str, contractor: Person | None) -> None:
    """Drafted; the contractor signs with its second factor, for a group a colleague on paper; then the community."""
    cast.author.does("Draft the contract", title).fills().sends()
    cast.days.pass_by(4)
    if contractor is not None:
        contractor.does("Sign the contract", title).fills(has_read=True, code=contractor.digits).sends()
    else:
        _on_paper(cast.colleague, title, "Contractor")
    _on_paper(cast.author, title, "Purchaser")


def _on_paper(who: Person, title: str, side: str) -> None:
    who.does("Sign the contract", title).follows("Cancel")
    who.follows("Hand in a signed paper").fills(side=side, scan=files.upload(name="合同.pdf")).sends()


def pays(cast: Cast, title: str, contractor: Person, reference: str) -> None:
    """Asked for with the invoice, by a group with its receipts, checked, approved and paid, by four people."""
    by_residents = contractor is cast.author
    number = {} if by_residents else {"invoice_number": f"2551200000001234{reference[-4:]:0>4}"}
    contractor.does("Ask for a payment", title).sees("Receipts, bound together" if by_residents else "Invoice number")
    contractor.fills(invoice_date=clock.today(), invoice=files.upload(name="票据.pdf"), **number).sends()
    cast.clerk.does("Check a payment", title).sees("票据.pdf", "The contract is signed").fills().sends()
    cast.street.does("Approve a payment", title).sees("票据.pdf").fills().sends()
    cast.finance.does("Pay, and record it", title).sees("票据.pdf").fills(reference=reference).sends()


def delivers(cast: Cast, title: str, contractor: Person, spent: str = "3000.00") -> None:
    """Three milestones reported with photographs and what each cost (yuan), and verified by somebody else."""
    cast.days.pass_by(20)
    for _milestone in range(3):
        before, after = (files.upload(files.picture(), f"{name}.jpg") for name in ("前", "后"))
        contractor.does("Report a milestone", title)
        contractor.fills(text="完成上门助浴 80 人次。", spent=spent, attendance=80, before=before, after=after).sends()
        cast.colleague.does("Verify a milestone", title).fills().sends()


def accepts(cast: Cast, title: str, contractor: Person) -> None:
    """Asked for; a professional, the street and a representative inspect; the professional writes the report."""
    contractor.does("Ask for acceptance", title).fills(statement="已全部完成。").sends()
    seats = {"seat_1": "褚专家", "seat_2": "郑科员", "seat_3": "卫代表"}
    cast.author.does("Call the acceptance team", title).fills(
        inspect_at=clock.now() + timedelta(hours=1), **seats
    ).sends()
    cast.days.pass_by(hours=2)
    team = [cast.professional, cast.second_street, cast.representatives[0]]
    for one in team:
        one.does("Give your opinion on an acceptance", title).fills(opinion="Pass").sends().lacks("Give your opinion")
        one.lacks("Write the report")  # its author gave the first opinion, others are missing
    team[0].does("Write the acceptance report", title).fills(report="按合同完成。").sends()


def to_acceptance(cast: Cast, title: str, contractor: Person, spent: str = "3000.00") -> None:
    """Two payments, three milestones, the acceptance."""
    pays(cast, title, contractor, "CW-1")
    delivers(cast, title, contractor, spent)
    pays(cast, title, contractor, "CW-2")
    accepts(cast, title, contractor)
