"""Nonsense in the environment is refused at start, with the name of the variable."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tongxin.config import cli, environment, serving
from tongxin.config.environment import SettingError

NAME = "TONGXIN_TESTED"


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment without the tested variable."""
    monkeypatch.delenv(NAME, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("text", "switched_on"), [("1", True), ("on", True), ("NO", False), ("0", False), ("", True)]
)
def test_a_switch_is_on_off_or_its_default(setting: pytest.MonkeyPatch, text: str, switched_on: bool) -> None:
    setting.setenv(NAME, text)
    assert environment.flag(NAME, default=True) is switched_on


def test_a_switch_that_is_neither_is_refused_by_name(setting: pytest.MonkeyPatch) -> None:
    setting.setenv(NAME, "perhaps")
    with pytest.raises(SettingError, match=rf"^{NAME}: 'perhaps'"):
        environment.flag(NAME, default=False)


@pytest.mark.parametrize("text", ["0", "11", "-3", "3.5", "three"])
def test_a_number_outside_of_its_bounds_is_refused(setting: pytest.MonkeyPatch, text: str) -> None:
    setting.setenv(NAME, text)
    with pytest.raises(SettingError, match="from 1 to 10"):
        environment.number(NAME, default=5, least=1, most=10)


def test_a_number_within_its_bounds_is_taken(setting: pytest.MonkeyPatch) -> None:
    assert environment.number(NAME, default=5, least=1, most=10) == 5
    setting.setenv(NAME, "10")
    assert environment.number(NAME, default=5, least=1, most=10) == 10


def test_words_are_separated_by_commas(setting: pytest.MonkeyPatch) -> None:
    assert environment.words(NAME, ("a",)) == ["a"]
    setting.setenv(NAME, " one, two ,,")
    assert environment.words(NAME, ("a",)) == ["one", "two"]


def test_a_postgresql_address_is_taken_apart(setting: pytest.MonkeyPatch) -> None:
    assert environment.postgres_address(NAME) is None
    setting.setenv(NAME, "postgresql://town:p%40ss@db.example:5433/tongxin")
    found = environment.postgres_address(NAME)
    assert found == environment.DatabaseAddress("town", "p@ss", "db.example", "5433", "tongxin")


@pytest.mark.parametrize("text", ["mysql://town@db/tongxin", "postgresql://town@db", "tongxin"])
def test_another_kind_of_address_is_refused(setting: pytest.MonkeyPatch, text: str) -> None:
    setting.setenv(NAME, text)
    with pytest.raises(SettingError, match="postgresql://user"):
        environment.postgres_address(NAME)


def test_the_signing_key_is_made_once_and_for_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TONGXIN_SECRET_KEY", raising=False)
    key = environment.secret(tmp_path)
    assert len(key) >= 32
    assert environment.secret(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_short_signing_key_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TONGXIN_SECRET_KEY", "short")
    with pytest.raises(SettingError, match="TONGXIN_SECRET_KEY"):
        environment.secret(tmp_path)


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "zh-hans"),
        ({"LANG": "C.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "TONGXIN_LANGUAGE": "zh"}, "zh-hans"),
    ],
)
def test_the_console_speaks_the_language_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("TONGXIN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cli.console_language() == language


@pytest.mark.parametrize(
    ("variable", "value"), [("TONGXIN_PORT", "many"), ("TONGXIN_LOCK_AFTER", "0"), ("TONGXIN_HTTPS", "maybe")]
)
def test_the_product_does_not_start_on_nonsense(tmp_path: Path, variable: str, value: str) -> None:
    variables = {**os.environ, "TONGXIN_HOME": str(tmp_path), variable: value}
    variables.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "tongxin", "doctor"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"tongxin: {variable}: ")


def test_a_port_that_is_no_number_is_refused_by_the_name_of_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TONGXIN_DATABASE_URL", "postgresql://town@127.0.0.1:99999/town")
    with pytest.raises(SettingError, match="TONGXIN_DATABASE_URL"):
        environment.postgres_address("TONGXIN_DATABASE_URL")


def test_the_second_process_takes_the_key_of_the_first(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("k" * 60)
    assert environment.secret(tmp_path) == "k" * 60
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.skipif(os.name != "posix", reason="the rights of files are those of POSIX")
def test_the_folder_of_the_data_is_made_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXIN_HOME", str(tmp_path / "town"))
    assert environment.home().stat().st_mode & 0o077 == 0


def test_the_pages_know_where_they_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, str]] = []

    class Ended:
        """A process that is over at once."""

        def __init__(self, command: list[str], *, env: dict[str, str]) -> None:
            started.append(env)

        def poll(self) -> int:
            return 0

        def wait(self, timeout: float) -> int:
            return 0

    monkeypatch.setattr("tongxin.config.serving.subprocess.Popen", Ended)
    monkeypatch.setattr("tongxin.config.serving.signal.signal", lambda *_: None)
    assert serving.serve(bind="10.0.0.5", port=8123) == 1  # it ended by itself
    assert {(env["TONGXIN_BIND"], env["TONGXIN_PORT"]) for env in started} == {("10.0.0.5", "8123")}
