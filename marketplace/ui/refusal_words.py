"""Words for the codes of `marketplace.primitives`, which cannot speak for itself."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import OTHER_ROLE, Words, register

MEMBERSHIPS = _("Every act belongs to a role, and every role to a membership that its office keeps.")
_CENTS = _("Amounts are kept in yuan, exact to the cent.")
_CREDIT_CODE = _("GB 32100-2015, unified social credit code.")
_WORKING_DAYS = _("Periods are counted in working days after the day on which they start.")

register(
    {
        "text.tells_numbers": Words(
            text=_("The title holds a phone number, an identity number or an e-mail address."),
            rule=_("Titles stand as written in public lists, messages and files: they tell nobody's numbers."),
            todo=_("Take the number out; whom to call is said in the fields for it."),
        ),
        "money.not_a_number": Words(
            text=_("“%(value)s” is not an amount."),
            rule=_CENTS,
            todo=_("Enter digits, with a point before the cents, for example 86000.00."),
        ),
        "money.decimals": Words(
            text=_("“%(value)s” has more than two decimals."),
            rule=_CENTS,
            todo=_("Enter at most two decimals."),
        ),
        "money.too_large": Words(
            text=_("The amount is larger than the platform keeps (%(largest)s)."),
            rule=_CENTS,
            todo=_("Check the amount: is it in yuan, not in cents?"),
        ),
        "money.negative": Words(
            text=_("The amount %(value)s is below zero."),
            rule=_("What is taken back is entered as a reversal, never as a negative amount."),
            todo=_("Enter an amount of zero or more."),
        ),
        "money.shares": Words(
            text=_("The shares do not add up to the whole: %(shares)s."),
            rule=_("Shares of one amount are zero or more and make up the whole."),
            todo=_("Change the shares so that they make up the whole."),
        ),
        "money.weights": Words(
            text=_("%(total)s yuan cannot be divided, because every part weighs nothing."),
            rule=_("An amount is divided in proportion to what each part stands for."),
            todo=_("Enter at least one part above zero."),
        ),
        "uscc.length": Words(
            text=_("The credit code has %(length)s characters; it must have %(expected)s."),
            rule=_CREDIT_CODE,
            todo=_("Copy the code from the registration certificate."),
        ),
        "uscc.alphabet": Words(
            text=_("“%(character)s” cannot stand at position %(position)s of a credit code."),
            rule=_CREDIT_CODE,
            todo=_("Look at similar characters: the code never holds the letters I, O, S, V or Z."),
        ),
        "uscc.check_digit": Words(
            text=_("The credit code %(code)s is not valid: its check character does not fit."),
            rule=_CREDIT_CODE,
            todo=_("Compare each character with the registration certificate."),
        ),
        "uscc.prefix_mismatch": Words(
            text=_("The credit code begins with %(prefix)s; this kind of body has %(expected)s."),
            rule=_CREDIT_CODE,
            todo=_("Choose the kind of body as it is registered, or correct the code."),
        ),
        "calendar.negative_period": Words(
            text=_("A period cannot last %(days)s days."),
            rule=_WORKING_DAYS,
            todo=_("Enter a period of zero days or more."),
        ),
        "draw.duplicate": Words(
            text=_("%(candidate)s stands on the list twice."),
            rule=_("In a draw everybody has exactly one lot."),
            todo=_("Take the second entry off the list and draw again."),
        ),
        "wrong_state": Words(
            text=_("This step does not follow from the present state."),
            rule=_("Every step follows from a fixed state; the page shows which steps are open."),
            todo=_("Open the page again and look at its present state; somebody may have acted before you."),
        ),
        "not_permitted": Words(
            text=_("Your role does not allow this."),
            rule=MEMBERSHIPS,
            todo=OTHER_ROLE,
        ),
    }
)
