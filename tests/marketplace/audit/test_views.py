"""Stories and proofs as people see them, and who sees them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.audit import keys, notebook, readers, sentences, services
from marketplace.audit.models import Disclosure, Entry
from marketplace.audit.sentences import Sentence
from marketplace.primitives import merkle
from tests.factories import accounts, demands, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other apps' readers have tests of their own."""
    monkeypatch.setattr(readers, "_readers", {})
    monkeypatch.setattr(readers, "_inside", {})
    monkeypatch.setattr(readers, "_namers", {})
    monkeypatch.setattr(readers, "_others", [])


@pytest.fixture
def auditor() -> Membership:
    return accounts.person("王审计", "auditor")


@pytest.fixture
def street(nobody_registered: None) -> Membership:
    """Somebody whom the owning app lets read, without names."""
    made = accounts.person("赵街道", "street", places.district())

    def reads(membership: Membership | None, _target: User) -> bool:
        return membership == made

    readers.register("accounts.User", reads, inside=reads)
    return made


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, officer: User) -> Entry:
    sentence = Sentence("%(actor)s returned %(number)s to %(name)s, lacking %(nothing)s", {"number": lambda n: f"№{n}"})
    monkeypatch.setitem(sentences._sentences, "demands.returned", sentence)
    return services.record(
        act="demands.returned",
        target=officer,
        actor=officer,
        parameters={"number": 7},
        personal={"name": "张三丰"},
        reason="缺少两份报价",
    )


def page(client: Client, member: Membership, url: str) -> str:
    response = accounts.signed_in(client, member).get(url)
    assert response.status_code == 200
    return response.content.decode()


def story(entry: Entry) -> str:
    return f"/audit/story/{entry.model}/{entry.object_id}/"


def test_an_auditor_reads_the_story_with_names(client: Client, auditor: Membership, told: Entry) -> None:
    text = page(client, auditor, story(told))
    assert "李明 returned №7 to 张三丰, lacking —" in text
    assert "缺少两份报价" in text
    assert f"/audit/entry/{told.pk}/" in text


def test_a_value_that_its_format_cannot_show_stays_as_it_is(told: Entry) -> None:
    sentence = Sentence("%(number)s", {"number": lambda n: n / 0})
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sentences._sentences, "demands.returned", sentence)
        assert sentences.say("demands.returned", {"number": 7}) == "7"


def test_other_readers_see_masked_names(client: Client, street: Membership, told: Entry) -> None:
    text = page(client, street, story(told))
    assert "李* returned №7 to 张*" in text
    assert "李明" not in text
    assert "张三丰" not in text


