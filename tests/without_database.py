"""A plugin for `make check`: leaves out the tests that need a database, which take most of the time.

python -m pytest -p tests.without_database
"""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the tests that neither ask for a database by a fixture nor are marked with one."""
    left_out = [item for item in items if _needs_database(item)]
    items[:] = [item for item in items if not _needs_database(item)]
    config.hook.pytest_deselected(items=left_out)


def _needs_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"db", "transactional_db"}) or item.get_closest_marker("django_db") is not None
