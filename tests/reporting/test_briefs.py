"""Writing, refusing, approving, freezing, publishing briefs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.conftest import On
from tests.persons import Persons
from tests.reporting.conftest import SINCE, UNTIL, Quarter, rewrite
from tests.town import Town
from tongxin.records import clock, figures, ledger
from tongxin.records.figures import Figure, FigureScope
from tongxin.records.models import LedgerEntry, PublishedRow
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.reporting import actions
from tongxin.reporting.acceptance import accepted_text
from tongxin.reporting.compose import document_of
from tongxin.reporting.document import ParagraphBlock, from_json, to_json
from tongxin.reporting.errors import (
    FigureAlone,
    FiguresMoved,
    OwnBrief,
    PeriodBackwards,
    PeriodNotOver,
    PlaceNotRead,
    StepNotAllowed,
    TemplateChanged,
    TypedNumbers,
)
from tongxin.reporting.models import Brief, BriefFigure, BriefTemplate
from tongxin.reporting.rules import digest_of
from tongxin.reporting.wording import local_speech
from tongxin.territory.models import Site, VillagerGroup


def said(brief: Brief) -> str:
    """The prose of the brief's first paragraph."""
    (block, *_rest) = (b for b in document_of(brief).blocks if isinstance(b, ParagraphBlock))
    return "".join(piece.text for piece in block.pieces)


# ---- a draft ---------------------------------------------------------------------------------------


def test_a_draft_begins_with_the_wording_and_the_names_of_its_place_and_period(draft: Brief) -> None:
    assert draft.title == "东华镇2022年第三季度农村人居环境整治情况"
    assert draft.series == "东华镇农村人居环境整治工作简报"
    assert draft.issue_no is None


def test_the_figures_of_a_draft_are_those_of_the_records(draft: Brief) -> None:
    assert "期内发现问题4个，办结1个" in said(draft)


def test_a_draft_follows_the_records(draft: Brief, quarter: Quarter, town: Town, on: On) -> None:
    quarter.report(town.household.ground, "2022-09-21")
    on("2022-10-09")
    assert "期内发现问题5个" in said(draft)


def test_only_the_town_office_writes_briefs(wording: BriefTemplate, town: Town, persons: Persons) -> None:
    by = persons.viewer("village_secretary")
    with pytest.raises(NotAllowed):
        actions.write_brief(wording, by=by, ground=town.lianhua.ground, since=SINCE, until=UNTIL)


