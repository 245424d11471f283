"""Publication: one row in force under a key, with an end, without numbers of persons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tongxin.records import clock, publication
from tongxin.records.canonical import JSON
from tongxin.records.models import LedgerEntry, PublishedRow
from tongxin.records.permission import SYSTEM
from tongxin.records.personal import PersonalDataInText

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 9, 16, 4, tzinfo=UTC)
VILLAGE = "532301105203"


def publish(
    key: str = "2022-3", title: str = "红黑榜", days: int | None = 14, body: JSON = "正文"
) -> PublishedRow:
    return publication.publish(
        "list",
        key,
        title=title,
        body=body,
        division_code=VILLAGE,
        expires_at=None if days is None else clock.now() + timedelta(days=days),
        by=SYSTEM,
    )


def titles(kind: str = "list") -> list[str]:
    return [row.title for row in publication.current(kind)]


def test_a_published_row_is_read_until_its_end() -> None:
    with clock.travel(to=NOON):
        publish(days=14)
        assert titles() == ["红黑榜"]
    with clock.travel(to=NOON + timedelta(days=14) - timedelta(seconds=1)):
        assert titles() == ["红黑榜"]
    with clock.travel(to=NOON + timedelta(days=14)):
        assert titles() == []


def test_other_kinds_are_not_mixed_in() -> None:
    publish()
    assert titles("brief") == []


def test_publishing_again_takes_the_place_of_the_row_in_force() -> None:
    publish(title="初稿")
    publish(title="更正")
    assert titles() == ["更正"]
    assert PublishedRow.objects.count() == 2


def test_a_withdrawn_row_is_gone_at_once() -> None:
    publish()
    publication.withdraw("list", "2022-3", by=SYSTEM)
    assert titles() == []


def test_withdrawing_twice_is_told() -> None:
    publish()
    publication.withdraw("list", "2022-3", by=SYSTEM)
    with pytest.raises(publication.NotPublished):
        publication.withdraw("list", "2022-3", by=SYSTEM)


def test_an_end_in_the_past_is_refused() -> None:
    with pytest.raises(publication.EndsBeforeItBegins):
        publish(days=0)


def test_rows_past_their_end_are_ended_once() -> None:
    with clock.travel(to=NOON):
        publish(days=1)
        publish(key="open", days=None)
    with clock.travel(to=NOON + timedelta(days=2)):
        assert publication.expire() == 1
        assert publication.expire() == 0
        assert publish().title == "红黑榜"


def test_publication_and_withdrawal_are_in_the_ledger() -> None:
    row = publish()
    publication.withdraw("list", "2022-3", by=SYSTEM)
    verbs = LedgerEntry.objects.filter(subject_id=str(row.pk)).values_list("verb", flat=True)
    assert list(verbs) == ["publication.publish", "publication.withdraw"]


@pytest.mark.parametrize(
    "body", [{"text": "电话 13812345678"}, {"rows": [["11010519491231002X"]]}, {"13812345678": 1}]
)
def test_numbers_of_persons_are_refused(body: JSON) -> None:
    with pytest.raises(PersonalDataInText):
        publish(body=body)
    assert not PublishedRow.objects.exists()


def test_a_number_in_the_title_is_refused() -> None:
    with pytest.raises(PersonalDataInText, match="138…78"):
        publish(title="请联系 138-1234-5678")


def test_the_database_refuses_a_second_row_in_force() -> None:
    values = {"kind": "list", "key": "k", "title": "t", "body": {}, "division_code": VILLAGE}
    PublishedRow.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedRow.objects.create(**values)
    PublishedRow.objects.create(**values, withdrawn_at=NOON)


def test_the_database_refuses_an_end_before_the_beginning() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedRow.objects.create(
            kind="list",
            key="k",
            title="t",
            body={},
            published_at=NOON,
            expires_at=NOON,
            division_code=VILLAGE,
        )
