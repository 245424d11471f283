"""What start-up reads from the rooms, and what every model of this room says of itself."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.backends.signals import connection_created

from tongxin.records import database, jobs

MODELS = list(apps.get_app_config("records").get_models())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_names_its_personal_fields(model: type) -> None:
    for name in model.PERSONAL_FIELDS:  # type: ignore[attr-defined]
        try:
            model._meta.get_field(name)  # type: ignore[attr-defined]
        except FieldDoesNotExist:
            pytest.fail(f"{name} is no field")
    assert str(model()) is not None


def test_the_work_of_this_room_is_declared() -> None:
    assert {"records.seal_ledger", "records.expire_publications", "records.prune"} <= set(jobs.kinds())


def test_each_new_connection_is_checked() -> None:
    listeners = [str(key) for (key, *_rest) in connection_created.receivers]
    assert any("records.database" in listener for listener in listeners)
    assert callable(database.check_new_connection)
    assert "tongxin.records" in settings.INSTALLED_APPS
