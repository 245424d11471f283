"""At start-up: every new connection is checked, and each room's declarations are read."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules


class RecordsConfig(AppConfig):
    """The room of what all rooms share."""

    name = "tongxin.records"

    def ready(self) -> None:
        """Reads every room's declarations: `subjects.py` of personal data, the others as they are called."""
        from tongxin.records import database, doctor, house, upkeep  # noqa: F401, PLC0415 - models come first

        connection_created.connect(database.check_new_connection, dispatch_uid="records.database")
        autodiscover_modules("checks", "figures", "jobs", "listeners", "open_work", "subjects")
