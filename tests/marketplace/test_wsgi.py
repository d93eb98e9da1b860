"""The web process's entry point."""

import os
import subprocess
import sys

import pytest

PROBE = "import gc; from marketplace.wsgi import application; assert application; print(gc.get_freeze_count())"


@pytest.mark.slow
def test_what_a_web_process_has_loaded_is_left_alone_by_collections() -> None:
    """Else each collection of the old generation walks all of Django in the middle of somebody's request."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "marketplace.settings.test"}
    run = subprocess.run([sys.executable, "-c", PROBE], env=environment, capture_output=True, text=True, check=True)
    assert int(run.stdout) > 100_000