def test_readers_in_charge_may_see_names(
    client: Client, street: Membership, told: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(readers._namers, "accounts.user", lambda _membership, _target: True)
    assert "李明 returned" in page(client, street, story(told))
    assert "李明 returned" in page(client, street, f"/audit/entry/{told.pk}/")


@pytest.mark.parametrize("where", ["story", "entry", "proof"])
def test_nobody_else_reads_it(client: Client, told: Entry, where: str) -> None:
    url = {"story": story(told), "entry": f"/audit/entry/{told.pk}/", "proof": f"/audit/entry/{told.pk}/proof.json"}
    assert client.get(url[where]).status_code == 302
    stranger = accounts.person("钱七", "community", places.district())
    assert accounts.signed_in(client, stranger).get(url[where]).status_code == 403


def test_a_fallback_reads_what_no_app_claims(client: Client, told: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_others", [])
    reader = accounts.person("孙八", "district")
    readers.register_fallback(lambda membership, _target: membership == reader)
    assert "李*" in page(client, reader, story(told))


@pytest.mark.parametrize("address", ["no.model/1", "accounts.user/x", "accounts.user/99999999999999999999", "x/1"])
def test_an_object_that_is_not_there_has_no_story(client: Client, auditor: Membership, address: str) -> None:
    assert accounts.signed_in(client, auditor).get(f"/audit/story/{address}/").status_code == 404
    reader = accounts.person("孙八", "district")
    assert accounts.signed_in(client, reader).get(f"/audit/story/{address}/").status_code == 403


def test_acts_of_the_clock_and_acts_without_a_sentence_are_told_too(
    client: Client, auditor: Membership, officer: User
) -> None:
    entry = services.record(act="demands.lapsed", target=officer)
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        text = page(client, auditor, story(entry))
    assert "demands.lapsed" in text


def test_an_erased_person_is_named_so(client: Client, auditor: Membership, told: Entry, officer: User) -> None:
    services.erase(user=officer, by=auditor)
    text = page(client, auditor, story(told))
    assert "张三丰" not in text
    assert "缺少两份报价" not in text
    assert "李明 returned" not in text


def test_the_number_of_queries_does_not_grow(
    client: Client, auditor: Membership, told: Entry, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(60):
        services.record(act="demands.returned", target=User.objects.get(pk=told.object_id), reason="缺")
    accounts.signed_in(client, auditor)
    client.get(story(told))
    with django_assert_max_num_queries(15):
        assert client.get(story(told)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get("/audit/").status_code == 200


def test_the_list_goes_by_the_time_of_the_acts_not_by_when_they_were_written_down(
    client: Client, auditor: Membership, officer: User
) -> None:
    noon = clock.now()
    for days in (2, 1, 3):
        with clock.frozen(noon + timedelta(days=days)):
            services.record(act=f"tests.day_{days}", target=officer)
    for query, order in (("", [3, 2, 1]), ("&sort=at", [1, 2, 3])):
        text = page(client, auditor, f"/audit/?act=tests.day{query}")
        places_of = [text.index(f"tests.day_{day}<") for day in order]
        assert places_of == sorted(places_of), query


def test_the_list_is_for_auditors(client: Client, told: Entry, auditor: Membership) -> None:
    assert client.get("/audit/").status_code == 302
    district = accounts.person("孙八", "district")
    assert accounts.signed_in(client, district).get("/audit/").status_code == 403
    assert "李明 returned" in page(client, auditor, "/audit/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("act=demands.ret", True),
        ("act=returned", True),
        ("act=funds", False),
        ("person=李", True),
        ("person=王五", False),
        ("person=明+李", True),
        ("person=李+王五", False),
        ("act=lacking+returned", True),
        ("act=funds+returned", False),
        ("since=2026-01-01", True),
        ("since=2199-01-01", False),
        ("until=2199-01-01", True),
        ("until=2020-01-01", False),
        ("place=999999999999999999999", False),
    ],
)
def test_the_list_filters(client: Client, auditor: Membership, told: Entry, query: str, found: bool) -> None:
    assert ("李明 returned" in page(client, auditor, f"/audit/?{query}")) is found


def test_the_list_filters_by_place(client: Client, auditor: Membership, officer: User) -> None:
    here = accounts.membership("district", places.district())
    assert here.place is not None
    services.record(act="x.here", target=officer, by=here)
    services.record(act="x.elsewhere", target=officer)
    text = page(client, auditor, f"/audit/?place={here.place.name_zh[:2]}")
    assert "x.here" in text
    assert "x.elsewhere" not in text


def test_the_list_filters_by_the_number_of_an_object(client: Client, auditor: Membership) -> None:
    """Acts on it, and acts on something else that name it."""
    mine, other = demands.published(), demands.published()
    services.record(act="x.on_it", target=mine)
    services.record(act="x.names_it", target=other, about=[mine])
    services.record(act="x.elsewhere", target=other)
    text = page(client, auditor, f"/audit/?number={mine.number.lower()}")
    assert "x.on_it" in text
    assert "x.names_it" in text
    assert "x.elsewhere" not in text
    assert "x.on_it" not in page(client, auditor, "/audit/?number=XQ-1999-0001")


def test_the_list_is_exported(client: Client, auditor: Membership, told: Entry) -> None:
    response = accounts.signed_in(client, auditor).get("/audit/?format=csv")
    text = response.getvalue().decode("utf-8-sig")
    assert "李明 returned №7 to 张三丰" in text


def test_the_entry_page_shows_bytes_and_proof(client: Client, auditor: Membership, told: Entry) -> None:
    text = page(client, auditor, f"/audit/entry/{told.pk}/")
    assert json.loads(told.body)["salt"] in text
    services.checkpoint()
    assert "marketplace-audit" in page(client, auditor, f"/audit/entry/{told.pk}/")


def test_the_entry_page_names_the_technical_words_once_in_a_note(
    client: Client, auditor: Membership, told: Entry
) -> None:
    text = accounts.signed_in(client, auditor).get(f"/audit/entry/{told.pk}/").content.decode()
    assert [text.count(words) for words in ("叶哈希", "根哈希", "Leaf", "Root")] == [1, 1, 0, 0]
    assert "<dt>本条记录的指纹</dt>" in text.replace(' class="nowrap"', "")


def test_an_outsider_can_check_the_proof_with_nothing_of_ours(
    client: Client, auditor: Membership, told: Entry, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 9162, 2.1.3.2, and the signed note, written out here with hashlib and cryptography alone."""
    for _number in range(4):
        services.record(act="x", target=officer)
    services.checkpoint()
    services.record(act="later", target=officer)
    answer = accounts.signed_in(client, auditor).get(f"/audit/entry/{told.pk}/proof.json").json()
    node = hashlib.sha256(b"\x00" + answer["entry"].encode()).digest()
    index, last = answer["log_index"], answer["tree_size"] - 1
    for step in answer["path"]:
        sibling = bytes.fromhex(step)
        if index % 2 or index == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        index, last = index // 2, last // 2
    text, _gap, signatures = answer["checkpoint"].partition("\n\n")
    origin, size, root, _at = text.splitlines()
    assert (origin, int(size)) == ("marketplace-audit", answer["tree_size"])
    assert base64.b64decode(root) == node
    signature = base64.b64decode(signatures.split(" ")[2])
    public: Ed25519PublicKey = keys.signing_key().public_key()
    public.verify(signature[4:], f"{text}\n".encode())


def test_heads_are_public(client: Client, log: list[Entry]) -> None:
    text = client.get("/audit/checkpoints/").content.decode()
    assert '<a href="/audit/checkpoints/8/">8</a>' in text
    response = client.get("/audit/checkpoints/8/")
    checkpoint = notebook.last()
    assert checkpoint is not None
    assert response.content.decode() == checkpoint.note
    assert client.get("/audit/checkpoints/7/").status_code == 404


def test_each_head_is_proved_to_continue_the_one_before(client: Client, log: list[Entry], officer: User) -> None:
    assert client.get("/audit/checkpoints/8/consistency.json").json()["proof"] == []
    services.record(act="later", target=officer)
    services.checkpoint()
    answer = client.get("/audit/checkpoints/9/consistency.json").json()
    heads = [base64.b64decode(answer[name].splitlines()[2]) for name in ("first", "second")]
    proof = [bytes.fromhex(node) for node in answer["proof"]]
    assert merkle.verify_consistency(first=8, size=9, first_head=heads[0], head=heads[1], proof=proof)
    assert client.get("/audit/checkpoints/7/consistency.json").status_code == 404


def test_no_head_yet(client: Client) -> None:
    assert client.get("/audit/checkpoints/").status_code == 200


@pytest.mark.parametrize("path", ["entry/999/", "entry/999/proof.json"])
def test_an_entry_that_is_not_there(client: Client, auditor: Membership, path: str) -> None:
    assert accounts.signed_in(client, auditor).get(f"/audit/{path}").status_code == 404


@pytest.fixture
def fragment(officer: User) -> Callable[[Membership | None], str]:
    def draw(membership: Membership | None) -> str:
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        vars(request)["membership"] = membership
        return Template("{% load audit %}{% recent_acts object 2 %}").render(
            Context({"request": request, "object": officer})
        )

    return draw


def test_other_pages_show_the_latest_acts_to_those_who_may_read(
    fragment: Callable[[Membership | None], str],
    street: Membership,
    officer: User,
    told: Entry,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(3):
        services.record(act="demands.returned", target=officer, actor=officer)
    with django_assert_num_queries(3):
        text = fragment(street)
    assert text.count("<li") == 2
    assert "李*" in text
    assert fragment(None).strip() == ""


def test_disclosures_carry_no_more_than_the_entry_hashes(told: Entry) -> None:
    names = set(Disclosure.objects.filter(entry=told).values_list("name", flat=True))
    assert names == set(json.loads(told.body)["hidden"])


def test_neighbours_that_say_the_same_are_told_once_with_each_entry_to_be_found(
    client: Client, auditor: Membership, officer: User, told: Entry
) -> None:
    again = [services.record(act="accounts.signed_in", target=officer, actor=officer) for _ in range(3)]
    text = page(client, auditor, story(told))
    assert text.count('<li class="is-done">') == 2
    assert "× 3" in text
    assert all(f"/audit/entry/{entry.pk}/" in text for entry in [told, *again])


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("2026-11-12T00:00:00+08:00", "2026年11月11日 24:00", "11 Nov 2026, 24:00"),
        ("2026-11-04T11:30:00+00:00", "2026年11月4日 19:30", "4 Nov 2026, 19:30"),
        ("2026-11-12 08:00:00.123456+00:00", "2026年11月12日 16:00", "12 Nov 2026, 16:00"),
        ("2026-11-12", "2026年11月12日", "12 Nov 2026"),
        ("2026-13-45", "2026-13-45", "2026-13-45"),
        ("JN-2026-0001", "JN-2026-0001", "JN-2026-0001"),
    ],
)
def test_days_and_moments_of_an_entry_are_read_as_everywhere_else(value: str, zh: str, en: str) -> None:
    told = {language: said(language, value) for language in ("zh-hans", "en")}
    assert (zh in told["zh-hans"], en in told["en"]) == (True, True)


def said(language: str, value: str) -> str:
    with translation.override(language):
        return sentences.say("tests.unheard", {"actor": "", "target": value})
