"""Pages of briefs: who sees what, the editor that refuses typed numbers, frozen figures."""

from __future__ import annotations

import re
from io import BytesIO

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.reporting.conftest import SINCE, Quarter
from tests.town import Town
from tongxin.records import figures
from tongxin.records.figures import Figure
from tongxin.reporting import actions
from tongxin.reporting.models import Brief, BriefFigure, BriefTemplate


@pytest.fixture
def clerk(quarter: Quarter, client_for: ClientFor) -> Client:
    return client_for(quarter.persons.town_clerk)


@pytest.fixture
def leader(quarter: Quarter, client_for: ClientFor) -> Client:
    return client_for(quarter.persons.town_leader)


def words(response: object) -> str:
    body = getattr(response, "content").decode()  # noqa: B009 - any answer of the test client
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def page(brief: Brief, name: str = "brief", *more: object) -> str:
    return reverse(f"reporting:{name}", args=[brief.pk, *more])


def found_at(brief: Brief) -> int:
    return brief.figures.get(key="cases.found", ground_key=brief.ground.key, since=SINCE).position


# ---- from wording to draft -------------------------------------------------------------------------


def test_the_clerk_loads_the_wordings_and_begins_a_draft_for_the_last_quarter(
    clerk: Client, town: Town
) -> None:
    assert "还没有底稿" in words(clerk.get("/briefs/new/"))
    clerk.post("/briefs/wordings/")
    template = BriefTemplate.objects.get()
    body = clerk.get("/briefs/new/").content.decode()
    assert 'value="2022-07-01"' in body
    entered = {
        "template": template.pk,
        "ground": town.division.code,
        "since": "2022-07-01",
        "until": "2022-09-30",
    }
    answer = clerk.post("/briefs/new/", entered)
    assert answer.headers["Location"] == page(Brief.objects.get())


def test_the_list_shows_what_stands_where(clerk: Client, draft: Brief) -> None:
    assert draft.title in words(clerk.get("/briefs/"))
    assert draft.title not in words(clerk.get("/briefs/?state=published"))


def test_a_brief_of_the_town_is_not_found_by_a_village(
    draft: Brief, client_for: ClientFor, persons: Persons
) -> None:
    assert client_for(persons.village_secretary).get(page(draft)).status_code == 404


