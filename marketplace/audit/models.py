"""The log: entries nobody changes, their places in the tree, and the values that may be erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act as it was recorded (留痕); append-only, held by triggers.

    `body` is the entry: canonical JSON, hashed as it stands. The other columns repeat parts of it for
    queries, and verification compares them. `seal` shows that the application wrote it.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=80)
    model = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    role = models.CharField(max_length=32, blank=True)
    place_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    body = models.TextField()
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["act", "id"], name="audit_entry_act"),
            models.Index(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["place_id", "id"], name="audit_entry_place"),
        ]


class Mention(models.Model):
    """An object whose story shows the entry: its target, and whatever else it is about; append-only."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="mentions")
    model = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "object_id", "entry"], name="audit_mention_once"),
        ]


class Disclosure(models.Model):
    """A personal or free-text value and its salt; deleting the row erases the person, not the proof.

    `person` is whom the value is about or who wrote it, so that it can be found when it must be erased.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="disclosures")
    name = models.CharField(max_length=40)
    salt = models.CharField(max_length=64)
    value = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="audit_disclosure_once")]


class LogLeaf(models.Model):
    """The place of a committed entry in the Merkle tree, given by the one sequencer; append-only."""

    log_index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")
    digest = models.CharField(max_length=64)


class LogBlock(models.Model):
    """The root over a full block of 256 leaves, so that heads and proofs stay quick; append-only."""

    number = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
