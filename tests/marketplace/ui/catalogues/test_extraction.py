from pathlib import Path

from marketplace.ui.catalogues.extraction import Message, messages_of, used


def found(path: Path, source: str) -> set[Message]:
    path.write_text(source, encoding="utf-8")
    return set(messages_of(path))


def test_python_calls_are_found(tmp_path: Path) -> None:
    source = """
words = [_("one"), _lazy("over "
    "two lines"), gettext("%(name)s asks"), pgettext("month", "May"), ngettext("%d bid", "%d bids", n)]
plain("never")
"""
    assert found(tmp_path / "views.py", source) == {
        Message("one"),
        Message("over two lines"),
        Message("%(name)s asks"),
        Message("May", context="month"),
        Message("%d bid", plural="%d bids"),
    }


def test_template_tags_are_found_however_they_are_indented(tmp_path: Path) -> None:
    source = """{% load i18n %}
    <p title="{% translate "a title" %}">{{ value|default:_("nothing") }}</p>
  {% if it's %}(unbalanced
{% endif %}
        {% translate "May" context "month" %}
{% blocktranslate trimmed with name=person.name %}
          {{ name }} asks
    for more
{% endblocktranslate %}
{% blocktranslate count counter=bids %}one bid{% plural %}{{ counter }} bids{% endblocktranslate %}"""
    assert found(tmp_path / "page.html", source) == {
        Message("a title"),
        Message("nothing"),
        Message("May", context="month"),
        Message("%(name)s asks for more"),
        Message("one bid", plural="%(counter)s bids"),
    }


def test_every_section_of_the_code_is_read_and_a_file_counts_for_its_own_app_only() -> None:
    sections = used()
    assert all(sections[name] for name in ("project", "places", "ui"))
    assert "Community" in {message.id for message in sections["places"]}
    assert "Community" not in {message.id for message in sections["project"]}
