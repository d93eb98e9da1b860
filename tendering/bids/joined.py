"""One wording for those who answer together: on records, rankings, letters and contracts alike."""

from __future__ import annotations

from collections.abc import Sequence

LIST = "、"


def joined(lead: str, others: Sequence[str]) -> str:
    """The provider's name, or, where others are with it, the lead and the members of the consortium.

    It goes into records that are read in every language, so it is said as the names are written: in Chinese.
    """
    if not others:
        return lead
    return f"{lead}(联合体牵头){LIST}{LIST.join(others)}(联合体成员)"
