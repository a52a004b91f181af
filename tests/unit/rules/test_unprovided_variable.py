"""What is set without being written, as the code that sets it says."""

from __future__ import annotations

from previewctl.rules.unprovided_variable import DEFAULT_VARIABLES
from previewctl.spec.preview import MongoDB, Postgres, Redis


def test_the_variables_of_databases_are_those_of_the_models() -> None:
    models: dict[str, Postgres | Redis | MongoDB] = {
        "postgres": Postgres(version="17"),
        "redis": Redis(version="7.4"),
        "mongodb": MongoDB(version="8.0"),
    }
    assert {engine: (variable,) for engine, variable in DEFAULT_VARIABLES.items()} == {
        engine: model.env for engine, model in models.items()
    }
