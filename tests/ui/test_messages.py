"""The command for translations where developers' packages are missing, as after `make demo`."""

import sys

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize("act", ["check", "update"])
def test_without_babel_the_command_says_what_to_install(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("marketplace.ui.catalogues.ex")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "babel.messages.extract", None)
    monkeypatch.delattr("marketplace.ui.catalogues.extraction", raising=False)
    with pytest.raises(CommandError, match=rf"messages {act}.*babel.*requirements-dev\.txt"):
        call_command("messages", act)
