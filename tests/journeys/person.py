"""A person at the keyboard: opens the workbench, follows links, fills in forms, sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from marketplace.accounts.models import Membership
from marketplace.places.models import Place
from tests.architecture.badness import tables
from tests.factories import accounts
from tests.journeys.page import Form, Page, Values

DOORS = {"Workbench": "/workbench/", "Home": "/"}


class Person:
    """Somebody in one role (or a visitor), with a browser of their own; pages are read in English.

    Every step returns the person, so that a journey reads as a sentence.
    """

    def __init__(self, member: Membership | None = None) -> None:
        self.member = member
        self.client = Client(enforce_csrf_checks=True)
        self._secret = accounts.second_factor(member.user) if member else ""
        if member is not None:
            accounts.signed_in(self.client, member)
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        self.page = Page("", 0, "")
        self._form: Form | None = None

    @property
    def name(self) -> str:
        """As other pages show it to officers."""
        return self.member.user.name if self.member else ""

    @property
    def membership(self) -> Membership:
        """The role the person acts in; a visitor has none."""
        assert self.member is not None
        return self.member

    @property
    def place(self) -> Place:
        """Where the person's role is."""
        assert self.member is not None
        assert self.member.place is not None
        return self.member.place

    @property
    def digits(self) -> str:
        """What the person's authenticator shows now."""
        return accounts.digits_of(self._secret)

    def opens(self, door: str = "Workbench") -> Person:
        """The workbench or the home page: the two addresses a person knows."""
        return self._goes(DOORS[door])

    def opens_link(self, url: str) -> Person:
        """An address that came in a letter, a text message or a QR code."""
        return self._goes(url)

    def follows(self, text: str, about: str = "") -> Person:
        """A link of the page by its words."""
        url = self.page.link(text, about)
        said = sorted({words for words, _url, _tag in self.page.links() if words})
        assert url is not None, f"{self._who} finds no link {text!r} on {self.page.url}: {said}"
        return self._goes(url)

    def does(self, duty: str, about: str = "") -> Person:
        """The duty of this name on the workbench."""
        return self.opens().follows(duty, about)

    def has(self, duty: str, about: str = "") -> bool:
        """Whether this waits on the workbench."""
        return self.opens().page.link(duty, about) is not None

    def fills(self, **fields: Any) -> Person:
        """Put values in the fields of the form that has them."""
        form = self.page.form(fields)
        for name, value in fields.items():
            form.fill(name, value)
        self._form = form
        return self

    def fills_every_line(self, value: Any) -> Person:
        """The same value in every empty line of the page's form."""
        return self.fills(**dict.fromkeys(self.page.forms()[0].lines(empty=True), value))

    def fills_lines(self, values: Mapping[str, Any]) -> Person:
        """A value for every empty line whose label has these words."""
        form = self.page.forms()[0]
        return self.fills(**{name: value for about, value in values.items() for name in form.lines(about, empty=True)})

    def corrects_lines(self, values: Mapping[str, Any]) -> Person:
        """Another value in every line whose label has these words; each has been filled in before."""
        form = self.page.forms()[0]
        assert not form.lines(empty=True), f"{self._who} finds empty lines on {self.page.url}"
        return self.fills(**{name: value for about, value in values.items() for name in form.lines(about)})

    def asks(self, **fields: Any) -> Person:
        """Fill in a form that changes nothing (a choice, filters) and open what it leads to."""
        form = self.page.form(fields, method="get")
        for name, value in fields.items():
            form.fill(name, value)
        return self._goes(f"{form.action}?{urlencode(form.sent(), doseq=True)}")

    def sends(self, button: str = "") -> Person:
        """Send the form; one that comes back is a failure that shows what the page says."""
        form, url = self._pressed(button)
        self._shows(url, self.client.post(url, form.sent(button), follow=True))
        assert self.page.status < 400, f"{self._who} is refused at {self.page.url}: {self.page.problem}"
        self._sends_again(url, form.sent(button))
        return self

    def _sends_again(self, url: str, sent: Values) -> None:
        """The same form a second time, as a double click sends it: whatever the answer, nothing is written."""
        for file in (value for values in sent.values() for value in values if hasattr(value, "seek")):
            file.seek(0)  # the first sending has read it
        with tables.undone() as left:
            answer = self.client.post(url, sent)
        assert answer.status_code < 500, f"{self._who} sends a form twice at {url}: {answer.status_code}"
        assert left.tables == [], f"{self._who} sends a form twice at {url}: wrote {left.tables}"

    def sends_in_vain(self, button: str = "") -> str:
        """Send a form that must be refused; what the page says about it."""
        form, url = self._pressed(button)
        self._shows(url, self.client.post(url, form.sent(button), follow=True))
        assert 400 <= self.page.status < 500, f"{self._who} is not refused at {self.page.url}: {self.page.words[:500]}"
        return self.page.problem

    def sees(self, *texts: str) -> Person:
        """These words stand on the page."""
        for text in texts:
            assert text in self.page.words, f"{self._who} does not see {text!r} on {self.page.url}: {self.page.words}"
        return self

    def sees_nothing_of(self, *texts: str) -> Person:
        """These words do not stand on the page."""
        for text in texts:
            assert text not in self.page.words, f"{self._who} sees {text!r} on {self.page.url}"
        return self

    def lacks(self, link: str) -> Person:
        """The page offers no link of these words."""
        assert self.page.link(link) is None, f"{self._who} is offered {link!r} on {self.page.url}"
        return self

    @property
    def _who(self) -> str:
        return f"{self.member.role} {self.name}" if self.member else "visitor"

    def _goes(self, url: str) -> Person:
        response = self.client.get(url, follow=True)
        self._shows(url, response)
        assert self.page.status == 200, f"{self._who} at {url}: {self.page.status} {self.page.problem}"
        return self

    def _pressed(self, button: str) -> tuple[Form, str]:
        """The form that is sent, and where it goes."""
        form = self._form or self.page.form({}, button)
        self._form = None
        return form, form.action

    def _shows(self, url: str, response: Any) -> None:
        chain = getattr(response, "redirect_chain", [])
        self.page = Page(chain[-1][0] if chain else url, response.status_code, response.content.decode())
        self._form = None
