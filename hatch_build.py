"""Build hooks: dependencies come from requirements/*.in; a wheel carries the built front end and the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

REQUIREMENTS = Path("requirements")
CARRIED = {"frontend/dist": "tongxin/web/dist", "data": "tongxin/data"}


def requirements_in(path: Path) -> list[str]:
    """The requirement lines of an .in file, without comments, blank lines and references to other files."""
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def missing_from(root: Path) -> list[str]:
    """What a wheel must carry and this tree has not built: the front end, the data, a compiled catalogue."""
    wanted = [root / "frontend/dist/.vite/manifest.json", root / "data"]
    wanted += [
        catalogue.with_suffix(".mo") for catalogue in root.glob("src/tongxin/*/locale/*/LC_MESSAGES/*.po")
    ]
    return [str(path.relative_to(root)) for path in wanted if not path.exists()]


class DependenciesFromRequirements(MetadataHookInterface):
    """One list of dependencies: the one that the hashed locks are made of."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fills the dynamic fields of [project]."""
        folder = Path(self.root) / REQUIREMENTS
        metadata["dependencies"] = requirements_in(folder / "runtime.in")
        metadata["optional-dependencies"] = {"server": requirements_in(folder / "server.in")}


class CarryFrontEndAndData(BuildHookInterface[Any]):
    """Puts frontend/dist and data into the wheel; an editable install reads them where they lie."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raises `RuntimeError` where the tree is not built yet."""
        if version == "editable":
            return
        missing = missing_from(Path(self.root))
        if missing:
            raise RuntimeError(f"run `make install` first; missing: {', '.join(missing)}")
        build_data["force_include"].update(CARRIED)
