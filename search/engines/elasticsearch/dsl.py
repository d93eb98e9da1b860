"""The one place that imports elasticsearch-dsl: from the next release on it is `elasticsearch.dsl`."""

from elasticsearch_dsl import Document, Keyword, Long, MetaField, Object, Q, Search, Text

__all__ = ["Document", "Keyword", "Long", "MetaField", "Object", "Q", "Search", "Text"]
