"""The scripts say what is missing, install what they may, and fail otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, under


def programs(folder: Path, *names: str) -> str:
    """A PATH with these programs only."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return str(folder)


def run(script: str, *arguments: str, path: str, scripts: Path) -> subprocess.CompletedProcess[str]:
    """Runs a copy of a script, without what the checkout has fetched already, with another PATH."""
    for name in (script, "common.sh"):
        shutil.copy(ROOT / "scripts" / name, scripts)
    bash = shutil.which("bash")
    assert bash
    return subprocess.run(
        [bash, str(scripts / script), *arguments],
        cwd=scripts,
        env={"PATH": path, "HOME": os.environ["HOME"]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_package_is_named_where_it_may_not_be_installed(tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", "dirname", "id", "sed", "node", "npm")
    done = run("system", "run", path=path, scripts=tmp_path)
    assert done.returncode == 1
    assert "gettext: compiles the translations" in done.stderr
    assert "apt-get install gettext" in done.stderr


def test_a_machine_without_node_is_told_of_it_by_name(tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", "dirname", "id", "sed", "msgfmt")
    done = run("system", "run", path=path, scripts=tmp_path)
    assert done.returncode == 1
    assert "nodejs: builds the front end" in done.stderr
    assert "npm: installs" in done.stderr


@pytest.mark.parametrize("script", under("scripts", ".ci"), ids=lambda path: path.name)
def test_every_script_is_strict(script: Path) -> None:
    text = script.read_text("utf-8")
    if text.startswith("#!/usr/bin/env bash"):
        assert os.access(script, os.X_OK)
        assert "common.sh" in text or "parts.sh" in text or "set -euo pipefail" in text
