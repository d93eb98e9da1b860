"""A purpose of files that only its uploader reads."""

import pytest

from marketplace.accounts.models import Membership
from marketplace.files import access
from marketplace.files.access import MEGABYTE
from marketplace.files.models import StoredFile
from marketplace.files.rules.kinds import DOCUMENTS, PHOTOS

PURPOSE = "tests.evidence"


def own_files(membership: Membership | None, file: StoredFile) -> bool:
    return membership is not None and membership.user_id == file.uploaded_by_id


@pytest.fixture(autouse=True)
def purposes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_purposes", {})
    access.register(PURPOSE, own_files, kinds=DOCUMENTS | PHOTOS, largest=MEGABYTE)
    access.register("tests.public", access.public)
