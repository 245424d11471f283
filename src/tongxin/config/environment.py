"""Reads settings from the environment and refuses nonsense with the name of the variable."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


class SettingError(ValueError):
    """A variable of the environment holds something that cannot be used."""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(f"{variable}: {why}")
        self.variable = variable


def text(variable: str, default: str) -> str:
    """The variable's text, or `default` where it is unset or empty."""
    return os.environ.get(variable, "").strip() or default


def flag(variable: str, *, default: bool) -> bool:
    """A switch: 1/true/yes/on or 0/false/no/off; anything else raises `SettingError`."""
    value = os.environ.get(variable, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(variable, f"'{value}' is neither on nor off; write 1 or 0")


def number(variable: str, *, default: int, least: int, most: int) -> int:
    """A whole number within `least`..`most`; otherwise raises `SettingError`."""
    value = os.environ.get(variable, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SettingError(variable, f"'{value}' is not a whole number from {least} to {most}")
    return int(value)


def words(variable: str, default: tuple[str, ...]) -> list[str]:
    """A comma-separated list, blanks removed."""
    value = os.environ.get(variable, "")
    found = [word.strip() for word in value.split(",") if word.strip()]
    return found or list(default)


def home() -> Path:
    """The folder for database, files and secret; made if absent, and then closed to other users.

    `TONGXIN_HOME`, or `~/tongxin` where it is unset. Raises `SettingError` where it cannot be made.
    """
    folder = Path(text("TONGXIN_HOME", str(Path.home() / "tongxin"))).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError("TONGXIN_HOME", f"the folder {folder} cannot be made: {error}") from error
    return folder


def secret(folder: Path) -> str:
    """The signing key: `TONGXIN_SECRET_KEY`, else one made once and kept in `folder/secret.key` (mode 600)."""
    given = os.environ.get("TONGXIN_SECRET_KEY", "").strip()
    if given:
        if len(given) < 32:
            raise SettingError("TONGXIN_SECRET_KEY", "shorter than 32 characters")
        return given
    path = folder / "secret.key"
    if not path.exists():
        _keep_secret(path)
    return path.read_text(encoding="ascii").strip()


def _keep_secret(path: Path) -> None:
    """Writes the key beside and links it into place: whoever comes second finds a whole key, never a part."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(50))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass  # another process was first; its key is the one
    finally:
        beside.unlink()


@dataclass(frozen=True)
class DatabaseAddress:
    """Where a PostgreSQL database is: user, password, host (or socket folder), port, name."""

    user: str
    password: str
    host: str
    port: str
    name: str


def postgres_address(variable: str) -> DatabaseAddress | None:
    """Parses `postgresql://user:password@host:port/name`; None where unset (SQLite is used)."""
    value = os.environ.get(variable, "").strip()
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2:
        raise SettingError(variable, "write it as postgresql://user:password@host:port/name")
    try:
        port = str(parts.port or "")
    except ValueError as error:
        raise SettingError(variable, "the port is not a number up to 65535") from error
    return DatabaseAddress(
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(parts.hostname or ""),
        port=port,
        name=parts.path[1:],
    )
