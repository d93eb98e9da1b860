"""What the embedded engine keeps: one entry for each document, its tokens, packed sets, and when something was written.

Beside them stand the searches that people keep, with what has come to fit them.

`Text` is a full-text table of the database's own kind (migration 0002): FTS5 on SQLite, a `tsvector` on PostgreSQL.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.rules import NAME_LIMIT, Frequency
from search.tokens import WORD_LIMIT

# Every version that a document can have is newer.
NEVER = -1
# What is said at greater length is not packed.
SAID_LIMIT = 80


class Generation(models.Model):
    """One writing of entries (写入批次), numbered by the microsecond; they are written one at a time."""

    number = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("generation of search entries")
        verbose_name_plural = _("generations of search entries")


class Entry(models.Model):
    """One document as it was indexed (索引条目); one that was removed stays as a stone that nothing older passes."""

    kind = models.CharField(max_length=30)
    key = models.BigIntegerField()
    version = models.BigIntegerField(default=NEVER)
    is_removed = models.BooleanField(default=True)
    at = models.BigIntegerField(default=0)  # milliseconds
    cut_by = models.CharField(max_length=40)  # `Words.version`
    digest = models.CharField(max_length=64)  # `Document.digest`
    written_at = models.DateTimeField()
    generation = models.BigIntegerField()
    keywords = models.JSONField(default=dict)
    numbers = models.JSONField(default=dict)
    title = models.TextField()
    body = models.TextField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once")]
        indexes = [
            models.Index(fields=["generation"], name="search_entry_generation"),
            models.Index(fields=["written_at"], condition=models.Q(is_removed=True), name="search_entry_stones"),
        ]


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


class Pack(models.Model):
    """Entries of which it is packed who says what is said often (索引包); what they say now is packed in no other.

    Attributes:
        since, number: the generations after which, and up to which, these entries were written.
        is_whole: it may be read; any other is being made, or goes.
        places: keys of the entries in the order of the newest, 64 bits each.
    """

    since = models.BigIntegerField()
    number = models.BigIntegerField()
    is_whole = models.BooleanField(default=False)
    places = models.BinaryField()

    class Meta:
        verbose_name = _("pack of search entries")
        verbose_name_plural = _("packs of search entries")


class Posting(models.Model):
    """Which entries of a pack say something (倒排): the set of their places (`embedded.grams` names it)."""

    pack = models.ForeignKey(Pack, models.CASCADE, db_index=False, related_name="postings")
    said = models.CharField(max_length=SAID_LIMIT)
    bits = models.BinaryField()

    class Meta:
        verbose_name = _("packed set of search entries")
        verbose_name_plural = _("packed sets of search entries")
        constraints = [models.UniqueConstraint(fields=["pack", "said"], name="search_posting_once")]


class FrequencyChoice(models.TextChoices):
    """`rules.Frequency` in words."""

    NEVER = Frequency.NEVER.value, _("No e-mail")
    AT_ONCE = Frequency.AT_ONCE.value, _("E-mail at once")
    DAILY = Frequency.DAILY.value, _("E-mail once a day")


class SavedSearch(models.Model):
    """A search that somebody keeps under a name (保存的搜索); nobody else sees it.

    Attributes:
        query: as an address says it, in the one form that `remembering` writes.
        digest: of that, for no search to be kept twice.
        anchor: a token, or the value of a filter, that every hit holds; empty where there is none.
        letters: how many messages were sent of it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    query = models.TextField()
    digest = models.CharField(max_length=64)
    anchor = models.CharField(max_length=WORD_LIMIT)
    frequency = models.CharField(_("e-mail"), max_length=8, choices=FrequencyChoice)
    letters = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["owner", "digest"], name="saved_search_once"),
            models.CheckConstraint(
                condition=models.Q(frequency__in=[frequency.value for frequency in Frequency]),
                name="saved_search_frequency",
            ),
        ]
        # Asked at every change of what may be found.
        indexes = [models.Index(fields=["anchor"], name="saved_search_anchor")]

    def __str__(self) -> str:
        return self.name


class News(models.Model):
    """A document that came to fit a saved search (新结果): once for each, however often it goes and comes back.

    Attributes:
        letter: in which message of the search its owner was told; NULL until then, 0 where no e-mail was wanted.
        seen_at: when the owner opened the search.
    """

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="news")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="news")
    found_at = models.DateTimeField()
    letter = models.PositiveIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("new hit of a saved search")
        verbose_name_plural = _("new hits of saved searches")
        constraints = [models.UniqueConstraint(fields=["search", "entry"], name="saved_search_news_once")]
        indexes = [
            models.Index(fields=["search"], condition=models.Q(seen_at=None), name="saved_search_unseen"),
        ]
