"""Files people hand in, kept outside the web root."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    """Where private files lie: a folder, or a bucket by setting."""
    return storages["private"]


def storage_name(file: StoredFile, _name: str) -> str:
    """Where the bytes lie: nothing a person wrote gets into the path."""
    return f"{file.pk.hex[:2]}/{file.pk.hex}"


class StoredFile(models.Model):
    """One uploaded file (附件); never changed after it was stored, a correction is a new file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=60)
    name = models.CharField(_("name"), max_length=160)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    # Of the bytes kept, which for photos are not the bytes sent; indexed to find the same file among rivals.
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.FileField(storage=private_storage, upload_to=storage_name, max_length=80)
    # Empty for what the portal itself writes, such as an award letter.
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("stored at"))

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_not_empty"),
            models.UniqueConstraint(fields=["content"], name="file_content_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where those who may read it get it."""
        return reverse("files:download", args=[self.pk])
