"""The engine on the database itself: SQLite's FTS5 or PostgreSQL's tsvector."""

from search.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