def test_the_list_costs_no_more_with_more_briefs(
    clerk: Client,
    draft: Brief,
    wording: BriefTemplate,
    town: Town,
    persons: Persons,
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            clerk.get("/briefs/")
        return len(spent)

    before, by = cost(), persons.viewer("town_clerk")
    for _each in range(5):
        actions.write_brief(wording, by=by, ground=town.division.ground, since=draft.since, until=draft.until)
    assert cost() == before <= 12


# ---- the text --------------------------------------------------------------------------------------


def test_every_figure_of_the_page_opens_its_records_beside_the_text(clerk: Client, draft: Brief) -> None:
    body = clerk.get(page(draft)).content.decode()
    links = re.findall(r'<a class="fig" href="([^"]+)" hx-get="([^"]+)" hx-target="#figure-panel"', body)
    assert len(links) > 30
    assert all(href == panel for href, panel in links)
    for href in {href.replace("&amp;", "&") for href, _panel in links}:
        assert clerk.get(href).status_code == 200, href


def test_the_panel_beside_the_text_shows_value_definition_and_first_rows(clerk: Client, draft: Brief) -> None:
    body = clerk.get(page(draft)).content.decode()
    href = re.search(r'href="(/figures/cases.found/[^"]+)"', body)
    assert href is not None
    panel = clerk.get(
        href[1].replace("&amp;", "&"), headers={"hx-request": "true", "hx-target": "figure-panel"}
    )
    assert "<html" not in panel.content.decode()
    assert "打开全部 4 条" in words(panel)


def test_the_editor_spells_figures_by_their_titles(clerk: Client, draft: Brief) -> None:
    text = clerk.get(page(draft, "edit_brief")).content.decode()
    assert "{cases.found}" not in text
    assert "按村}" in text


def test_the_editor_refuses_a_typed_number_names_it_and_keeps_what_was_typed(
    clerk: Client, draft: Brief
) -> None:
    entered = {"title": "标题", "text": "好\n全镇完成整治１５３８户，群众满意", "revision": 1}
    answer = clerk.post(page(draft, "edit_brief"), entered)
    assert answer.status_code == 422
    assert "第2行“全镇完成整治１５３８户，群众满意”：“１５３８户”是手写的数" in words(answer)
    assert "１５３８户，群众满意</textarea>" in answer.content.decode()


def test_the_editor_saves_a_clean_text(clerk: Client, draft: Brief) -> None:
    entered = {"title": "第三季度情况", "text": "一、好\n{时期}，发现{cases.found}个", "revision": 1}
    assert clerk.post(page(draft, "edit_brief"), entered).status_code == 302
    shown = words(clerk.get(page(draft)))
    assert "一、好" in shown
    assert "2022年第三季度，发现 4 个" in shown


def test_an_approved_brief_has_no_editor(clerk: Client, approved: Brief) -> None:
    answer = clerk.post(page(approved, "edit_brief"), {"title": "改", "text": "改", "revision": 1})
    assert "已经走到下一步" in words(answer)


# ---- approval --------------------------------------------------------------------------------------


def test_the_author_is_told_whom_to_ask_and_has_no_button(clerk: Client, draft: Brief) -> None:
    shown = words(clerk.get(page(draft)))
    assert "可以找：何*" in shown
    assert "同意，数就此固定" not in shown


def test_the_author_who_posts_anyway_is_refused(clerk: Client, draft: Brief) -> None:
    answer = clerk.post(page(draft, "approve_brief"), {"revision": 1}, follow=True)
    assert "要由别人同意" in words(answer)
    assert Brief.objects.get(pk=draft.pk).is_draft


def test_the_leader_approves_and_publishes(leader: Client, draft: Brief) -> None:
    assert "同意，数就此固定" in words(leader.get(page(draft)))
    leader.post(page(draft, "approve_brief"), {"revision": 1})
    shown = words(leader.post(page(draft, "publish_brief"), follow=True))
    assert "已发布" in shown
    assert Brief.objects.get(pk=draft.pk).state == "published"


def test_a_brief_is_taken_back_with_a_reason_only(leader: Client, approved: Brief) -> None:
    assert "请写明为什么收回" in words(
        leader.post(page(approved, "withdraw_brief"), {"reason": ""}, follow=True)
    )
    leader.post(page(approved, "withdraw_brief"), {"reason": "错版"})
    assert Brief.objects.get(pk=approved.pk).withdrawal_reason == "错版"


@pytest.mark.parametrize("name", ["approve_brief", "publish_brief", "withdraw_brief"])
def test_steps_are_posted_never_opened(leader: Client, draft: Brief, name: str) -> None:
    assert leader.get(page(draft, name)).status_code == 405


# ---- frozen figures --------------------------------------------------------------------------------


def test_a_frozen_figure_lists_exactly_the_frozen_rows_and_says_what_it_would_be_today(
    clerk: Client, approved: Brief, quarter: Quarter, town: Town, on: On
) -> None:
    quarter.report(town.household.ground, "2022-09-21")
    on("2022-10-09")
    shown = words(clerk.get(page(approved, "brief_figure", found_at(approved))))
    assert "2022-10-09 固定。今天重新数是 5" in shown
    assert "共 4 行。" in shown


def test_an_unchanged_figure_says_so(clerk: Client, approved: Brief) -> None:
    assert "今天重新数，还是这个数" in words(clerk.get(page(approved, "brief_figure", found_at(approved))))


def test_every_frozen_figure_opens_and_adds_up(clerk: Client, approved: Brief) -> None:
    for frozen in approved.figures.all():
        answer = clerk.get(page(approved, "brief_figure", frozen.position))
        assert answer.status_code == 200
        if isinstance(figures.get(frozen.key), Figure):
            assert answer.context["rows"].total == frozen.value
            assert answer.context["rows"].visible_count == frozen.rows_count


def test_a_frozen_share_opens_its_frozen_parts(clerk: Client, approved: Brief) -> None:
    share = approved.figures.get(key="cases.closing_rate", since=SINCE)
    assert share.numerator is not None
    body = clerk.get(page(approved, "brief_figure", share.position)).content.decode()
    assert page(approved, "brief_figure", share.numerator.position) in body


def test_a_frozen_sum_opens_the_parts_frozen_with_it(clerk: Client, approved: Brief) -> None:
    received = approved.figures.get(key="cases.received", since=SINCE)
    answer = clerk.get(page(approved, "brief_figure", received.position))
    found = approved.figures.get(key="cases.found", since=SINCE, ground_key=received.ground_key)
    assert page(approved, "brief_figure", found.position) in answer.content.decode()
    assert sum(part.value or 0 for part in received.parts()) == received.value


def test_a_row_that_left_the_system_is_told(clerk: Client, approved: Brief) -> None:
    figure = approved.figures.get(position=found_at(approved))
    BriefFigure.objects.filter(pk=figure.pk).update(rows_count=figure.rows_count + 1)
    shown = words(clerk.get(page(approved, "brief_figure", figure.position)))
    assert "有 1 条已不在系统里" in shown


def test_the_workbook_of_a_frozen_figure_holds_the_frozen_rows(
    clerk: Client, approved: Brief, quarter: Quarter, town: Town, on: On
) -> None:
    quarter.report(town.household.ground, "2022-09-21")
    on("2022-10-09")
    content = clerk.get(page(approved, "brief_figure_workbook", found_at(approved))).content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 4


def test_a_draft_has_no_frozen_figures(clerk: Client, draft: Brief) -> None:
    assert clerk.get(page(draft, "brief_figure", 1)).status_code == 404


# ---- downloads -------------------------------------------------------------------------------------


def test_word_and_pdf_are_made_on_the_spot(clerk: Client, approved: Brief) -> None:
    word = clerk.get(page(approved, "brief_docx"))
    assert docx.Document(BytesIO(word.content)).core_properties.title == approved.title
    pdf = clerk.get(page(approved, "brief_pdf"))
    assert pdf.content.startswith(b"%PDF-")
    assert "filename*=utf-8''" in pdf.headers["Content-Disposition"]


def test_a_draft_with_a_figure_that_is_gone_says_so_and_can_be_mended(clerk: Client, draft: Brief) -> None:
    Brief.objects.filter(pk=draft.pk).update(text="好\n发现{cases.gone}个")
    answer = clerk.get(page(draft))
    assert answer.status_code == 422
    assert "第2行“{cases.gone}”：没有叫这个名称的数" in words(answer)
    assert "发现{cases.gone}个" in words(clerk.get(page(draft, "edit_brief")))
