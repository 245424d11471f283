"""Kinds of problem, and a case in any state, made by the room's own acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from tests.cases.life import Life
from tests.persons import Persons
from tests.town import Town
from tongxin.cases.models import Case
from tongxin.standards.models import LimitBasis, MatterType, Severity

MONDAY = "2022-09-05"


def kind(
    code: str, zh: str, *, household: bool = False, value: int = 2, unit: str = "working_days"
) -> MatterType:
    """A kind of problem in force since 2022."""
    return MatterType.objects.create(
        code=code,
        valid_from=date(2022, 1, 1),
        name_zh=zh,
        name_en=code,
        line="sanitation" if not household else "order",
        line_zh="环境卫生" if not household else "秩序",
        place_kind="public_place",
        limit_value=value,
        limit_unit=unit,
        limit_basis=LimitBasis.SUGGESTED,
        severity=Severity.ORDINARY,
        household_related=household,
    )


@pytest.fixture
def litter(town: Town) -> MatterType:
    """Litter: 2 working days; not a household's."""
    return kind("T-01", "暴露垃圾")


@pytest.fixture
def clutter(town: Town) -> MatterType:
    """Clutter: usually lies at a household."""
    return kind("T-02", "杂物乱堆", household=True, value=3, unit="days")


@pytest.fixture
def life(town: Town, persons: Persons, litter: MatterType, clutter: MatterType) -> Life:
    """Makes cases of the line sanitation and takes them to a state; there is a second line."""
    return Life(town, persons, litter)


@pytest.fixture
def case(life: Life) -> Case:
    """A case just found at the public place of the grid leader's grid."""
    return life.found()


@pytest.fixture
def jpeg() -> Callable[..., bytes]:
    """A small photo with place and device inside."""

    def make(colour: str = "green") -> bytes:
        exif = Image.Exif()
        exif[0x010F] = "Tester-Phone"
        exif.get_ifd(0x8825)[1] = "N"
        out = BytesIO()
        Image.new("RGB", (64, 48), colour).save(out, "JPEG", exif=exif)
        return out.getvalue()

    return make
