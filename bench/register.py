"""`python -m bench.register`: a whole town's register imported by `tongxin import register FILE --apply`.

Bounds: 10,000 households in at most 15 s, 100,000 in at most 3 minutes, preview included, and at most 500 MB
for all its processes together (the command and the reader of workbooks). Each size runs in a process of its own
over a fresh town; time is by the clock on the wall, memory is the largest sum of proportional shares seen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = ("村", "村民小组", "门牌号", "户主姓名", "联系电话", "家庭人口", "所属网格", "备注")
VILLAGES = ("莲华村", "本东村")
PER_GROUP = 45
SURNAMES, GIVEN = "李王张刘杨赵毕普罗段", "文明家福国荣秀芬丽华贵云春红军平"
MEMORY_MB = 500
PAUSE = 0.05


@dataclass(frozen=True)
class Size:
    """So many households, in at most so many seconds."""

    households: int
    seconds: float


SIZES = (Size(10_000, 15.0), Size(100_000, 180.0))


def measure() -> bool:
    """Imports each size and prints time and memory beside their bounds; did all of them hold?"""
    print(f"\n{'register':<26}{'seconds':>10}{'MB':>9}{'MB file':>9}   bound")
    held = [_measure(size) for size in SIZES]  # every size is measured, whatever the first says
    return all(held)


def _measure(size: Size) -> bool:
    home = Path(tempfile.mkdtemp(prefix="tongxin-register-"))
    try:
        environment = {**os.environ, "TONGXIN_HOME": str(home), "PYTHONPATH": os.pathsep.join(_paths())}
        _tongxin(environment, "migrate")
        _tongxin(environment, "load-divisions", str(ROOT / "data" / "divisions" / "donghua.csv"))
        file = home / "register.xlsx"
        _write(file, size.households)
        begun = time.perf_counter()
        megabytes = _watched(environment, "import", "register", str(file), "--apply")
        seconds = time.perf_counter() - begun
        fits = seconds <= size.seconds and megabytes <= MEMORY_MB
        bound = f"{size.seconds:.0f} s, {MEMORY_MB} MB{'' if fits else '  MISSED'}"
        name = f"{size.households:,} households"
        print(f"{name:<26}{seconds:>10.1f}{megabytes:>9.0f}{file.stat().st_size / 1e6:>9.1f}   {bound}")
        return fits
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _paths() -> list[str]:
    return [str(ROOT / "src"), str(ROOT / "demo"), str(ROOT)]


def _tongxin(environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tongxin", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
    )


def _watched(environment: Mapping[str, str], *arguments: str) -> float:
    """Runs the command; gives the most memory that it and its children held at once, in MB (10^6 bytes)."""
    command = [sys.executable, "-m", "tongxin", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, sum(_resident(each) for each in _family(process.pid)))
            time.sleep(PAUSE)
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}")
    return most / 1e6


def _family(root: int) -> Iterator[int]:
    """The process and its children."""
    yield root
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == root:
            yield int(stat.parent.name)


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _write(file: Path, households: int) -> None:
    """A town's register as offices write it: one sheet, doors and phones as numbers, a title above."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("户册")
        sheet.write(0, 0, "东华镇农村户册")
        sheet.write_row(1, 0, HEADINGS)
        for number in range(households):
            group = number // PER_GROUP
            head = SURNAMES[number % 10] + GIVEN[number // 10 % 16] + GIVEN[number // 160 % 16]
            row = (VILLAGES[group % len(VILLAGES)], f"{group}组", number % PER_GROUP + 1, head)
            sheet.write_row(number + 2, 0, (*row, 13800000000 + number, number % 6 + 1, f"{group}网格", ""))


if __name__ == "__main__":
    sys.exit(0 if measure() else 1)
