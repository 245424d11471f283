"""The picture that explains an item stands beside it on the form of a visit."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tongxin.inspections.forms.items import ItemInput
from tongxin.standards.models import SheetVersion
from tongxin.standards.rules import Item


@pytest.fixture
def item(standards: None) -> Item:
    sheet = SheetVersion.objects.get(sheet_id="household_photo_60")
    return next(item for item in sheet.parts.items if item.is_assessable)


def shown(item: Item) -> str:
    return render_to_string("inspections/parts/item.html", {"one": ItemInput(item)})


def test_an_item_with_a_picture_shows_it_folded(item: Item) -> None:
    picture = str(uuid4())
    page = shown(replace(item, picture=picture))
    assert "看图示" in page
    assert f'src="{reverse("standards:picture", args=[picture])}"' in page
    assert 'loading="lazy"' in page


def test_an_item_without_one_shows_nothing(item: Item) -> None:
    assert "看图示" not in shown(item)
