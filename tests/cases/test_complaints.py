"""The complaint box: who reads, who never does, and that nothing else of the house shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client

from tests.architecture.tree import templates
from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import FOUNDED_ON, TOWN, Town
from tongxin.access.viewer import founding_viewer
from tongxin.cases.actions.complaints import (
    Grievance,
    answer_complaint,
    complaint_with,
    end_reader,
    name_reader,
    put_complaint,
    take_complaint,
    tidy_complaints,
    withdraw_complaint_contact,
)
from tongxin.cases.complaint_readers import able_readers, hidden_from_all, readable_by
from tongxin.cases.models import Complaint, ComplaintExclusion, ComplaintReader
from tongxin.cases.report_errors import (
    AnswerMissing,
    ComplaintMovedOn,
    NamesNobody,
    NothingSaid,
    ReaderIsNamed,
    UnknownCode,
)
from tongxin.people.actions import appoint, grant_leave
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.territory.ground import division_ground

CANARY = "起夜叫狗三百回"
NUMBER = "13577119999"
TOLD = Grievance(TOWN, text=CANARY, contact=NUMBER)


def put(told: Grievance = TOLD) -> Complaint:
    """Put into the box by somebody."""
    return put_complaint(told, receipt=new_id()).complaint


@pytest.fixture
def readers(town: Town, persons: Persons) -> Mapping[str, ComplaintReader]:
    """Clerk and leader of the town, named by the administrator."""
    by = persons.viewer("administrator")
    return {
        who: name_reader(persons.person(who), town=town.division, by=by)
        for who in ("town_clerk", "town_leader")
    }


def reads(who: str, persons: Persons) -> list[Complaint]:
    """What a person may read."""
    return list(readable_by(persons.viewer(who)))


def test_only_the_named_persons_read(readers: object, persons: Persons) -> None:
    complaint = put()
    named = {"town_clerk", "town_leader"}
    for who in ("grid_leader", "village_secretary", "liaison_cadre", "administrator", "villager", *named):
        assert reads(who, persons) == ([complaint] if who in named else []), who


def test_the_machine_and_the_command_line_read_none(readers: object) -> None:
    put()
    assert not readable_by(SYSTEM).exists()
    assert not readable_by(founding_viewer(division_ground(TOWN))).exists()


def test_whoever_holds_the_post_complained_of_does_not_read_it(readers: object, persons: Persons) -> None:
    put(replace(TOLD, about=division_ground(TOWN), role=Role.TOWN_CLERK))
    assert reads("town_clerk", persons) == []
    assert len(reads("town_leader", persons)) == 1


def test_whoever_is_named_in_the_words_does_not_read_it(readers: object, persons: Persons) -> None:
    put(replace(TOLD, text=f"镇里的{persons.town_clerk.name}不回电话"))
    assert reads("town_clerk", persons) == []
    assert len(reads("town_leader", persons)) == 1


def test_whoever_is_named_a_reader_later_does_not_read_what_names_them(town: Town, persons: Persons) -> None:
    put(replace(TOLD, text=f"{persons.town_clerk.name}不回电话"))
    name_reader(persons.town_clerk, town=town.division, by=persons.viewer("administrator"))
    assert reads("town_clerk", persons) == []


def test_a_grid_leader_of_the_group_is_kept_out_also_as_a_reader(
    readers: object, town: Town, persons: Persons
) -> None:
    appoint(
        persons.town_clerk,
        role=Role.GRID_LEADER,
        ground=town.far_grid.ground,
        since=FOUNDED_ON,
        by=town.founder,
    )
    ground = town.far_grid.group.ground if town.far_grid.group else town.bendong.ground
    put(replace(TOLD, about=ground, role=Role.GRID_LEADER))
    assert reads("town_clerk", persons) == []


def test_whoever_stands_in_for_a_reader_is_no_reader(readers: object, town: Town, persons: Persons) -> None:
    put()
    today = clock.today()
    post = Post.objects.get(person=persons.town_clerk)
    grant_leave(
        post,
        deputy=persons.liaison_cadre,
        since=today,
        back_on=today + timedelta(days=9),
        reason="leave",
        by=town.founder,
    )
    assert reads("liaison_cadre", persons) == []


def test_an_ended_reader_reads_none_from_that_day(
    readers: Mapping[str, ComplaintReader], persons: Persons
) -> None:
    put()
    end_reader(readers["town_clerk"], by=persons.viewer("administrator"))
    assert reads("town_clerk", persons) == []


def test_the_clerk_names_nobody_and_only_persons_of_the_town_are_named(town: Town, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        name_reader(persons.town_leader, town=town.division, by=persons.viewer("town_clerk"))
    with pytest.raises(NamesNobody):
        name_reader(persons.grid_leader, town=town.division, by=persons.viewer("administrator"))


def test_nobody_is_named_twice(readers: object, town: Town, persons: Persons) -> None:
    with pytest.raises(ReaderIsNamed):
        name_reader(persons.town_clerk, town=town.division, by=persons.viewer("administrator"))


def test_it_is_taken_in_hand_answered_and_read_by_the_code(readers: object, persons: Persons) -> None:
    made = put_complaint(TOLD, receipt=new_id())
    leader = persons.viewer("town_leader")
    answer_complaint(take_complaint(made.complaint, by=leader), answer="已批评", by=leader)
    assert (complaint_with(made.code).state, complaint_with(made.code).answer) == ("answered", "已批评")
    with pytest.raises(ComplaintMovedOn):
        take_complaint(made.complaint, by=leader)
    with pytest.raises(UnknownCode):
        complaint_with("1" * 12)


def test_an_answer_has_words_and_comes_from_a_reader(readers: object, persons: Persons) -> None:
    complaint = put()
    with pytest.raises(AnswerMissing):
        answer_complaint(complaint, answer="  ", by=persons.viewer("town_leader"))
    with pytest.raises(NotAllowed):
        answer_complaint(complaint, answer="好", by=persons.viewer("liaison_cadre"))


def test_the_same_put_in_again_is_one_and_an_empty_one_none(town: Town) -> None:
    first, again = (put_complaint(TOLD, receipt=new_id()) for _time in range(2))
    assert (first.code, again.is_new) == (again.code, False)
    with pytest.raises(NothingSaid):
        put(replace(TOLD, text=" "))


def test_nobody_is_noted_with_a_complaint(town: Town) -> None:
    complaint = put()
    entry = LedgerEntry.objects.get(subject_id=str(complaint.pk))
    assert (entry.person_id, entry.account_id, entry.detail) == (None, None, {})


def test_the_accused_is_not_told_that_something_waits_which_others_may_not_read(
    town: Town, persons: Persons
) -> None:
    name_reader(persons.town_clerk, town=town.division, by=persons.viewer("administrator"))
    put(replace(TOLD, about=division_ground(TOWN), role=Role.TOWN_CLERK))
    assert hidden_from_all(town.division, persons.viewer("administrator")) == 1
    assert hidden_from_all(town.division, persons.viewer("town_clerk")) == 0


def test_a_reader_without_a_post_of_the_town_does_not_count(
    readers: object, town: Town, persons: Persons
) -> None:
    assert able_readers(town.division).count() == 2
    Post.objects.filter(person=persons.town_clerk).update(until=clock.today())
    assert able_readers(town.division).count() == 1
    assert reads("town_clerk", persons) == []


def test_a_number_is_taken_back_and_all_words_go_after_a_year(readers: object, persons: Persons) -> None:
    at = clock.now()
    made = put_complaint(TOLD, receipt=new_id())
    assert withdraw_complaint_contact(made.code).contact == ""
    answer_complaint(made.complaint, answer="已批评", by=persons.viewer("town_leader"))
    with clock.travel(to=at + timedelta(days=365)):
        assert tidy_complaints() == 0
    with clock.travel(to=at + timedelta(days=366)):
        assert tidy_complaints() == 1
    assert CANARY not in str(list(Complaint.objects.values()))


def test_who_was_kept_out_and_who_read_never_changes(
    readers: Mapping[str, ComplaintReader], persons: Persons
) -> None:
    put(replace(TOLD, about=division_ground(TOWN), role=Role.TOWN_CLERK))
    end_reader(readers["town_clerk"], by=persons.viewer("administrator"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ComplaintExclusion.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ComplaintReader.objects.filter(pk=readers["town_clerk"].pk).update(until=None)


# ---- pages


def test_anybody_puts_in_and_reads_the_answer(readers: object, persons: Persons, client: Client) -> None:
    receipt = client.get("/complaint/").context["form"]["receipt"].value()
    answer = client.post("/complaint/", {"receipt": receipt, "text": CANARY})
    code = answer.context["code"]
    answer_complaint(Complaint.objects.get(), answer="已批评", by=persons.viewer("town_leader"))
    assert "已批评" in client.post("/complaint/follow/", {"code": code}).content.decode()


def test_the_page_says_that_nobody_is_named(town: Town, client: Client) -> None:
    assert client.get("/complaint/").context["readers"] == 0
    put()
    assert Complaint.objects.count() == 1  # it is kept closed until somebody is


def test_a_complaint_of_another_is_told_like_one_that_is_not_there(
    readers: object, persons: Persons, client_for: ClientFor
) -> None:
    complaint = put(replace(TOLD, about=division_ground(TOWN), role=Role.TOWN_CLERK))
    clerk, leader = client_for(persons.town_clerk), client_for(persons.town_leader)
    assert clerk.get(f"/complaint/box/{complaint.pk}/").status_code == 404
    assert clerk.post(f"/complaint/box/{complaint.pk}/answer/", {"answer": "无"}).status_code == 404
    assert leader.get(f"/complaint/box/{complaint.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["town_clerk", "administrator", "liaison_cadre", "grid_leader"])
def test_no_other_page_shows_it(who: str, town: Town, persons: Persons, client_for: ClientFor) -> None:
    put()
    client = client_for(persons.person(who))
    for address in (
        "/",
        "/cases/?view=all",
        f"/search/?q={CANARY[:3]}",
        "/administration/",
        "/checks/",
        "/figures/",
        "/complaint/box/",
        "/report/tray/",
        "/people/openings/",
    ):
        text = client.get(address).content.decode()
        assert CANARY not in text, address
        assert NUMBER not in text, address


def test_the_page_of_latest_acts_is_silent_about_complaints(
    readers: object, persons: Persons, client_for: ClientFor
) -> None:
    take_complaint(put(), by=persons.viewer("town_leader"))
    text = client_for(persons.town_clerk).get("/administration/").content.decode()
    assert "投诉已" not in text
    assert "收到投诉" not in text


def test_no_list_figure_or_map_can_ask_for_complaints() -> None:
    """They ask by the columns of the ground; a complaint has none of them."""
    columns = {field.name for field in apps.get_model("cases", "Complaint")._meta.get_fields()}
    assert not columns & {"division_code", "ground_kind", "grid", "site", "group"}


def test_the_box_stands_at_the_foot_of_every_page() -> None:
    """Whatever extends the document itself says so; the notice is a paper that is sent in a cover."""
    frames = [path for path in templates() if 'extends "web/document.html"' in path.read_text("utf-8")]
    without = {path.name for path in frames if "web/parts/complaint_box.html" not in path.read_text("utf-8")}
    assert len(frames) >= 5
    assert without == {"notice.html"}
