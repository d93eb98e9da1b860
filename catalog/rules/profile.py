"""Which facts a provider may still change by itself, and when (domain 4: "update own entry")."""

from catalog.rules.states import IN_THE_PROVIDERS_HANDS, LIVE_APPLICATION, EntryState

CONTACT = frozenset({"address", "contact_name", "contact_phone", "contact_email", "bank_account"})
# Reported by the provider, never verified by an authority; R30 wants them up to date.
REPORTED = frozenset({"development", "fulltime_staff", "certified_social_workers", "volunteers", "strengths"})
# What the district checked on admission: changed by a new application, or by the district itself.
VERIFIED = frozenset(
    {
        "founded",
        "registered_date",
        "supervising_authority",
        "home_place",
        "legal_representative",
        "controller",
        "domains",
        "grade",
        "grade_assessed_on",
        "grade_expires_on",
        "grade_authority",
        "certificate_number",
        "certificate_level",
        "certificate_expires_on",
        "annual_report_year",
        "last_violation_date",
    }
)
# Without these nobody can judge or reach a provider.
NEEDED = ("legal_representative", "contact_name", "contact_phone", "address", "development", "strengths")
ALL = CONTACT | REPORTED | VERIFIED
# What the district keeps true between two applications.
CURATED = frozenset(
    {
        "grade",
        "grade_assessed_on",
        "grade_expires_on",
        "grade_authority",
        "certificate_number",
        "certificate_level",
        "certificate_expires_on",
        "annual_report_year",
        "last_violation_date",
        "abnormal_list",
        "serious_list",
    }
)


# Those of them that an application keeps to itself; domains stand on application and entry anyway.
HELD = VERIFIED - {"domains"}


def are_held(application_state: str | None, entry_state: str | None, *, begun: bool) -> bool:
    """Whether verified facts are written into the application alone: the entry in force rests on those checked before.

    Args:
        begun: it has facts of its own already; then it keeps them, whatever becomes of the entry.
    """
    is_listed = entry_state not in {None, EntryState.EXPIRED, EntryState.REMOVED}
    return application_state in IN_THE_PROVIDERS_HANDS and (is_listed or begun)


def editable(application_state: str | None, entry_state: str | None) -> frozenset[str]:
    """Names of the facts a provider may change now.

    Everything while an application is in its own hands, or before the first and after the last entry; how to reach it
    only while the district checks; once admitted, also what nobody verifies.
    """
    if application_state in IN_THE_PROVIDERS_HANDS:
        return ALL
    if application_state in LIVE_APPLICATION:
        return CONTACT
    if entry_state in {None, EntryState.EXPIRED, EntryState.REMOVED}:
        return ALL
    return CONTACT | REPORTED
