"""The page that a watcher asks."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from tongxin.records.models import LedgerSeal


def test_it_answers_ok_after_a_read(client: Client, db: None) -> None:
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_it_answers_503_where_the_database_is_silent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(LedgerSeal.objects, "exists", fails)
    answer = client.get("/healthz/")
    assert answer.status_code == 503
    assert b"disk" not in answer.content
