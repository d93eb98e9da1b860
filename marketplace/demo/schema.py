"""The tables of an empty database in a quarter of the time, by the same migrations in the same order.

Django renders every model that hangs together with a new one afresh, two hundred times over: here all models hang
together through users and places. Creating a table needs none of it, for nothing can refer to a model that was not
there before; so a new model is rendered alone. So is one of which no relation changes (Django calls that a delayed
reload, and renders everything anew itself before data are migrated). Every other operation, and every later run of
`migrate`, is Django's own. `tests/marketplace/demo/test_schema.py` compares the outcome with that of `migrate`.
"""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class _State(ProjectState):
    """Takes in a new model, or a change that touches no relation, without rendering the neighbours again."""

    def add_model(self, model_state: ModelState) -> None:
        apps = self.__dict__.pop("apps", None)  # without it nothing is rendered
        known = (model_state.app_label, model_state.name_lower) in self.models
        super().add_model(model_state)
        if apps is not None and not known:
            self.__dict__["apps"] = apps
            apps.render_multiple([model_state])

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        if not delay or "apps" not in self.__dict__:
            super().reload_model(app_label, model_name, delay)
            return
        self.is_delayed = True
        self.apps.unregister_model(app_label, model_name)
        self.apps.render_multiple([self.models[app_label, model_name]])


def create(alias: str = "default") -> None:
    """Bring the database to the newest migrations; what follows each run of `migrate` follows here too."""
    executor = MigrationExecutor(connections[alias])
    if not executor.loader.applied_migrations:
        state = _State(real_apps=executor.loader.unmigrated_apps)
        executor.migrate(executor.loader.graph.leaf_nodes(), state=state)
    call_command("migrate", database=alias, verbosity=0, interactive=False)
