"""What a drill does on the portal meanwhile: acts, the worker, pages, and the two commands of the operator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.outbox import services as outbox
from marketplace.outbox.models import Message
from marketplace.places.models import Place
from marketplace.ui.views.exports import FORMATS
from search import engines, links
from search.engines.steady import Steady
from search.models import News, SavedSearch
from search.rules import Frequency
from search.services import telling
from tests.factories import accounts, catalog, demands, places
from tests.search import following
from tests.search.found_places import deliver
from tests.search.indexing import index

NOTE = "暂由备用索引作答"
LISTS = ("/demands/", "/tenders/", "/results/", "/contracts/", "/roster/")
# What the demand and the provider say, and no place.
OTHERS = "助浴"
# What every place that comes is called, and somebody is told of once a day.
DAILY = "社区"


class Readers:
    """A visitor, a community and a provider, with a demand and who fits it, and a search that is kept."""

    def __init__(self) -> None:
        demand = demands.published(places.community(population=0), title="独居老人助浴")
        member = catalog.administrator(catalog.listed_provider("助浴之家"))
        self.visitor = Client()
        self.purchaser = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, demand.community))
        self.provider = accounts.signed_in(Client(), member)
        self.demand = f"/demands/{demand.number}/"
        self.kept = following.kept(member.user, OTHERS, Frequency.NEVER)
        self.daily = following.kept(accounts.proved(accounts.user()), DAILY, Frequency.DAILY)

    def fitting(self) -> Iterator[tuple[Client, str]]:
        """Pages that recommend."""
        yield self.purchaser, f"{self.demand}fitting/"
        yield self.provider, "/demands/fitting/"

    def others(self, words: str) -> Iterator[tuple[Client, str]]:
        """Pages beside the search page: lists that are asked for words, the forms, what is kept, the front."""
        yield from ((client, f"{url}?q={words}") for url in LISTS for client in (self.visitor, self.purchaser))
        yield self.visitor, "/"
        yield self.purchaser, f"{self.demand}invite/"
        yield self.provider, "/workbench/"
        yield self.provider, reverse("search:saved")
        yield self.provider, f"{reverse('search:save')}?q={words}"
        yield from ((self.provider, reverse(f"search:{name}", args=[self.kept.pk])) for name in ("change", "delete"))

    def files(self, words: str) -> Iterator[tuple[Client, str]]:
        """Files of a search and of lists."""
        for name in ("feed", "deadlines"):
            yield self.visitor, f"{reverse(f'search:{name}')}?q={words}"
        for url in (reverse("search:page"), *LISTS):
            yield from ((self.visitor, f"{url}?q={words}&format={kind}") for kind in FORMATS)

    def keep_and_end(self, words: str) -> None:
        """A search is saved, opened, changed, ended at one click by a mail program, and deleted."""
        saved = {"name": words, "frequency": Frequency.AT_ONCE.value}
        assert self.provider.post(f"{reverse('search:save')}?q={words}", saved).status_code == 302
        search = SavedSearch.objects.latest("pk")
        own = {name: reverse(f"search:{name}", args=[search.pk]) for name in ("open", "change", "delete")}
        assert search.name == words
        assert self.provider.get(own["open"], follow=True).status_code == 200
        assert self.provider.post(own["change"], saved | {"frequency": Frequency.DAILY.value}).status_code == 302
        mailer, end = Client(enforce_csrf_checks=True), links.unsubscribe_url(search.pk)
        assert [mailer.get(end).status_code, mailer.post(end).status_code] == [200, 200]
        search.refresh_from_db()
        assert search.frequency == Frequency.NEVER
        assert self.provider.post(own["delete"]).status_code == 302


class Portal:
    """On the cluster at these addresses."""

    def __init__(self, settings: Any) -> None:
        self.settings = settings
        self.readers = Readers()
        index()
        deliver()

    def on(self, urls: Sequence[str]) -> None:
        """From now on it asks this cluster, as after a start of its processes."""
        self.settings.SEARCH_ENGINE, self.settings.ELASTICSEARCH_URL = "elasticsearch", ",".join(urls)
        engines.forget()

    def come(self, *names: str) -> None:
        """These places may be found; what that leaves is delivered where it can be."""
        for name in names:
            following.come(name)
            deliver()

    def fill(self, number: int) -> None:
        """So many places that nobody was told of, as in a database that is older than its index."""
        street = places.street()
        Place.objects.bulk_create(
            Place(
                code=f"{street.code}9{one:05}",
                level="community",
                parent=street,
                path=f"{street.path}{street.code}9{one:05}/",
                name_zh=f"{one}号绿化社区",
                name_en=str(one),
                population=1,
            )
            for one in range(number)
        )

    def change(self, place: Place, name: str) -> None:
        """An act, and the worker at once."""
        following.rename(place, name)
        deliver()

    def pages(self, words: str) -> tuple[int, bool]:
        """How many places the page tells, and whether quietly of the reserve; every other address answers, too."""
        client, asked = self.readers.visitor, {"q": words, "kind": "place"}
        for reader, url in self.readers.others(words):
            assert reader.get(url).status_code == 200, url
        for reader, url in self.readers.fitting():
            assert reader.get(url).context["found"], url
        assert client.get(reverse("search:suggest"), asked).status_code == 200
        for reader, url in self.readers.files(words):
            answer: Any = reader.get(url)
            assert (answer.status_code, len(answer.getvalue()) > 0) == (200, True), url
        self.readers.keep_and_end(words)
        self.digest()
        assert client.get(reverse("search:page"), {"q": OTHERS}).context["result"].total == 2
        page = client.get(reverse("search:page"), asked)
        assert page.status_code == 200
        return page.context["result"].total, NOTE in page.content.decode()

    def digest(self) -> None:
        """The mail of a day leaves."""
        telling.tell_daily()
        deliver()

    def told(self) -> list[str]:
        """What the mail of a day told of until now, each in one letter."""
        self.digest()
        news = list(News.objects.filter(search=self.readers.daily).select_related("entry"))
        letters = {one.letter for one in news}
        assert None not in letters, "something waits for ever"
        assert len(mail.outbox) == len(letters)
        return sorted(one.entry.title for one in news)

    def rested(self) -> None:
        """The half minute for which a cluster that failed is left alone is over."""
        engine = engines.engine()
        assert isinstance(engine, Steady)
        engine._resting_until = 0.0

    def settle(self) -> None:
        """What was written can be found."""
        cluster = engines.cluster()
        assert cluster is not None
        cluster.refresh()

    def late(self) -> int:
        """What could not be delivered is tried again when it is due; how many still wait."""
        for waiting in Message.objects.open().order_by("available_at", "pk"):
            with clock.moved_to(waiting.available_at):
                outbox.deliver(message_id=waiting.pk)
        return Message.objects.open().count()

    def operator(self, *command: str) -> str:
        """What a command says."""
        out = StringIO()
        call_command(*command, stdout=out, verbosity=0)
        return out.getvalue()

    @property
    def differences(self) -> str:
        """The last line of the comparison; it fails where there are any."""
        return self.operator("reconcile_search", "--report").splitlines()[-1]