def test_the_machine_writes_no_brief(wording: BriefTemplate, town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.write_brief(wording, by=SYSTEM, ground=town.division.ground, since=SINCE, until=UNTIL)


def test_a_period_that_ends_before_it_begins_is_refused(
    wording: BriefTemplate, town: Town, persons: Persons
) -> None:
    by = persons.viewer("town_clerk")
    with pytest.raises(PeriodBackwards):
        actions.write_brief(wording, by=by, ground=town.division.ground, since=UNTIL, until=SINCE)


# ---- what may be typed -----------------------------------------------------------------------------


def test_a_number_typed_by_hand_is_refused_with_its_line_and_a_way_out(
    draft: Brief, persons: Persons
) -> None:
    with translation.override("en"), pytest.raises(TypedNumbers) as caught:
        rewrite(draft, "开头\n全镇完成整治1,538户。", persons)
    assert caught.value.slips[0].line == 2
    assert "1,538户" in str(caught.value)
    assert "write its name in braces" in str(caught.value)


def test_nothing_is_saved_when_a_number_is_refused(draft: Brief, persons: Persons) -> None:
    with pytest.raises(TypedNumbers):
        rewrite(draft, "办结十二个", persons)
    assert Brief.objects.get(pk=draft.pk).text == draft.text


def test_what_was_closed_is_refused_without_what_must_be_read_with_it(draft: Brief, persons: Persons) -> None:
    with translation.override("zh-hans"), pytest.raises(FigureAlone) as caught:
        rewrite(draft, "核验{通过核验}个。\n办结{办结问题}个。", persons, speech=local_speech())
    assert "第2行只写了“办结问题”" in str(caught.value)
    assert "通过核验、重开问题" in str(caught.value)
    alone = "{表 发现问题、办结问题 按村}"
    with translation.override("zh-hans"), pytest.raises(FigureAlone):
        rewrite(draft, alone, persons, speech=local_speech())
    beside = "办结{办结问题}个，核验{通过核验}个，重开{重开问题}个。"
    with translation.override("zh-hans"):
        assert rewrite(draft, beside, persons, speech=local_speech()).text != draft.text


def test_a_typed_number_in_the_title_is_refused(draft: Brief, persons: Persons) -> None:
    with pytest.raises(TypedNumbers) as caught:
        rewrite(draft, "好", persons, title="整治1538户")
    assert caught.value.slips[0].line == 0


def test_the_name_of_a_place_of_the_ground_may_hold_a_number(
    draft: Brief, persons: Persons, town: Town
) -> None:
    VillagerGroup.objects.filter(pk=town.group.pk).update(name="二组")
    assert rewrite(draft, "莲华村二组做得好", persons).text == "莲华村二组做得好"


def test_a_place_called_by_a_number_excuses_nothing(draft: Brief, persons: Persons, town: Town) -> None:
    Site.objects.filter(pk=town.public_place.pk).update(name="12户")
    with pytest.raises(TypedNumbers):
        rewrite(draft, "走访12户", persons)


def test_an_unknown_figure_is_refused(draft: Brief, persons: Persons) -> None:
    with pytest.raises(PlaceNotRead):
        rewrite(draft, "好\n发现{cases.lost}个", persons)


def test_the_screen_writes_figures_by_their_titles(draft: Brief, persons: Persons) -> None:
    with translation.override("en"):
        edited = rewrite(draft, "发现{Problems found}个", persons, speech=local_speech())
    assert edited.text == "发现{cases.found}个"
    assert said(edited) == "发现4个"


def test_whoever_saved_first_wins(draft: Brief, persons: Persons) -> None:
    rewrite(draft, "第一次", persons)
    with pytest.raises(FiguresMoved):
        rewrite(draft, "第二次", persons)


# ---- four eyes -------------------------------------------------------------------------------------


def test_the_author_does_not_approve(draft: Brief, persons: Persons) -> None:
    with pytest.raises(OwnBrief):
        actions.approve_brief(draft, by=persons.viewer("town_clerk"), revision=draft.revision)


@pytest.mark.parametrize("hand", ["written_by", "edited_by"])
def test_the_database_refuses_an_approval_by_the_author_too(
    approved: Brief, persons: Persons, hand: str
) -> None:
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Brief.objects.filter(pk=approved.pk).update(**{hand: persons.town_leader})


def test_another_author_may_stand_there(approved: Brief, persons: Persons) -> None:
    """Negative control of the constraint: the same update with a third person goes through."""
    assert Brief.objects.filter(pk=approved.pk).update(edited_by=persons.liaison_cadre) == 1


def test_a_village_secretary_does_not_approve(draft: Brief, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        actions.approve_brief(draft, by=persons.viewer("village_secretary"), revision=draft.revision)


def test_a_text_changed_after_it_was_read_is_not_approved(draft: Brief, persons: Persons) -> None:
    seen = draft.revision
    rewrite(draft, "新的", persons)
    with pytest.raises(FiguresMoved):
        actions.approve_brief(draft, by=persons.viewer("town_leader"), revision=seen)


def test_a_period_that_still_runs_is_not_approved(draft: Brief, persons: Persons, on: On) -> None:
    on("2022-09-29")
    with pytest.raises(PeriodNotOver):
        actions.approve_brief(draft, by=persons.viewer("town_leader"), revision=draft.revision)


# ---- what is frozen --------------------------------------------------------------------------------


def test_a_frozen_brief_stays_when_records_change(
    approved: Brief, quarter: Quarter, town: Town, on: On
) -> None:
    quarter.report(town.household.ground, "2022-09-21")
    on("2022-10-20")
    brief = Brief.objects.get(pk=approved.pk)
    assert "期内发现问题4个" in said(brief)
    assert found_figure(brief).row_ids() == [str(row) for row in live_rows(brief)[:4]]


def found_figure(brief: Brief) -> BriefFigure:
    return BriefFigure.objects.get(brief=brief, key="cases.found", ground_key=brief.ground.key, since=SINCE)


def live_rows(brief: Brief) -> list[object]:
    rows = figures.plain("cases.found").rows(brief.scope).order_by("found_at")
    return list(rows.values_list("pk", flat=True))


def test_every_frozen_figure_is_what_the_registry_says(approved: Brief) -> None:
    for frozen in approved.figures.all():
        figure = figures.get(frozen.key)
        assert figure.value(frozen.scope) == frozen.value, frozen.key
        if isinstance(figure, Figure) and figure.how == "count":
            assert frozen.rows_count == frozen.value == len(frozen.row_ids())


def test_a_share_points_at_its_two_parts(approved: Brief) -> None:
    share = approved.figures.get(key="cases.closing_rate", since=SINCE)
    assert share.numerator is not None
    assert share.denominator is not None
    assert (share.numerator.key, share.denominator.key) == ("cases.closed", "cases.to_close")
    assert share.row_ids() == []


def test_the_cells_of_the_village_table_add_up_to_its_total(approved: Brief, town: Town) -> None:
    rows = approved.figures.filter(key="cases.found", since=SINCE)
    cells = {row.ground_key: row.rows_count for row in rows}
    assert cells == {town.division.code: 4, town.lianhua.code: 3, town.bendong.code: 1}


def test_the_period_before_has_figures_of_its_own(approved: Brief) -> None:
    before = approved.figures.get(key="cases.found", until__lt=SINCE)
    assert before.value == before.rows_count == 0


def test_the_digest_of_an_approval_stands_in_the_ledger(approved: Brief) -> None:
    entry = LedgerEntry.objects.get(verb="brief.approve", subject_id=str(approved.pk))
    digests = [figure.digest for figure in approved.figures.order_by("position")]
    assert entry.detail["digest"] == digest_of({"body": approved.body, "figures": digests})
    assert ledger.verify().fault is None


def test_a_changed_frozen_row_no_longer_fits_its_digest(approved: Brief) -> None:
    figure = found_figure(approved)
    assert digest_of(figure.facts()) == figure.digest
    figure.value = Decimal(5)  # what a hand in the database would do
    assert digest_of(figure.facts()) != figure.digest


def test_the_frozen_document_comes_back_as_it_was(approved: Brief) -> None:
    assert approved.body is not None
    assert to_json(from_json(approved.body)) == approved.body


def test_an_approved_brief_is_numbered_within_its_series_and_year(
    approved: Brief, wording: BriefTemplate, town: Town, persons: Persons
) -> None:
    by = persons.viewer("town_clerk")
    second = actions.write_brief(wording, by=by, ground=town.division.ground, since=SINCE, until=UNTIL)
    second = actions.approve_brief(second, by=persons.viewer("town_leader"), revision=1)
    assert [(brief.issue_year, brief.issue_no) for brief in (approved, second)] == [(2022, 1), (2022, 2)]
    assert document_of(second).issue == "第2期"


def test_an_approved_text_is_not_changed_any_more(approved: Brief, persons: Persons) -> None:
    with pytest.raises(StepNotAllowed):
        rewrite(approved, "改", persons)


@pytest.mark.parametrize("column", ["body", "issue_no", "approved_at"])
def test_the_database_holds_no_approved_brief_without_its_freeze(approved: Brief, column: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Brief.objects.filter(pk=approved.pk).update(**{column: None})


# ---- publication -----------------------------------------------------------------------------------


def test_a_published_brief_stands_for_the_public(approved: Brief, persons: Persons) -> None:
    actions.publish_brief(approved, by=persons.viewer("town_leader"))
    row = PublishedRow.objects.in_force().get(kind="brief", key=str(approved.pk))
    assert row.body["document"]["title"] == approved.title


def test_a_draft_is_not_published(draft: Brief, persons: Persons) -> None:
    with pytest.raises(StepNotAllowed):
        actions.publish_brief(draft, by=persons.viewer("town_leader"))


def test_a_withdrawn_brief_leaves_the_public_and_keeps_its_freeze(approved: Brief, persons: Persons) -> None:
    by = persons.viewer("town_leader")
    published = actions.publish_brief(approved, by=by)
    withdrawn = actions.withdraw_brief(published, by=by, reason="错版")
    assert not PublishedRow.objects.in_force().filter(kind="brief").exists()
    assert withdrawn.figures.count() == approved.figures.count() > 0


def test_the_clerk_drops_a_draft(draft: Brief, persons: Persons) -> None:
    dropped = actions.withdraw_brief(draft, by=persons.viewer("town_clerk"), reason="重写")
    assert dropped.state == Brief.State.WITHDRAWN
    assert dropped.body is None


# ---- wordings --------------------------------------------------------------------------------------


def test_loading_the_wordings_twice_changes_nothing(wording: BriefTemplate) -> None:
    assert actions.load_templates(by=SYSTEM) == []


def test_a_changed_file_of_the_same_version_is_refused(wording: BriefTemplate) -> None:
    BriefTemplate.objects.filter(pk=wording.pk).update(digest="0" * 64)
    with pytest.raises(TemplateChanged):
        actions.load_templates(by=SYSTEM)


def test_a_wording_cannot_hold_a_typed_number_either() -> None:
    with pytest.raises(TypedNumbers):
        accepted_text("全镇11个村", local_speech())


def test_the_newest_valid_version_is_offered(wording: BriefTemplate) -> None:
    newer = BriefTemplate.objects.get(pk=wording.pk)
    newer.pk, newer.version = None, wording.version + 1
    newer._state.adding = True
    newer.save()
    assert [template.version for template in BriefTemplate.objects.current(clock.today())] == [newer.version]


def test_a_scope_never_ends_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        FigureScope("532301105000", UNTIL, SINCE)
