"""What each verb of the ledger is called on screens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.cases.words import EVENT_WORDS

VERB_WORDS: Mapping[str, str | Promise] = {
    **{f"case.{event}": words for event, words in EVENT_WORDS.items()},
    "case.limit": _("Time limit of a case reckoned again"),
    "account.close": _("Account closed"),
    "account.drop_second_factor": _("Second factor removed"),
    "account.open": _("Account opened"),
    "account.password": _("Password changed"),
    "account.reopen": _("Account opened again"),
    "account.reset": _("Password reset"),
    "account.second_factor": _("Second factor set up"),
    "brief.approve": _("Brief approved"),
    "brief.edit": _("Text of a brief changed"),
    "brief.publish": _("Brief published"),
    "brief.withdraw": _("Brief withdrawn"),
    "brief.write": _("Brief begun"),
    "brief_template.load": _("Template of a brief loaded"),
    "calendar.enter": _("Day of the working calendar entered"),
    "calendar.remove": _("Day of the working calendar taken back"),
    "calendar.year": _("Arrangement of a year entered"),
    "grid.add": _("Grid added"),
    "grid.members": _("Places of a grid changed"),
    "group.add": _("Villager group added"),
    "job.again": _("Background work tried again"),
    "list.approve": _("List approved"),
    "list.draw": _("List drawn up"),
    "list.expire": _("List ended"),
    "list.publish": _("List published"),
    "list.withdraw": _("List withdrawn"),
    "listing.end": _("Entry taken off a list"),
    "organisation.add": _("Organisation added"),
    "person.add": _("Person added"),
    "post.begin": _("Post begun"),
    "post.end": _("Post ended"),
    "publication.publish": _("Published"),
    "publication.withdraw": _("Publication withdrawn"),
    "register.apply": _("Register taken over"),
    "register.open": _("Personal data opened"),
    "round.close": _("Round closed"),
    "round.open": _("Round opened"),
    "round.plan": _("Round planned"),
    "site.add": _("Place added"),
    "standard.edition": _("Checklist loaded"),
    "standard.sheet": _("Score sheet loaded"),
    "table.draw": _("Table drawn up"),
    "table.import": _("Table imported"),
    "visit.correct": _("Visit corrected"),
    "visit.enter": _("Visit entered"),
}
