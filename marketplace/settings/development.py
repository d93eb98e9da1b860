"""A developer's machine: SQLite, filesystem broker, console mail."""

from marketplace.settings.base import *
from marketplace.settings.base import INSTALLED_APPS, VAR_DIR, env

INSTALLED_APPS = [*INSTALLED_APPS, "marketplace.demo"]
DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env("SECRET_KEY", default="development-only-not-secret")
ALLOWED_HOSTS = ["*"]
for _folder in (VAR_DIR, VAR_DIR / "broker", VAR_DIR / "broker" / "control", VAR_DIR / "private", VAR_DIR / "static"):
    _folder.mkdir(parents=True, exist_ok=True)
