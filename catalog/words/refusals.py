"""Words of refusals: why not, by which rule, and what to do."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words

ADMISSION = _("Conditions of admission to the roster, numbers by the district's rule set.")
FLOW = _("An application runs from submission over publicity to listing.")
CREDIT = _("Credit points and public lists decide on watch, suspension and removal, by the rule set.")
CODE = _("GB 32100-2015: the unified social credit code names one body.")
GATE = _("The rule set says whether the roster is a condition to bid; approved service domains count.")
GROUPS = _("Communities keep a light register of residents' own groups.")
AVOIDANCE = _("Avoidance: whoever worked for a bidder within three years does not judge it.")
AWAY = _("Only experts who can come are drawn.")
DISHONESTY = _("MCA Decree 60: no purchases and no funds for whoever is on the serious-dishonesty list.")
CHECKED = _("What the district is checking, or has verified on admission, stays as it is.")
OFFERING = _("Providers publish what they offer, the district checks it first.")
MEND = _("Mend it in your profile and submit again.")
# The same for the office that decides.
RETURN = _("Return the application for correction, or refuse it.")

ADMISSION_WORDS = {
    "catalog.uscc.refused": Words(_("The credit code %(uscc)s is not valid for this kind of body."), CODE, MEND),
    "catalog.uscc_unique.refused": Words(_("Another body carries the credit code %(uscc)s."), CODE, MEND),
    "catalog.type_eligible.refused": Words(_("Bodies of this kind cannot be providers."), ADMISSION),
    "catalog.facts.refused": Words(_("Still to be filled in: %(missing)s."), ADMISSION, MEND),
    "catalog.domains.refused": Words(_("No service domain is named."), ADMISSION, MEND),
    "catalog.files.refused": Words(
        _("Files are missing: %(missing)s."), ADMISSION, _("Hand them in on the page for files.")
    ),
    "catalog.declaration.refused": Words(
        _("The declaration has not been made."), ADMISSION, _("Tick the declaration before you submit.")
    ),
    "catalog.no_ban.refused": Words(
        _("A ban runs until %(until)s."), CREDIT, _("You may apply again when the ban has ended.")
    ),
    "catalog.waited.refused": Words(
        _("After a rejection you may apply again from %(from)s."), ADMISSION, _("Come back on that day.")
    ),
    "catalog.not_suspended.refused": Words(
        _("The entry is suspended."), CREDIT, _("A suspended entry is restored by the district, not renewed.")
    ),
    "catalog.renewal_open.refused": Words(
        _("The entry is valid until %(until)s; it can be renewed from %(from)s."),
        ADMISSION,
        _("Come back on that day."),
    ),
    "catalog.registered_years.refused": Words(
        _("Registered on %(since)s; at least %(years)s years are asked for."), ADMISSION
    ),
    "catalog.annual_report.refused": Words(_("The annual report for %(year)s has not been filed."), ADMISSION, MEND),
    "catalog.abnormal_list.refused": Words(_("The body is on the abnormal list."), CREDIT),
    "catalog.serious_list.refused": Words(_("The body is on the serious-dishonesty list."), CREDIT),
    "catalog.clean_years.refused": Words(
        _("The last violation was on %(last)s; %(years)s clean years are asked for."), ADMISSION
    ),
    "catalog.fulltime_staff.refused": Words(
        _("%(has)s full-time staff; at least %(needed)s are asked for."), ADMISSION, MEND
    ),
}

OFFER_WORDS = {
    "catalog.offer.title_missing": Words(_("The offer has no title."), OFFERING),
    "catalog.offer.text_missing": Words(_("The offer does not say what is offered."), OFFERING),
    "catalog.offer.domains_missing": Words(_("No service domain is named."), OFFERING),
    "catalog.offer.domain_not_approved": Words(
        _("The provider is not approved for a service domain of the offer."),
        OFFERING,
        _("Choose among the approved domains."),
    ),
    "catalog.offer.domains_lost": Words(
        _("The provider is approved no longer for service domains that the offer names: %(domains)s."),
        OFFERING,
        _("It is shown again when they are approved again; an offer for the approved ones can be written from it."),
    ),
    "catalog.offer.day_passed": Words(_("The last day of the offer has passed."), OFFERING),
    "catalog.offer.item_of_another_domain": Words(
        _("A scope item belongs to none of the offer's service domains."),
        OFFERING,
        _("Choose its service domain as well, or leave the item out."),
    ),
    "catalog.offer.one_price": Words(_("Of the price only one end is given."), OFFERING, _("Enter both or none.")),
    "catalog.offer.prices_turned_round": Words(
        _("The lower price is above the higher one."), OFFERING, _("Enter the lower price first.")
    ),
    "catalog.offer.until": Words(
        _("The last day has passed, or lies more than two years ahead."), OFFERING, _("Choose another day.")
    ),
    "catalog.offer.too_many": Words(
        _("A provider has at most %(most)s offers at a time."), OFFERING, _("Withdraw one that is no longer needed.")
    ),
    "catalog.offer.not_being_written": Words(
        _("The offer is no longer being written."), OFFERING, _("Withdraw it and write a new one from it.")
    ),
}

FLOW_WORDS = {
    "catalog.application_under_way": Words(
        _("An application is under way already."), FLOW, _("Go on with it, or wait for its end.")
    ),
    "catalog.assessment_not_available": Words(
        _("The rule set asks for a scored capability assessment, which this version of the platform cannot hold yet."),
        _("Admission comes from a capability assessment."),
        _("Return the application, or put a rule set in force that admits without assessment."),
    ),
    "catalog.publicity_over": Words(
        _("Publicity ended on %(until)s; objections are no longer taken."),
        FLOW,
        _("Report what you know to the district's supervision phone."),
    ),
    "catalog.publicity_running": Words(_("Publicity runs until the end of %(until)s."), FLOW),
    "catalog.objected_already": Words(
        _("You, or your organisation, have objected to this admission."),
        _("One objection for each person or organisation and admission, answered in public; a complaint follows it."),
        _("Wait for the answer; if it does not content you, complain to the district's supervision phone."),
    ),
    "catalog.objector_unproved": Words(
        _("Whoever objects is reached by a verified phone."),
        _("Objections are filed by name: they hold an admission, so they come from people who can be asked."),
        _("Verify your phone under “My account”, then object."),
    ),
    "catalog.objection_empty": Words(_("Say what you object to."), FLOW),
    "catalog.answer_missing": Words(_("An objection is answered in words."), FLOW),
    "catalog.reason_missing": Words(_("Give a reason."), FLOW),
    "catalog.fact_locked": Words(
        _("%(fact)s cannot be changed now."),
        CHECKED,
        _("Wait until the application is returned or ended, or ask the district to correct it."),
    ),
    "catalog.files_locked": Words(
        _("Files cannot be changed now."),
        CHECKED,
        _("Wait until the application is returned or ended."),
    ),
    "catalog.file_withdrawn": Words(_("The file has been withdrawn already."), FLOW),
    "catalog.invalid_value": Words(_("This value is not possible."), ADMISSION),
    "catalog.more_social_workers_than_staff": Words(
        _("There cannot be more certified social workers than full-time staff."), ADMISSION
    ),
    "catalog.grade_without_day": Words(_("A grade needs the day of its assessment."), ADMISSION),
    "catalog.not_curated": Words(_("The district does not keep this fact; the provider does."), ADMISSION),
}

REGISTRATION_WORDS = {
    "catalog.name_missing": Words(_("Give the full name."), ADMISSION),
    "catalog.type_not_eligible": Words(_("Bodies of this kind cannot be providers."), ADMISSION),
}

STANDING_WORDS = {
    "catalog.until_past": Words(_("The suspension must end after today."), CREDIT),
    "catalog.not_due": Words(_("It is not due before %(day)s."), FLOW),
    "catalog.credit_too_low": Words(
        _("Credit stands at %(credit)s; below %(needed)s an entry stays suspended."), CREDIT
    ),
    "catalog.serious_list_stands": Words(
        _("The provider is on the serious-dishonesty list."),
        DISHONESTY,
        _("Remove the entry, or correct the list if it is wrong."),
    ),
    "catalog.not_on_serious_list": Words(
        _("The provider is not on the serious-dishonesty list."),
        CREDIT,
        _("Enter the list first, or choose another ground."),
    ),
    "catalog.removal_not_requested": Words(
        _("The provider has not asked to be removed."), CREDIT, _("Choose another ground.")
    ),
    "catalog.removal_requested_already": Words(
        _("Removal has been asked for already."), CREDIT, _("Wait for the district.")
    ),
    "catalog.no_longer_on_roster": Words(
        _("The entry is no longer on the roster."), GATE, _("The provider may apply again.")
    ),
    "catalog.domains_missing": Words(_("At least one service domain must stay approved."), GATE),
    "catalog.result_invalid": Words(_("This result of a contract is not possible."), CREDIT),
}

ELIGIBILITY_WORDS = {
    "catalog.on_serious_list": Words(
        _("The provider is on the serious-dishonesty list."),
        DISHONESTY,
    ),
    "catalog.banned": Words(_("The provider is banned from local letting."), CREDIT),
    "catalog.entry_suspended": Words(_("The provider's roster entry is suspended."), CREDIT),
    "catalog.major_only": Words(
        _("Enterprises that are not social enterprises take part in major letting only."), GATE
    ),
    "catalog.not_on_roster": Words(_("The provider is not on the roster."), GATE, _("It may apply for the roster.")),
    "catalog.domain_not_approved": Words(
        _("None of the service domains asked for (%(asked)s) is approved for this provider."),
        GATE,
        _("Look at the entry on the roster, or for calls that ask for its domains."),
    ),
}

PEOPLE_WORDS = {
    "catalog.purpose_missing": Words(_("Say what the group does."), GROUPS),
    "catalog.too_few_members": Words(_("A group names at least three members."), GROUPS),
    "catalog.one_leader": Words(_("Exactly one member leads the group."), GROUPS),
    "catalog.member_twice": Words(_("A member is named twice."), GROUPS),
    "catalog.group_needs_community": Words(_("A group belongs to a community."), GROUPS),
    "catalog.group_dissolved": Words(_("The group has been dissolved."), GROUPS),
    "catalog.specialties_missing": Words(_("Name at least one speciality."), _("Experts are drawn by speciality.")),
    "catalog.employer_missing": Words(_("Name the employer."), AVOIDANCE),
    "catalog.person_unknown": Words(
        _("Nobody signs in with this e-mail or phone."),
        _("Experts are drawn by speciality."),
        _("Let the person register first."),
    ),
    "catalog.expert_in_pool": Words(
        _("The person is in the expert pool already."), _("Experts are drawn by speciality.")
    ),
    "catalog.expert_retired": Words(_("The person has left the expert pool."), _("Experts are drawn by speciality.")),
    "catalog.organisation_unknown": Words(
        _("No organisation has this name or credit code."),
        AVOIDANCE,
        _("Look the full name up in its register, or write it down as an employer."),
    ),
    "catalog.tie_kind_missing": Words(_("Say what kind of relation it is."), AVOIDANCE),
    "catalog.known_already": Words(_("This is written down already."), AVOIDANCE),
    "catalog.ended_already": Words(_("This has ended already."), AVOIDANCE),
    "catalog.period_backwards": Words(_("The last day lies before the first."), AVOIDANCE),
    "catalog.begins_later": Words(_("What has not begun yet is written down once it has."), AVOIDANCE),
    "catalog.ends_later": Words(_("A last day to come is written down once it has come."), AVOIDANCE),
    "catalog.absence_past": Words(_("These days have passed."), AWAY),
    "catalog.absence_long": Words(
        _("An absence is at most 366 days long."),
        AWAY,
        _("Have the person suspended or taken out of the pool instead."),
    ),
}

ALL = {
    **ADMISSION_WORDS,
    **OFFER_WORDS,
    **FLOW_WORDS,
    **REGISTRATION_WORDS,
    **STANDING_WORDS,
    **ELIGIBILITY_WORDS,
    **PEOPLE_WORDS,
}
