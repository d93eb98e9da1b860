"""A page as a person sees it: its words, its links, its forms; nothing else is used to go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bs4 import BeautifulSoup, Tag

Values = dict[str, list[Any]]
_MOMENT = "%Y-%m-%dT%H:%M"


def words_of(tag: Tag) -> str:
    """The text a person reads, blanks folded."""
    return " ".join(tag.get_text(" ").split())


def _attribute(tag: Tag, name: str) -> str:
    return str(tag.get(name) or "")


def _is_choice(tag: Tag) -> bool:
    return tag.name == "select" or _attribute(tag, "type") in ("checkbox", "radio")


def _written(value: Any) -> Any:
    """As a browser writes it."""
    if isinstance(value, datetime):
        return value.strftime(_MOMENT)
    if isinstance(value, date):
        return value.isoformat()
    return value if hasattr(value, "read") else str(value)


def _chosen(offered: Mapping[str, str], wanted: str) -> str:
    """The value of the one choice that has this value, says this, or says it among other words."""
    if wanted in offered:
        return wanted
    found = [value for value, said in offered.items() if said == wanted]
    found = found or [value for value, said in offered.items() if wanted in said]
    assert len(found) == 1, f"{wanted!r} chooses {found} of {offered}"
    return found[0]


@dataclass
class Form:
    """One form that is sent by post: where it goes, and what is in its fields now."""

    tag: Tag
    action: str

    def __post_init__(self) -> None:
        self.values = {name: self._given(tags) for name, tags in self._controls()}

    def _controls(self) -> Iterator[tuple[str, list[Tag]]]:
        found: dict[str, list[Tag]] = {}
        for tag in self.tag.find_all(["input", "select", "textarea"]):
            if tag.get("name") and not tag.has_attr("disabled"):
                found.setdefault(_attribute(tag, "name"), []).append(tag)
        yield from found.items()

    def _given(self, tags: list[Tag]) -> list[Any]:
        """What a browser would send if nobody touched the field."""
        given: list[Any] = []
        for tag in tags:
            kind = _attribute(tag, "type")
            if tag.name == "select":
                given += [_attribute(row, "value") for row in tag.find_all("option") if row.has_attr("selected")]
            elif tag.name == "textarea":
                given.append(tag.get_text().removeprefix("\n"))
            elif kind in ("checkbox", "radio"):
                given += [_attribute(tag, "value") or "on"] if tag.has_attr("checked") else []
            elif kind not in ("file", "submit", "button"):
                given.append(_attribute(tag, "value"))
        return given

    @property
    def button(self) -> str:
        """What its button says."""
        return " ".join(words_of(tag) for tag in self.tag.find_all("button"))

    def lines(self, about: str = "", *, empty: bool = False) -> list[str]:
        """Names of lines, of those alone whose label has these words, or that are not filled in yet."""
        lines = [tags[0] for _name, tags in self._controls() if _attribute(tags[0], "type") in ("text", "number")]
        lines = [tag for tag in lines if about in _attribute(tag, "aria-label")] if about else lines
        return [_attribute(tag, "name") for tag in lines if not (empty and tag.get("value"))]

    def fill(self, name: str, value: Any) -> None:
        """Put a value in a field; choices are named by what they say or by their value, True ticks every box."""
        controls = dict(self._controls())
        assert name in controls, f"no field {name} among {sorted(controls)}"
        tags = controls[name]
        if value is True:
            self.values[name] = [_attribute(tag, "value") or "on" for tag in tags]
            return
        wanted = value if isinstance(value, list | tuple) else [value]
        offered = dict(self._offered(tags)) if _is_choice(tags[0]) else None
        self.values[name] = [_written(each) if offered is None else _chosen(offered, str(each)) for each in wanted]

    def _offered(self, tags: list[Tag]) -> Iterator[tuple[str, str]]:
        for tag in tags:
            if tag.name == "select":
                yield from ((_attribute(row, "value"), words_of(row)) for row in tag.find_all("option"))
                continue
            label = self.tag.find("label", attrs={"for": _attribute(tag, "id")}) or tag.find_parent("label")
            yield _attribute(tag, "value"), words_of(label) if isinstance(label, Tag) else ""

    def offers(self, name: str) -> dict[str, str]:
        """The choices of a field: value → words."""
        return dict(self._offered(dict(self._controls())[name]))

    def sent(self, button: str = "") -> Values:
        """Everything a browser would send when the button of these words is pressed, the first unless named."""
        sent = {name: values for name, values in self.values.items() if values}
        pressed = next((tag for tag in self.tag.find_all("button") if button in words_of(tag)), None)
        if pressed is not None and pressed.get("name"):
            sent[_attribute(pressed, "name")] = [_attribute(pressed, "value")]
        return sent


class Page:
    """What the server answered."""

    def __init__(self, url: str, status: int, html: str) -> None:
        self.url, self.status = url, status
        self.soup = BeautifulSoup(html, "html.parser")
        self.main = self.soup.find("main") or self.soup

    @property
    def words(self) -> str:
        """All words of the page's own part."""
        return words_of(self.main)

    @property
    def problem(self) -> str:
        """What the page says went wrong."""
        summary = self.main.select_one(".error-summary, [role=alert]")
        return words_of(summary) if summary else self.words[:2000]

    def links(self) -> list[tuple[str, str, Tag]]:
        """Words and address of every link on the page."""
        return [(words_of(tag), _attribute(tag, "href"), tag) for tag in self.soup.find_all("a") if tag.get("href")]

    def link(self, text: str, about: str = "") -> str | None:
        """The address behind these words: a link of exactly these, else one that begins with them, else has them.

        `about` names a text of the line or card that the link stands in.
        """
        links = [(said, url) for said, url, tag in self.links() if about in _surroundings(tag)]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            found = [url for said, url in links if fits(said, text)]
            if found:
                return found[0]
        return None

    def forms(self, method: str = "post") -> list[Form]:
        """Forms of the page's own part that change something, or those of another method."""
        found = [tag for tag in self.main.find_all("form") if _attribute(tag, "method").lower() == method]
        return [Form(tag, _attribute(tag, "action") or self.url) for tag in found]

    def form(self, fields: Mapping[str, Any], button: str = "", *, method: str = "post") -> Form:
        """The form that has these fields and this button."""
        forms = self.forms(method)
        fitting = [form for form in forms if button in form.button and all(name in form.values for name in fields)]
        offered = [(form.button, sorted(form.values)) for form in forms]
        assert fitting, (
            f"{self.url}: no form with {sorted(fields)} and button {button!r}: {offered}\n{self.words[:800]}"
        )
        return fitting[0]


def _surroundings(tag: Tag) -> str:
    """The words of the list line, table row, card or paragraph around a link."""
    around = tag.find_parent(["li", "tr", "section", "article", "p"])
    return words_of(around) if isinstance(around, Tag) else words_of(tag)
