"""The floors of the house, and that each contract fails when it is broken."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
FLOORS = CONTRACTS[0]["layers"]
# Contract, the module of a copy that is broken, and the line that breaks it.
CONTROLS = [
    ("Floors: imports go down only", "tongxin.attic", "NOTHING = None"),
    ("Rules are pure: no Django, no tables", "tongxin.cases.rules", "import django.db.models"),
    ("Rules are pure: no Django, no tables", "tongxin.cases.rules", "import tongxin.territory.models"),
    ("The portal reads published rows only", "tongxin.portal.slip", "import tongxin.cases.models"),
    ("The product does not know the demonstration town", "tongxin.cases.slip", "import tongxin_demo"),
]


def present(floor: str) -> list[str]:
    """The rooms of one line of the contract that exist already."""
    names = [name.strip(" ()") for name in floor.split("|")]
    return [name for name in names if (ROOT / "src/tongxin" / name).is_dir()]


def check_imports(root: Path) -> tuple[int, str]:
    """Exit status and output of lint-imports for the tree at `root`."""
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root / 'demo'}", "COLUMNS": "200"}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the Python of the house, to break."""
    for folder in ("src", "demo"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=lambda _, names: [n for n in names if n == "__pycache__"]
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def add(root: Path, module: str, line: str) -> None:
    """Appends a line to a module of the copy, which is made if absent."""
    path = root / "src" / Path(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")


def test_imports_go_down_only() -> None:
    status, output = check_imports(ROOT)
    assert status == 0, output


def test_an_import_up_is_refused_from_every_floor(copy: Path) -> None:
    floors = [rooms for floor in FLOORS if (rooms := present(floor))]
    pairs = [(low, high) for above, below in itertools.pairwise(floors) for low in below for high in above]
    for low, high in pairs:
        add(copy, f"tongxin.{low}.slip_{high}", f"import tongxin.{high}")
    status, output = check_imports(copy)
    assert status == 1
    assert not [
        pair
        for pair in pairs
        if f"tongxin.{pair[0]} is not allowed to import tongxin.{pair[1]}" not in output
    ]


def test_rooms_of_one_floor_do_not_know_each_other(copy: Path) -> None:
    add(copy, "tongxin.territory.slip", "import tongxin.standards")
    add(copy, "tongxin.standards.slip", "import tongxin.territory")
    status, output = check_imports(copy)
    assert status == 1
    assert "tongxin.territory is not allowed to import tongxin.standards" in output
    assert "tongxin.standards is not allowed to import tongxin.territory" in output


@pytest.mark.parametrize(("contract", "module", "line"), CONTROLS)
def test_a_broken_contract_is_named(copy: Path, contract: str, module: str, line: str) -> None:
    add(copy, module, line)
    status, output = check_imports(copy)
    assert status == 1
    assert f"{contract} BROKEN" in output


def test_every_contract_has_its_negative_control() -> None:
    assert {contract for contract, _, _ in CONTROLS} == {contract["name"] for contract in CONTRACTS}
