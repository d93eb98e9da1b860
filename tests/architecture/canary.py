"""Finding a planted text wherever a process leaves something behind, in whatever plain coding it stands there."""

from __future__ import annotations

import base64
import html
import json
import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import caches
from django.db import connection
from elasticsearch.helpers import scan
from kombu.transport.memory import Channel

from search import engines, registry, tokens

Place = tuple[str, bytes]


def codings(planted: str) -> set[bytes]:
    """Every form in which the text would give itself away, cut into the tokens of an index too."""
    plain = planted.encode()
    found = {plain, planted.encode("utf-16-le"), planted.encode("utf-16-be"), plain.hex().encode()}
    indexed = tokens.phrase(planted)
    found |= set() if indexed is None else {" ".join(indexed.tokens).encode()}
    found |= {json.dumps(planted)[1:-1].encode(), html.escape(planted).encode(), ascii(planted)[1:-1].encode()}
    found |= {quote(planted).encode(), quote_plus(planted).encode(), quote(planted).lower().encode()}
    found |= {quote(quote(planted)).encode(), plain.hex().upper().encode()}
    # A broker's message is JSON, and its body base64 of JSON.
    for text in {plain, json.dumps(planted)[1:-1].encode()}:
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            found |= {_middle(alphabet, text, shift) for shift in range(3)}
    return found


def _middle(encode: Any, plain: bytes, shift: int) -> bytes:
    """The text as base64 somewhere inside a longer one: without the characters that neighbours share."""
    coded: bytes = encode(b"\0" * shift + plain)
    first = -(-shift * 8 // 6)
    whole = (shift + len(plain)) * 8 // 6
    return coded[first:whole]


def forms_of(planted: Iterable[str]) -> list[bytes]:
    """Every form of every one of the texts."""
    return [form for text in planted for form in codings(text)]


def traces(planted: Iterable[str], places: Iterable[Place]) -> list[str]:
    """Names of the places where one of the texts stands."""
    forms = forms_of(planted)
    return [name for name, content in places if any(form in content for form in forms)]


def everywhere(log: str = "") -> Iterator[Place]:
    """Every place a process of ours writes to: tables, database file, sessions, cache, broker, mail, files, log."""
    yield from tables()
    yield from database_file()
    yield from sessions()
    yield from (("cache", pickle.dumps(value)) for cache in caches.all() for value in vars(cache)["_cache"].items())
    yield from (("broker", str(list(queue.queue)).encode()) for queue in Channel.queues.values())
    yield from (("mail", message.message().as_bytes()) for message in mail.outbox)
    yield from (("mail", str(message.body).encode()) for message in mail.outbox)
    yield from files()
    yield from clusters()
    yield "log", log.encode()


def tables() -> Iterator[Place]:
    """Every cell of every table, ours and the libraries'."""
    quote_name = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quote_name(table)}")
            for row in cursor.fetchall():
                for cell in row:
                    yield f"table {table}", bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


def database_file() -> Iterator[Place]:
    """The raw pages of the database, freed ones included (SQLite)."""
    if connection.vendor != "sqlite":
        return
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    yield "database file", bytes(raw.serialize())


def sessions() -> Iterator[Place]:
    """Sessions unpacked: they lie compressed in their table."""
    return (("session", repr(row.get_decoded()).encode()) for row in Session.objects.all())


def clusters() -> Iterator[Place]:
    """Every document of the search cluster, where one is named; the embedded index stands in tables."""
    cluster = engines.cluster()
    for kind in registry.kinds() if cluster is not None else ():
        assert cluster is not None
        for row in scan(cluster.client, index=cluster.indices.reading(kind)):
            yield f"cluster {kind}", json.dumps(row["_source"], ensure_ascii=False).encode()


def folders() -> list[Path]:
    """Where our settings let anything be written."""
    named = (settings.VAR_DIR, settings.MEDIA_ROOT, settings.PRIVATE_ROOT, settings.BROKER_DIR)
    more = (settings.AUDIT_DIR, settings.VAULT_DIR, settings.BID_DRAFT_DIR)
    return [folder for folder in {Path(name) for name in (*named, *more)} if folder.is_dir()]


def files() -> Iterator[Place]:
    """Files under our folders, and uploads in the folder for temporary ones."""
    own = {path for folder in folders() for path in folder.rglob("*") if path.is_file()}
    uploads = {path for path in Path(tempfile.gettempdir()).glob("*.upload*") if path.is_file()}
    return ((f"file {path.name}", path.read_bytes()) for path in sorted(own | uploads))
