"""What can be wrong with roles, posts, hand-overs and leaves."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tongxin.people.roles import RoleType
from tongxin.records.errors import RuleBroken, Stale
from tongxin.records.permission import Act, NotAllowed


class UnknownRole(RuleBroken):
    """A code that neither the catalogue nor the town has."""

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no role “%(code)s”. Choose one from the catalogue.") % {"code": code})


class RoleNameTaken(RuleBroken):
    """The town has a role of this name already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is a role “%(name)s” already. Choose it, or take another name.") % {"name": name}
        )


class RoleNameTells(RuleBroken):
    """The name would say of its holders who gets an allowance or is ill (burden rules P05, P06)."""

    def __init__(self, word: str) -> None:
        super().__init__(
            _(
                "A role's name stands beside people's names and must not say “%(word)s” of them. Take another name."
            )
            % {"word": word}
        )


class RoleRetired(Stale):
    """The town's own role was retired."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The role “%(name)s” was retired; nobody is appointed to it any more.") % {"name": name}
        )


class GroundOutside(NotAllowed):
    """A post on ground of another town, or else outside one's own."""

    def __init__(self, act: Act) -> None:
        super().__init__(act)
        self.message = _(
            "This place lies outside the ground of your posts. Its own town office gives and ends posts there; "
            "nothing was changed."
        )


class GroundClosed(RuleBroken):
    """The place is no longer in use on the post's first day."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This place is no longer in use on that day: it was merged or closed. Choose the place it is now."
            )
        )


class GroundUnfit(RuleBroken):
    """A role cannot have this kind of ground."""

    def __init__(self, role: RoleType) -> None:
        super().__init__(
            _("A post as %(role)s cannot have this place as its ground. Choose another place.")
            % {"role": role.name}
        )


class PostTaken(RuleBroken):
    """As many hold the post as may."""

    def __init__(self, role: RoleType) -> None:
        super().__init__(_taken_words(role))


def _taken_words(role: RoleType) -> str | Promise:
    if role.per_ground in (None, 1):
        return _("Somebody is already %(role)s there. Use “hand over” on that post; nothing was changed.") % {
            "role": role.name
        }
    return ngettext(
        "%(role)s: only %(count)d person may be that on one ground; nothing was changed.",
        "%(role)s: only %(count)d people may be that on one ground; nothing was changed.",
        role.per_ground,
    ) % {"role": role.name, "count": role.per_ground}


class TooManyGrounds(RuleBroken):
    """The person holds this role on as many grounds as one person may."""

    def __init__(self, role: RoleType) -> None:
        text = ngettext(
            "%(role)s: one person may be that on %(count)d ground only. End or hand over the other post first.",
            "%(role)s: one person may be that on %(count)d grounds only. End or hand over another post first.",
            role.per_person or 0,
        )
        super().__init__(text % {"role": role.name, "count": role.per_person})


class PostHeld(RuleBroken):
    """The person has this post already."""

    def __init__(self, role: RoleType) -> None:
        super().__init__(
            _("This person is already %(role)s there; nothing was changed.") % {"role": role.name}
        )


class HandOverFaulty(RuleBroken):
    """To oneself, or dated before the post began, or after it ended."""


class HandOverToSelf(HandOverFaulty):
    """Predecessor and successor are one person."""

    def __init__(self) -> None:
        super().__init__(_("A post cannot be handed over to the person who holds it. Choose another person."))


class HandOverTooEarly(HandOverFaulty):
    """The day lies on or before the post's first day."""

    def __init__(self, since: date) -> None:
        super().__init__(
            _("The post began on %(since)s. The hand-over must be on a later day.")
            % {"since": since.isoformat()}
        )


class PostEnded(HandOverFaulty):
    """The post is no longer in force."""

    def __init__(self) -> None:
        super().__init__(
            _("This post has ended already; nothing was changed. Open the page of the place again.")
        )


class PostEnding(HandOverFaulty):
    """The post's last day is settled already, by a hand-over or an end to come."""

    def __init__(self, until: date) -> None:
        super().__init__(
            _(
                "It is settled already that this post ends on %(until)s; nothing was changed. "
                "Hand over the post that follows it instead."
            )
            % {"until": until.isoformat()}
        )


class SuccessorWithoutAccount(HandOverFaulty):
    """The successor cannot sign in, and so could not take up what is open."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has no account to sign in with. Open one first, then hand over; nothing was changed.")
            % {"name": name}
        )


class NotYetEffective(RuleBroken):
    """A hand-over was to take effect before its day."""

    def __init__(self, on: date) -> None:
        super().__init__(_("This hand-over takes effect on %(day)s, not before.") % {"day": on.isoformat()})


class NothingToLeave(RuleBroken):
    """The person holds nothing that the viewer may end."""

    def __init__(self) -> None:
        super().__init__(_("This person holds no post in your ground; nothing was changed."))


class LeaveFaulty(RuleBroken):
    """A leave that cannot be so."""


class DeputyIsHolder(LeaveFaulty):
    """Nobody stands in for oneself."""

    def __init__(self) -> None:
        super().__init__(_("Nobody can stand in for oneself. Choose another person as deputy."))


class LeaveBackTooEarly(LeaveFaulty):
    """The first day back is not after the first day away, or lies behind us."""

    def __init__(self) -> None:
        super().__init__(
            _("The first day back must come after the first day away, and it must be still to come.")
        )


class LeaveOutsidePost(LeaveFaulty):
    """The leave reaches past the days of the post."""

    def __init__(self) -> None:
        super().__init__(_("The leave must lie within the days of the post. Choose other days."))


class LeaveOverlaps(LeaveFaulty):
    """The post has a leave in these days already."""

    def __init__(self, since: date, back_on: date) -> None:
        super().__init__(
            _(
                "From %(since)s until %(back)s somebody stands in already. "
                "End that leave first, or choose other days."
            )
            % {"since": since.isoformat(), "back": back_on.isoformat()}
        )


class DeputyWithoutAccount(LeaveFaulty):
    """The deputy cannot sign in."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has no account to sign in with and could do nothing. Choose another deputy.")
            % {"name": name}
        )


class DeputyElsewhere(LeaveFaulty):
    """The deputy works in another town."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has no post in this town. Only who works here can stand in here.") % {"name": name}
        )


class LeaveOver(Stale):
    """The leave is over already."""

    def __init__(self) -> None:
        super().__init__(_("This leave is over already; nothing was changed."))
