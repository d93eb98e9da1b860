import gettext
import os
from pathlib import Path

from marketplace.ui.catalogues.files import compile_one

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "bid"
msgstr "投标"

msgid "%(n)s bid"
msgid_plural "%(n)s bids"
msgstr[0] "%(n)s份投标"
"""


def test_compiled_plurals_and_singulars_are_read_back(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(CATALOGUE, encoding="utf-8")
    assert compile_one(source)
    with source.with_suffix(".mo").open("rb") as handle:
        chinese = gettext.GNUTranslations(handle)
    assert chinese.gettext("bid") == "投标"
    assert chinese.ngettext("%(n)s bid", "%(n)s bids", 5) == "%(n)s份投标"


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(CATALOGUE, encoding="utf-8")
    assert compile_one(source)
    assert not compile_one(source)
    os.utime(source.with_suffix(".mo"), (1, 1))
    assert compile_one(source)
