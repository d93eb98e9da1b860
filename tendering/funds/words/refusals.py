"""Words of refusals: why not, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words

EARMARKED = _("Money is spent only where it was allocated, and never more than is there.")
RATES = _("Every community gets the yearly rate of its fund type.")
MATCH = _("City and district pay one to one, and both shares must be seen to arrive.")
GROWTH = _("Every five years the rate grows by at least the rule set's minimum.")
REALLOCATION = _("Money is moved only by a recorded transfer that one office asks for and another approves.")
COFUNDING = _("Every source of a project's money is named, and the fund tops up the rest.")
DELEGATION = _("A task handed down carries its money, approved by the district government.")
BASELINE = _("A year before the system is imported for comparison and marked as such.")
LEDGER = _("The ledger only grows: a mistake is corrected by an entry that takes it back.")
YEAR = _("Fiscal year: from the rule set's closing day on, new commitments need the district.")
CHECK_AMOUNT = _("Enter an amount in yuan above zero with at most two decimals.")
GIVE_REASON = _("Write the reason; it stays in the record.")

MONEY = {
    "funds.insufficient": Words(
        _("%(account)s has %(available)s available; %(missing)s are missing."),
        EARMARKED,
        _("Lower the sum, ask for a transfer, or wait for the next share to arrive."),
    ),
    "funds.below_zero": Words(
        _("More would be taken back from %(account)s than was ever booked."), LEDGER, _("Look at the statement.")
    ),
    "funds.account_closed": Words(_("%(account)s is closed."), YEAR, _("Choose an account of the current year.")),
    "funds.account_not_open": Words(
        _("%(account)s takes no commitments now: it is %(status)s."),
        YEAR,
        _("Wait until both shares have arrived, or ask the district to open the account."),
    ),
    "funds.year_closing": Words(
        _("%(account)s is closing since %(since)s."), YEAR, _("Ask the district for its consent.")
    ),
    "funds.amount_not_positive": Words(_("The amount must be above zero."), EARMARKED, CHECK_AMOUNT),
    "funds.money_still_set_aside": Words(
        _("%(committed)s are still set aside on %(account)s."), YEAR, _("Pay or release what is open first.")
    ),
}
ALLOCATIONS = {
    "funds.growth_too_small": Words(
        _("%(amount)s is below the least rate for %(year)s, which is %(least)s."),
        GROWTH,
        _("Raise the rate, or give the reason why the district falls short of the rule."),
    ),
    "funds.no_rate": Words(
        _("No rate of %(fund_type)s is known for %(year)s."), RATES, _("Set the rate for the year first.")
    ),
    "funds.already_confirmed": Words(
        _("The arrival of this share on %(account)s is confirmed already."), MATCH, _("Open the statement.")
    ),
    "funds.nothing_arrives": Words(
        _("No share of this year and type waits to be confirmed."),
        MATCH,
        _("Choose a year, type and share that waits."),
    ),
    "funds.approval_missing": Words(
        _("The approval of the district government is missing."), DELEGATION, _("Attach the approval document.")
    ),
    "funds.delegation_incomplete": Words(
        _("Department and task must both be named."), DELEGATION, _("Name the department and the task.")
    ),
    "funds.not_a_street": Words(_("%(place)s is no street."), DELEGATION, _("Choose a street.")),
    "funds.baseline_paid": Words(
        _("Between 0 and %(inflow)s can have been paid."), BASELINE, _("Check the closing accounts of that year.")
    ),
    "funds.baseline_in_system": Words(
        _("%(year)s is kept in the ledger itself."), BASELINE, _("Import earlier years only.")
    ),
}
TRANSFERS = {
    "funds.not_interchangeable": Words(
        _("Money cannot be moved from %(giver)s to %(taker)s."),
        REALLOCATION,
        _("Choose two different accounts of one year, one fund type and one district."),
    ),
    "funds.own_request": Words(
        _("Who asked for a transfer does not decide on it."), REALLOCATION, _("Another district officer decides.")
    ),
    "funds.reason_missing": Words(_("The reason is missing."), LEDGER, GIVE_REASON),
}
PLANS = {
    "funds.plan_empty": Words(_("A plan needs at least one source in cash."), COFUNDING, _("Add a line.")),
    "funds.nothing_left": Words(
        _("The settlement takes all that is set aside."), EARMARKED, _("End the project instead.")
    ),
    "funds.plan_too_long": Words(_("A plan has at most %(most)s lines."), COFUNDING, _("Put small gifts together.")),
    "funds.account_twice": Words(_("An account stands in the plan twice."), COFUNDING, _("Put both sums in one line.")),
    "funds.account_out_of_reach": Words(
        _("%(account)s cannot pay for this community's projects."), EARMARKED, _("Choose an account of your own.")
    ),
    "funds.line_needs_account": Words(
        _("A fund line names an account and no contributor."), COFUNDING, _("Choose the account.")
    ),
    "funds.line_needs_amount": Words(
        _("This source is named, and its sum is missing."), COFUNDING, _("Enter the sum, or leave the source out.")
    ),
    "funds.line_needs_contributor": Words(
        _("This line names its contributor and no account."), COFUNDING, _("Name who gives.")
    ),
    "funds.not_contributed": Words(_("A fund line is paid by its account."), COFUNDING, _("Choose another line.")),
    "funds.more_than_agreed": Words(
        _("At most %(left)s are still to come from this contributor."), COFUNDING, _("Change the plan, or the sum.")
    ),
    "funds.line_has_money": Words(
        _("%(amount)s of “%(contributor)s” has come in."),
        COFUNDING,
        _("Keep its line with as much at least, or record what goes back first."),
    ),
    "funds.plan_ended": Words(_("The money of “%(project)s” has been let go."), COFUNDING, _("Write a new plan.")),
    "funds.still_needed": Words(
        _("The project needs this money; at most %(most)s can go back."), COFUNDING, _("Lower the sum.")
    ),
    "funds.pledge_not_received": Words(
        _("%(missing)s of %(contributor)s have not arrived."),
        COFUNDING,
        _("Record the receipt before the contract is signed."),
    ),
    "funds.above_plan": Words(
        _("%(total)s is above the %(set_aside)s set aside."), EARMARKED, _("Lower the sum, or plan more money.")
    ),
    "funds.below_paid": Words(_("More than %(total)s was paid already."), LEDGER, _("Look at the payments.")),
    "funds.no_topup_line": Words(
        _("No fund line can bear the %(missing)s more."), COFUNDING, _("Add a fund line to a new plan.")
    ),
}
PAYMENTS = {
    "funds.payment_exceeds_open": Words(
        _("%(amount)s is more than the %(open)s that are still open."), EARMARKED, _("Look at the contract's stages.")
    ),
    "funds.payee_missing": Words(_("Who is paid must be named."), LEDGER, _("Name the payee.")),
    "funds.already_reversed": Words(_("This was taken back already."), LEDGER, _("Look at the statement.")),
    "funds.already_refunded": Words(
        _("Part of this payment came back as a refund."), LEDGER, _("Take the refund back first.")
    ),
    "funds.own_booking": Words(
        _("You booked this payment; another finance officer takes it back, or records what came back."),
        LEDGER,
        _("Ask a colleague, or the district's finance."),
    ),
    "funds.refund_exceeds_paid": Words(
        _("%(amount)s is not between one cent and the %(paid)s that were paid."), LEDGER, _("Check the sum.")
    ),
    "funds.not_award_money": Words(
        _("%(fund_type)s pays no awards."), _("Awards are paid from the incentive fund."), _("Choose its account.")
    ),
    "funds.not_reversible": Words(
        _("Entry %(serial)s (%(kind)s) is not taken back this way."),
        LEDGER,
        _("Reverse the whole payment, or book the opposite."),
    ),
    "funds.counterparty_missing": Words(_("Who gives or receives must be named."), LEDGER, _("Name them.")),
}
ALL = {**MONEY, **ALLOCATIONS, **TRANSFERS, **PLANS, **PAYMENTS}
