from typing import Any

import pytest
from django.db import models
from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, CreateModel, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from marketplace.ui.management.commands.fold_migrations import fold


def model(name: str, **fields: models.Field[Any, Any]) -> CreateModel:
    return CreateModel(name=name, fields=[("id", models.BigAutoField(primary_key=True)), *fields.items()], options={})


def pointing_at(name: str) -> models.Field[Any, Any]:
    return models.ForeignKey(f"shop.{name}", models.PROTECT)


def state_after(operations: list[Operation]) -> dict[str, tuple[dict[str, str], set[str]]]:
    state = ProjectState()
    for operation in operations:
        operation.state_forwards("shop", state)
    return {
        name: (
            {field: repr(value.deconstruct()[1:]) for field, value in one.fields.items()},
            {item.name for key in ("indexes", "constraints") for item in one.options.get(key, [])},
        )
        for (_label, name), one in state.models.items()
    }


def written() -> list[Operation]:
    return [
        model("Order", number=models.IntegerField()),
        model("Customer"),
        AddField("order", "customer", pointing_at("customer")),
        AddConstraint("order", models.UniqueConstraint(fields=["customer", "number"], name="order_once")),
        AddIndex("order", models.Index(fields=["number"], name="order_number")),
        AddConstraint("elsewhere", models.UniqueConstraint(fields=["x"], name="elsewhere_once")),
    ]


def test_the_schema_stays_the_same_in_fewer_steps() -> None:
    folded = fold(written(), "shop")
    assert [type(one).__name__ for one in folded] == ["CreateModel", "CreateModel", "AddConstraint"]
    assert [one.name for one in folded[:2] if isinstance(one, CreateModel)] == ["Customer", "Order"]
    assert state_after(folded[:2]) == state_after(written()[:5])


def test_other_steps_stay_in_their_order() -> None:
    operations = [model("Order"), RunSQL("SELECT 1"), AlterField("elsewhere", "x", models.IntegerField())]
    assert fold(operations, "shop") == operations


def test_models_that_point_at_each_other_are_left_alone() -> None:
    operations: list[Operation] = [
        model("Order"),
        model("Customer", favourite=pointing_at("order")),
        AddField("order", "customer", pointing_at("customer")),
    ]
    with pytest.raises(ValueError, match="point at each other"):
        fold(operations, "shop")
