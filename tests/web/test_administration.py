"""The administration page."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ClientFor
from tests.persons import Persons
from tongxin.people.actions import reset_password
from tongxin.records.models import Job, JobState
from tongxin.web.ledger_words import VERB_WORDS
from tongxin.web.pages.administration import latest_acts

PAGE = "/administration/"
# The act itself, and the small functions through which rooms tell the ledger.
VERB = re.compile(r'(?:ledger\.append|_note|_tell|_settle|_write_down)\([^"]*"([a-z_]+\.[a-z_]+)"')


def test_it_is_for_administrator_and_clerk(client_for: ClientFor, persons: Persons) -> None:
    statuses = {
        name: client_for(persons.person(name)).get(PAGE).status_code
        for name in ("administrator", "town_clerk", "town_leader", "grid_leader")
    }
    assert statuses == {"administrator": 200, "town_clerk": 200, "town_leader": 403, "grid_leader": 403}


def test_every_verb_of_the_ledger_has_words() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path("src/tongxin").rglob("*.py")]
    verbs = {verb for source in sources for verb in VERB.findall(source)}
    assert len(verbs) > 20
    assert verbs <= set(VERB_WORDS)


def test_the_latest_acts_say_who_did_what(persons: Persons) -> None:
    reset_password(persons.account("villager"), by=persons.viewer("administrator"))
    latest = latest_acts(persons.viewer("administrator"))[0]
    assert (str(latest.what), latest.who, latest.where) == ("打了新登录单", "毕*福", "")


def test_acts_on_accounts_are_for_administrators(persons: Persons) -> None:
    reset_password(persons.account("villager"), by=persons.viewer("administrator"))
    assert "打了新登录单" not in {str(act.what) for act in latest_acts(persons.viewer("town_clerk"))}


def test_work_that_was_given_up_is_shown(client_for: ClientFor, persons: Persons) -> None:
    Job.objects.create(kind="letters.print", state=JobState.FAILED, tries=8, fault="no paper")
    page = client_for(persons.administrator).get(PAGE).content.decode()
    assert "letters.print" in page
    assert "no paper" in page
