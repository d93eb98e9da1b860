"""What the embedded engine keeps: one entry for each document, its values and numbers, and its tokens.

`Text` is a full-text table of the database's own kind (migration 0002): FTS5 on SQLite, a `tsvector` on PostgreSQL.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.schema import VALUE_LIMIT

# Every version that a document can have is newer.
NEVER = -1


class Entry(models.Model):
    """One document as it was indexed (索引条目); one that was removed stays as a stone that nothing older passes."""

    kind = models.CharField(max_length=30)
    key = models.BigIntegerField()
    version = models.BigIntegerField(default=NEVER)
    cut_by = models.CharField(max_length=40)  # `Words.version`
    at = models.BigIntegerField(default=0)  # milliseconds
    title = models.TextField()
    body = models.TextField()
    is_removed = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)  # `Document.digest`
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once")]
        indexes = [
            models.Index(fields=["-at", "kind", "key"], name="search_entry_newest"),
            models.Index(fields=["written_at"], condition=models.Q(is_removed=True), name="search_entry_stones"),
        ]


class Value(models.Model):
    """One value of a keyword field (筛选值)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="values")
    field = models.CharField(max_length=30)
    value = models.CharField(max_length=VALUE_LIMIT)

    class Meta:
        verbose_name = _("value of a search entry")
        verbose_name_plural = _("values of search entries")
        constraints = [models.UniqueConstraint(fields=["entry", "field", "value"], name="search_value_once")]
        indexes = [models.Index(fields=["field", "value", "entry"], name="search_value_entries")]


class Number(models.Model):
    """The value of a number field (数值)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="numbers")
    field = models.CharField(max_length=30)
    value = models.BigIntegerField()

    class Meta:
        verbose_name = _("number of a search entry")
        verbose_name_plural = _("numbers of search entries")
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="search_number_once")]
        indexes = [models.Index(fields=["field", "value", "entry"], name="search_number_entries")]


class Text(models.Model):
    """The tokens and words of an entry (分词)."""

    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="text", db_constraint=False
    )
    title = models.TextField()
    body = models.TextField()
    title_words = models.TextField()
    body_words = models.TextField()

    class Meta:
        managed = False
        db_table = "search_text"
        verbose_name = _("tokens of a search entry")
        verbose_name_plural = _("tokens of search entries")
