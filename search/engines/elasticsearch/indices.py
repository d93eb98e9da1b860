"""Indices: for each kind a template, physical indices by version and time, one alias to read and one to write.

    marketplace-tender            template of marketplace-tender-v*
    marketplace-tender-v2-20261120090000000000
    marketplace-tender-read, marketplace-tender-write

To build a kind anew: `create`, fill it under its own name, `switch`; the index before stays for the way back.
"""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from marketplace import clock
from search.engines.elasticsearch.dsl import Document, Keyword, Long, MetaField, Object, Text
from search.ranking import BODY, BODY_WORDS, TITLE, TITLE_WORDS
from search.schema import Kind

# Tokens come with a space between them; the first character of each is indexed, too: a single one finds by it.
_TOKENS = {"analyzer": "whitespace", "norms": False, "index_prefixes": {"min_chars": 1, "max_chars": 1}}
_WORDS = {"analyzer": "whitespace", "norms": False, "index_options": "docs"}
_SETTINGS = {
    # Two processors put an answer together; a hundred thousand documents are counted in half the time.
    "number_of_shards": 2,
    "auto_expand_replicas": "0-1",
    # What was written can be found after at most so long; left alone, a cluster takes twice the time.
    "refresh_interval": "500ms",
    # For so long a late version of what was removed is known to be late.
    "gc_deletes": "1h",
}
_PRIORITY = 500


def document_class(kind: Kind) -> Any:
    """The dsl's Document of a kind; a field that it does not declare is refused."""
    tokens = {TITLE: Text(**_TOKENS), BODY: Text(**_TOKENS), TITLE_WORDS: Text(**_WORDS), BODY_WORDS: Text(**_WORDS)}
    fields = {
        "kind": Keyword(),
        "key": Long(),
        "version": Long(),
        "cut_by": Keyword(),
        "at": Long(),
        "audience": Keyword(),
        "title": Text(index=False),
        "body": Text(index=False),
        "tokens": Object(properties=tokens),
        "keywords": Object(properties={name: Keyword() for name in kind.keywords}),
        "numbers": Object(properties={name: Long() for name in kind.numbers}),
    }
    # Tokens are looked for, and never shown: kept with each document they would be read with every hit.
    meta = {"dynamic": MetaField("strict"), "source": MetaField(excludes=["tokens"])}
    inside = {"Meta": type("Meta", (), meta)}
    return type(kind.name.capitalize(), (Document,), {**fields, **inside})


class Indices:
    """The indices of one installation on a cluster, told from others by their prefix."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self.client, self.prefix = client, prefix

    def reading(self, kind: str) -> str:
        return f"{self.prefix}-{kind}-read"

    def writing(self, kind: str) -> str:
        return f"{self.prefix}-{kind}-write"

    def install(self, kind: Kind) -> None:
        """The template, and a first index where there is none."""
        if not self.client.indices.exists_alias(name=self.writing(kind.name)):
            self.switch(kind.name, self.create(kind))

    def template(self, kind: Kind) -> None:
        """What every index of the kind is made by."""
        made = document_class(kind)
        made._index.settings(**_SETTINGS)
        name, pattern = self._template(kind.name), self._pattern(kind.name)
        made._index.as_composable_template(name, pattern=pattern, priority=_PRIORITY).save(using=self.client)

    def create(self, kind: Kind) -> str:
        """A new and empty index for the kind, by the template of today, which nobody reads yet."""
        self.template(kind)
        name = f"{self.begun(kind)}{clock.now():%Y%m%d%H%M%S%f}"
        self.client.indices.create(index=name)
        return name

    def begun(self, kind: Kind) -> str:
        """How the names of its indices begin, as long as its form is this one."""
        return f"{self.prefix}-{kind.name}-v{kind.version}-"

    def switch(self, kind: str, name: str) -> None:
        """From now on this index is read and written, in one step."""
        aliases = [self.reading(kind), self.writing(kind)]
        away = {"remove": {"index": self._pattern(kind), "aliases": aliases, "must_exist": False}}
        self.client.indices.update_aliases(actions=[away, {"add": {"index": name, "aliases": aliases}}])

    def current(self, kind: str) -> str | None:
        """The index that is read and written; None where none is."""
        found = self.client.options(ignore_status=404).indices.get_alias(name=self.writing(kind)).body
        return next((name for name, whole in found.items() if isinstance(whole, dict) and "aliases" in whole), None)

    def all(self, kind: str) -> list[str]:
        """Every index of the kind, the oldest first."""
        names = self.client.indices.get(index=self._pattern(kind), features="aliases").body
        return sorted(names, key=lambda name: name.rpartition("-")[2])

    def drop(self, kind: str) -> None:
        """Remove indices and template."""
        for name in self.all(kind):
            self.client.indices.delete(index=name)
        self.client.options(ignore_status=404).indices.delete_index_template(name=self._template(kind))

    def _template(self, kind: str) -> str:
        return f"{self.prefix}-{kind}"

    def _pattern(self, kind: str) -> str:
        return f"{self.prefix}-{kind}-v*"
