"""WSGI entry point."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.production")

application = get_wsgi_application()

# Every app, address and view is loaded now and stays. Collections need not walk it any more: each of the old
# generation took 160 ms of some request.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
