"""Messages of the roster: what the inbox and the mail say."""

from django.utils.translation import gettext_lazy as _

from marketplace.notifications.kinds import Kind

APPLICATION = {
    "catalog.application.submitted": Kind(
        title=_("Roster application of %(provider)s"),
        body=_("%(provider)s has submitted an application for the roster."),
    ),
    "catalog.application.returned": Kind(
        title=_("Application returned for correction"),
        body=_("The district returned the application of %(provider)s: %(reason)s"),
    ),
    "catalog.application.rejected": Kind(
        title=_("Application rejected"),
        body=_("The application of %(provider)s was rejected: %(reason)s You may apply again from %(again)s."),
    ),
    "catalog.application.accepted": Kind(
        title=_("Application accepted"),
        body=_("The admission of %(provider)s is in publicity until the end of %(until)s."),
    ),
    "catalog.objection.filed": Kind(
        title=_("Objection to an admission"), body=_("Somebody objected to the admission of %(provider)s.")
    ),
    "catalog.objection.held": Kind(
        title=_("Admission held by an objection"),
        body=_("Publicity of %(provider)s stands still until the district has answered an objection."),
    ),
    "catalog.objection.dismissed": Kind(
        title=_("Objection dismissed"),
        body=_("The district dismissed an objection to the admission of %(provider)s: %(answer)s"),
    ),
    "catalog.objection.upheld": Kind(
        title=_("Objection upheld"), body=_("The district upheld your objection to %(provider)s: %(answer)s")
    ),
}
ENTRY = {
    "catalog.entry.listed": Kind(
        title=_("Listed on the roster"), body=_("%(provider)s is on the roster, valid until %(until)s.")
    ),
    "catalog.entry.call_review": Kind(
        title=_("Yearly review due"), body=_("The yearly review of %(provider)s fell due on %(day)s.")
    ),
    "catalog.entry.lapse_review": Kind(
        title=_("Suspended for a missed review"),
        body=_("%(provider)s is suspended: its yearly review, due on %(day)s, was not confirmed in thirty days."),
    ),
    "catalog.entry.confirm": Kind(
        title=_("Yearly review confirmed"), body=_("The next review of %(provider)s falls due on %(due)s.")
    ),
    "catalog.entry.watch": Kind(
        title=_("On watch"), body=_("%(provider)s is on watch; its credit stands at %(credit)s points.")
    ),
    "catalog.entry.recover": Kind(
        title=_("No longer on watch"), body=_("%(provider)s is listed again; its credit stands at %(credit)s points.")
    ),
    "catalog.entry.suspend": Kind(
        title=_("Suspended"),
        body=_("%(provider)s may not bid for now; running contracts go on. %(reason)s"),
    ),
    "catalog.entry.restore": Kind(title=_("Restored"), body=_("%(provider)s may bid again. %(reason)s")),
    "catalog.entry.expire": Kind(
        title=_("Roster entry expired"), body=_("The entry of %(provider)s was valid until %(day)s.")
    ),
    "catalog.entry.remove": Kind(
        title=_("Removed from the roster"), body=_("%(provider)s was removed from the roster: %(reason)s")
    ),
    "catalog.entry.removal_requested": Kind(
        title=_("A provider asks to leave the roster"), body=_("%(provider)s asks to be removed: %(reason)s")
    ),
    "catalog.entry.domains_approved": Kind(
        title=_("Approved service domains changed"),
        body=_("The district set the approved service domains of %(provider)s: %(reason)s"),
    ),
    "catalog.provider.certificate_lapsed": Kind(
        title=_("Social enterprise certificate has run out"),
        body=_("The certificate of %(provider)s ran out on %(day)s; it stands among the enterprises now."),
    ),
    "catalog.provider.grade_lapsed": Kind(
        title=_("Assessment grade has run out"),
        body=_("The grade %(grade)s of %(provider)s ran out on %(day)s; it counts as not graded until it is assessed."),
    ),
}
OFFERS = {
    "catalog.offer.submitted": Kind(
        title=_("An offer waits for a check"), body=_("%(provider)s has handed in the offer “%(title)s”.")
    ),
    "catalog.offer.returned": Kind(
        title=_("Offer returned for correction"), body=_("The district returned the offer “%(title)s”: %(reason)s")
    ),
    "catalog.offer.published": Kind(
        title=_("Offer published"), body=_("Communities see the offer “%(title)s” of %(provider)s now.")
    ),
    "catalog.offer.taken_down": Kind(
        title=_("Offer taken down"), body=_("The district took down the offer “%(title)s”: %(reason)s")
    ),
    "catalog.offer.expired": Kind(
        title=_("Offer expired"), body=_("The offer “%(title)s” stood until %(day)s. Write a new one from it.")
    ),
}
ALL = {**APPLICATION, **ENTRY, **OFFERS}
