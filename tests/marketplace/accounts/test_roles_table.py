"""docs/permissions.md says what the rules say."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.utils import translation

from marketplace.accounts.models import ROLE_NAMES
from marketplace.accounts.rules import ADMIN_ROLES, GRANTS, SECOND_FACTOR_ROLES, Role, may_have_substitute


def table() -> dict[str, list[str]]:
    text = (Path(settings.BASE_DIR) / "docs/permissions.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]
    return {row[0]: row for row in rows if row[0] in set(Role)}


def test_every_role_stands_in_the_table_as_the_rules_have_it() -> None:
    rows = table()
    assert list(rows) == [str(role) for role in Role]
    for role in Role:
        _, chinese, _, second, given, substitute, admin = rows[role]
        with translation.override("zh-hans"):
            assert chinese == str(ROLE_NAMES[role])
        assert (second == "yes") == (role in SECOND_FACTOR_ROLES), role
        assert (substitute == "yes") == may_have_substitute(role), role
        assert (admin == "yes") == (role in ADMIN_ROLES), role
        givers = {str(giver) for giver, gives in GRANTS.items() if role in gives}
        named = set(re.findall(r"[a-z_]+", given)) & set(Role)
        assert named | ({"provider_admin"} if "itself" in given else set()) == givers, role
