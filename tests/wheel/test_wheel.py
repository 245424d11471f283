"""The wheel alone is the product: it serves without Node and without a checkout."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.architecture.tree import ROOT, SOURCE

pytestmark = pytest.mark.wheel


@dataclass(frozen=True)
class Laptop:
    """A machine with Python, the wheel, and an empty folder to work in."""

    folder: Path
    environment: dict[str, str]

    def program(self, name: str) -> str:
        """Path of a program of its environment."""
        return str(self.folder / "env/bin" / name)

    def run(self, *command: str) -> str:
        """Runs a program in the empty folder; gives its output; fails with the output where it fails."""
        done = subprocess.run(
            [self.program(command[0]), *command[1:]],
            cwd=self.folder / "empty",
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def laptop(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    folder = tmp_path_factory.mktemp("laptop")
    (folder / "empty").mkdir()
    (folder / "home").mkdir()
    venv.create(folder / "env", with_pip=False, symlinks=True)
    uv = str(Path(sys.executable).with_name("uv"))
    python = str(folder / "env/bin/python")
    install = [uv, "pip", "install", "--quiet", "--python", python]
    lock = str(ROOT / "requirements/runtime.txt")
    subprocess.run([*install, "--require-hashes", "-r", lock], check=True, capture_output=True)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True, capture_output=True)
    environment = {"HOME": str(folder / "home"), "PATH": str(folder / "env/bin"), "LANG": "C.UTF-8"}
    return Laptop(folder, environment)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def fetch(address: str, *, patience: float = 0) -> str:
    """The text of a page, asked for again until the server answers."""
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
                return str(answer.read().decode("utf-8"))
        except (URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="module")
def address(laptop: Laptop) -> Iterator[str]:
    """The demonstration town, loaded and served from the wheel."""
    laptop.run("tongxin", "demo", "--small")
    port = free_port()
    log = laptop.folder / "serve.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [laptop.program("tongxin"), "serve", "--port", str(port)],
            cwd=laptop.folder / "empty",
            env=laptop.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            fetch(f"http://127.0.0.1:{port}/", patience=30)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def test_the_wheel_carries_front_end_data_translations_and_town(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"tongxin/web/dist/.vite/manifest.json", "tongxin_demo/__init__.py"} <= names
    data = {f"tongxin/{path.relative_to(ROOT)}" for path in (ROOT / "data").rglob("*") if path.is_file()}
    catalogues = {
        f"tongxin/{path.relative_to(SOURCE)}" for path in SOURCE.glob("*/locale/*/LC_MESSAGES/*.mo")
    }
    assert catalogues
    assert data | catalogues <= names


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {re.sub(r"-.*", "", top) for top in tops} == {"tongxin", "tongxin_demo"}


def test_the_installed_product_is_not_the_checkout(laptop: Laptop) -> None:
    place = laptop.run(
        "python", "-c", "import tongxin, tongxin_demo; print(tongxin.__file__, tongxin_demo.__file__)"
    )
    assert str(ROOT) not in place
    assert "serve" in laptop.run("tongxin", "--help")


def test_the_sign_in_page_is_served_with_its_styles(address: str) -> None:
    page = fetch(address + "/")
    assert "同心" in page
    assert 'name="password"' in page
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert styles
    assert all("{" in fetch(address + style) for style in styles)


def test_nothing_is_written_where_it_was_started(laptop: Laptop, address: str) -> None:
    assert fetch(address + "/")
    assert not list((laptop.folder / "empty").iterdir())
    assert (laptop.folder / "home/tongxin/tongxin.sqlite3").exists()
