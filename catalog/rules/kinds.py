"""Which kind of body may stand in which list, and which files each must show (domain 2.8, 5.2)."""

from datetime import date

from catalog.rules.states import FileKind, Grade, RosterList

LIST_OF_TYPE: dict[str, RosterList] = {
    "private_nonenterprise": RosterList.SOCIAL_ORGANIZATION,
    "social_group": RosterList.SOCIAL_ORGANIZATION,
    "foundation": RosterList.SOCIAL_ORGANIZATION,
    "social_enterprise": RosterList.SOCIAL_ENTERPRISE,
    "enterprise": RosterList.ENTERPRISE,
    "cooperative": RosterList.ENTERPRISE,
    "institution": RosterList.ENTERPRISE,
}
PROVIDER_TYPES = frozenset(LIST_OF_TYPE)
ASSOCIATION_TYPES = frozenset({"social_group"})

_ALWAYS = (FileKind.REGISTRATION, FileKind.ANNUAL_REPORT, FileKind.BANK_ACCOUNT, FileKind.TAX_AND_INSURANCE)


def list_for(org_type: str, certificate_expires_on: date | None, on: date) -> RosterList | None:
    """The list a body of this type belongs to on that day, or None where it may not be a provider.

    A social enterprise whose certificate is missing or has run out stands among the enterprises (domain 2.8).
    """
    standing = LIST_OF_TYPE.get(org_type)
    if standing is RosterList.SOCIAL_ENTERPRISE and not certificate_runs(certificate_expires_on, on):
        return RosterList.ENTERPRISE
    return standing


def certificate_runs(expires_on: date | None, on: date) -> bool:
    """Whether a social enterprise certificate is valid on that day; its last day counts."""
    return expires_on is not None and on <= expires_on


def mandatory_files(roster_list: str, grade: str) -> tuple[FileKind, ...]:
    """The files an application must carry: always four, and a proof for every claim that needs one."""
    kinds: tuple[FileKind, ...] = _ALWAYS
    if roster_list == RosterList.SOCIAL_ENTERPRISE:
        kinds = (*kinds, FileKind.ENTERPRISE_CERTIFICATE)
    if grade != Grade.NONE:
        kinds = (*kinds, FileKind.GRADE_CERTIFICATE)
    return kinds


def grade_in_force(grade: str, expires_on: date | None, on: date) -> Grade:
    """The grade that counts on that day; a grade past its five years counts as none (domain 5.3)."""
    if grade == Grade.NONE or (expires_on is not None and on > expires_on):
        return Grade.NONE
    return Grade(grade)
