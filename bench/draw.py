"""`python -m bench.draw`: a sample drawn from 1,000,000 households.

Bound: 2 s for the draw, from the keys of all units to the keys drawn, in one process, the best of three. Measured
are 10 of each of 5,000 grids and 5 percent of the whole. Peers, measured in the same run on the same keys:
`random.sample` from each grid, which nobody can check afterwards, and the same permanent numbers ranked by numpy's
`argpartition`. Beside it stand the frame as a file (made, compressed and its size), and, where the house of the bench
is filled, what it takes to read its households as the act does.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402 - the folders are on the path first

from tongxin.inspections.drawing import (  # noqa: E402
    SampleKind,
    SampleRule,
    Unit,
    draw_strata,
    sizes_of,
    strata_of,
    to_draw,
)
from tongxin.inspections.frames import frame_csv, packed  # noqa: E402

HOUSEHOLDS, OF_A_GRID, BOUND_S, RUNS = 1_000_000, 200, 2.0, 3
SEED = "9f86d081884c7d659a2feaa0c55ad015"
RULES = {
    "10 of each of 5,000 grids": SampleRule(SampleKind.PER_GRID, 10),
    "5 percent of the whole": SampleRule(SampleKind.SHARE, 5),
}


def units() -> list[Unit]:
    """A million households in grids of 200, with keys as the register has them."""
    chance = random.Random(1)
    grids = [f"grid:{UUID(int=chance.getrandbits(128))}" for _ in range(HOUSEHOLDS // OF_A_GRID)]
    return [
        Unit(f"site:{UUID(int=chance.getrandbits(128))}", grids[number // OF_A_GRID])
        for number in range(HOUSEHOLDS)
    ]


def best_of(act: Callable[[], object]) -> tuple[float, float]:
    """The shortest of a few runs: seconds by the clock on the wall, and of this process's CPU."""
    taken = []
    for _run in range(RUNS):
        begun, spent = time.perf_counter(), time.process_time()
        act()
        taken.append((time.perf_counter() - begun, time.process_time() - spent))
    return min(taken)


def by_python(strata: Mapping[str, Sequence[str]], rule: SampleRule) -> set[str]:
    """The peer that cannot be checked: `random.sample` from each stratum."""
    chance = random.Random(SEED)
    drawn: set[str] = set()
    for key, members in strata.items():
        drawn.update(chance.sample(members, to_draw(key, len(members), rule)))
    return drawn


def by_numpy(strata: Mapping[str, Sequence[str]], rule: SampleRule) -> set[str]:
    """The same permanent numbers, their first 64 bits ranked by numpy."""
    start, drawn = f"{SEED}\n".encode(), set[str]()
    for key, members in strata.items():
        digests = b"".join(hashlib.sha256(start + each.encode()).digest()[:8] for each in members)
        count = to_draw(key, len(members), rule)
        numbers = np.frombuffer(digests, dtype=">u8").astype(np.uint64)
        chosen = np.argpartition(numbers, count)[:count] if count < len(members) else range(len(members))
        drawn.update(members[index] for index in chosen)
    return drawn


def _draw_anew(listed: Sequence[Unit], rule: SampleRule) -> object:
    """Strata and draw, from the list on."""
    return draw_strata(strata_of(listed, rule), rule, SEED)


def measure() -> bool:
    """Prints the table; was the bound held, and did numpy find the same places?"""
    listed, held = units(), True
    print(f"\n{'draw from 1,000,000 households':<34}{'seconds':>9}{'CPU s':>8}   bound")
    for name, rule in RULES.items():
        strata = strata_of(listed, rule)
        taken, spent = best_of(partial(_draw_anew, listed, rule))
        same = by_numpy(strata, rule) == draw_strata(strata, rule, SEED)
        fits = taken <= BOUND_S and same
        print(f"{name:<34}{taken:>9.2f}{spent:>8.2f}   {BOUND_S:.0f} s{'' if fits else '  MISSED'}")
        peers = {"random.sample": by_python, "numpy argpartition": by_numpy}
        for peer, act in peers.items():
            beside, cpu = best_of(partial(act, strata, rule))
            print(f"  {peer:<32}{beside:>9.2f}{cpu:>8.2f}")
        held = held and fits
    _frame(listed)
    return held


def _frame(listed: Sequence[Unit]) -> None:
    rule = next(iter(RULES.values()))
    strata = strata_of(listed, rule)
    begun = time.perf_counter()
    text = frame_csv(strata, rule)
    made = time.perf_counter()
    content = packed(text)
    done = time.perf_counter()
    print(
        f"frame of {len(sizes_of(strata, rule)):,} strata: made in {made - begun:.2f} s, compressed in"
        f" {done - made:.2f} s, {len(text) / 1e6:.0f} MB kept as {len(content) / 1e6:.0f} MB"
    )


def measure_reading() -> None:
    """Reads the households of the filled house as the act does, and draws from them; prints the seconds."""
    # Only here, so that the draw alone is measured without a database.
    from tongxin.inspections.places import places_for  # noqa: PLC0415
    from tongxin.standards.models import SheetVersion  # noqa: PLC0415
    from tongxin.territory.models import Division  # noqa: PLC0415

    version = SheetVersion.objects.filter(object_kind="household").order_by("-pk")[0]
    town = Division.objects.get(code="532301105000")
    rule = next(iter(RULES.values()))
    begun = time.perf_counter()
    places = places_for(version, town.ground, rule)
    read = time.perf_counter()
    draw_strata(strata_of(places, rule), rule, SEED)
    done = time.perf_counter()
    print(
        f"{len(places):,} households of the house read in {read - begun:.2f} s, drawn from in {done - read:.2f} s"
    )


if __name__ == "__main__":
    sys.exit(0 if measure() else 1)
