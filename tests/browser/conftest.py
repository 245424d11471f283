"""The product as a visitor has it: the small demonstration town, served by `tongxin serve`, walked in Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response

from tests.wheel.test_wheel import fetch, free_port


@dataclass(frozen=True)
class House:
    """The served town: its address and the printed accounts."""

    address: str
    passwords: dict[str, str]


@dataclass
class Walker:
    """Somebody at a browser, and all that went wrong there so far."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def go(self, address: str) -> Page:
        """Opens an address of the house; gives the page, with its pictures and scripts."""
        self.page.goto(address, wait_until="load")
        return self.page

    def send(self, label: str) -> Page:
        """Presses the button with these words in the page's body."""
        self.page.locator("main").get_by_role("button", name=label).first.click()
        self.page.wait_for_load_state("networkidle")
        return self.page

    def open(self, selector: str) -> Page:
        """Follows the first link that fits."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("networkidle")
        return self.page

    @property
    def is_too_wide(self) -> bool:
        """Does the page run off the side of the screen?"""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def watch(self) -> None:
        """Notes console and script errors, failed requests and answers of 400 and above."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")


@dataclass
class Street:
    """Where the walkers are: each signed in once, at a screen of some width."""

    house: House
    browser: Browser
    walkers: dict[tuple[str, int], Walker] = field(default_factory=dict)

    def walker(self, who: str, *, width: int = 1440) -> Walker:
        """The person of one of the printed accounts; "" is the passer-by, who does not sign in."""
        if (who, width) not in self.walkers:
            self.walkers[who, width] = self._arrive(who, width)
        return self.walkers[who, width]

    def _arrive(self, who: str, width: int) -> Walker:
        context = self.browser.new_context(
            base_url=self.house.address,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        walker = Walker(context.new_page())
        walker.watch()
        if who:
            page = walker.go("/sign-in/")
            page.fill("[name=username]", who)
            page.fill("[name=password]", self.house.passwords[who])
            page.press("[name=password]", "Enter")
            page.wait_for_url(f"{self.house.address}/")
        return walker


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house")
    environment = {**os.environ, "TONGXIN_HOME": str(home)}
    environment.pop("TONGXIN_DATABASE_URL", None)
    tongxin = str(Path(sys.executable).with_name("tongxin"))
    done = subprocess.run(
        [tongxin, "demo", "--small"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (home / "demo-accounts.txt").read_text("utf-8").splitlines()
    passwords = {line.split()[0]: line.split()[1] for line in lines if line.startswith("  ")}
    port = free_port()
    with (home / "serve.log").open("w") as log:
        server = subprocess.Popen(
            [tongxin, "serve", "--port", str(port)], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            fetch(f"http://127.0.0.1:{port}/healthz/", patience=30)
            yield House(f"http://127.0.0.1:{port}", passwords)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    assert "Traceback" not in (home / "serve.log").read_text()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def street(house: House, chromium: Browser) -> Iterator[Street]:
    """A street of walkers; they go home after the test."""
    street = Street(house, chromium)
    yield street
    for walker in street.walkers.values():
        walker.page.context.close()
