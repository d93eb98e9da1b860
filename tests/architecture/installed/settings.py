"""The worker's settings of the outbox tests, the database's log kept whole and every line of every logger in a file."""

from typing import Any

from marketplace.settings import base
from tests.marketplace.outbox.worker import settings as worker

globals().update({name: value for name, value in vars(worker).items() if name.isupper()})
_options = base.DATABASES["default"]["OPTIONS"]
# Nothing is moved out of the write-ahead log.
_database: dict[str, Any] = vars(worker)["DATABASES"]["default"]
DATABASES = {
    "default": _database
    | {"OPTIONS": _options | {"init_command": f"{_options['init_command']}; PRAGMA wal_autocheckpoint=0"}}
}
_file = {"class": "logging.FileHandler", "filename": str(worker.WORKER_DIR / "log")}
LOGGING = base.LOGGING | {
    "handlers": {"file": _file},
    "root": {"handlers": ["file"], "level": "DEBUG"},
    "loggers": {name: {"level": "DEBUG", "propagate": True} for name in ("django", "tendering")},
}
