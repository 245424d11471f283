"""Days and moments as a case shows them, and how long something lasts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongxin.cases.limits import Standing
from tongxin.cases.models import Case
from tongxin.cases.rules import END_STATES, State
from tongxin.cases.words import SIGN_ICONS, SIGN_WORDS
from tongxin.records import clock

register = template.Library()


# What `web/parts/pill.html` writes; a list has a hundred of them, and a template each was a fifth of its time.
_PILL = '<span class="pill {}"><i class="bi bi-{}" aria-hidden="true"></i>{}</span>'


@register.simple_tag
def state_pill(case: Case) -> SafeString:
    """The state of a case as word, sign and colour; overdue stands instead of the state and says by how much."""
    limit = case.limit
    if limit.standing is Standing.OVERDUE:
        words = ngettext("overdue by %(count)d day", "overdue by %(count)d days", limit.days_late)
        return format_html(_PILL, "overdue", "clock-fill", words % {"count": limit.days_late})
    colour = State.CLOSED if case.state in END_STATES else case.state
    return format_html(_PILL, colour, case.icon, case.get_state_display())


@register.simple_tag
def signs(case: Case) -> list[tuple[str, object]]:
    """(icon, word) of what stands out about an open case, for a row of a list."""
    return [(SIGN_ICONS[sign], SIGN_WORDS[sign]) for sign in case.signs]


@register.filter
def day(moment: datetime) -> str:
    """The day of a moment in China; with the year where it is another one."""
    local = clock.local(moment)
    if local.year == clock.today().year:
        return dateformat.format(local, pgettext("format of a day in this year", "M j"))
    return dateformat.format(local, pgettext("format of a day in another year", "M j, Y"))


@register.filter
def moment(at: datetime) -> str:
    """Day and time of a moment in China."""
    return f"{day(at)} {clock.local(at):%H:%M}"


@register.filter
def lasting(span: timedelta) -> str:
    """A span in whole days and hours: "1 day 10 hours"; below an hour in minutes."""
    hours, minutes = int(span.total_seconds()) // 3600, int(span.total_seconds()) // 60
    if hours == 0:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    days, rest = divmod(hours, 24)
    day_words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    hour_words = ngettext("%(count)d hour", "%(count)d hours", rest) % {"count": rest}
    if days and rest:
        return _("%(days)s %(hours)s") % {"days": day_words, "hours": hour_words}
    return day_words if days else hour_words


@register.filter
def waited(since: datetime) -> str:
    """How long ago a moment was; from one day on in whole days, below a minute nothing."""
    span = max(clock.now() - since, timedelta(0))
    if span < timedelta(minutes=1):
        return ""
    return lasting(timedelta(days=span.days) if span.days else span)
