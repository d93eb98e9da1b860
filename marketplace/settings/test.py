"""The test suite: SQLite in memory unless TEST_DATABASE_URL names another database."""

import tempfile
from pathlib import Path

from marketplace.settings.base import *
from marketplace.settings.base import DATABASES, INSTALLED_APPS, STORAGES, env

INSTALLED_APPS = [*INSTALLED_APPS, "marketplace.demo"]
SECRET_KEY = "tests-only-not-secret"
ALLOWED_HOSTS = ["*"]
_var = Path(tempfile.mkdtemp(prefix="marketplace-tests-"))
STATIC_ROOT = _var / "static"
STATIC_ROOT.mkdir()
VAR_DIR = _var
MEDIA_ROOT = _var / "media"
PRIVATE_ROOT = _var / "private"
BROKER_DIR = _var / "broker"
AUDIT_DIR = str(_var / "audit")
AUDIT_TRIGGERS_MAY_LIFT = True
STORAGES = STORAGES | {
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None},
    },
}
if _url := env("TEST_DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url_config(_url)}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        DATABASES["default"]["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA recursive_triggers=ON",
        }
else:
    DATABASES["default"] |= {"NAME": ":memory:", "TEST": {"NAME": None}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
AXES_ENABLED = False
# All tests come from one address; those of the limits set their own.
COSTLY_RATE_LIMITS = {"file": "9999/m/key", "pdf": "9999/m/key"}
CLOCK_OFFSET_ALLOWED = True
DEMONSTRATION = True
MAINTENANCE_FILE = str(_var / "maintenance")
VAULT_DIR = str(_var / "vault")
BID_DRAFT_DIR = str(_var / "drafts")
VAULT_READABLE = True
# Tests of the other engine name it themselves, and indices of their own.
SEARCH_ENGINE = "embedded"
