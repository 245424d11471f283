"""What can be wrong with organisations, memberships and areas."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken, Stale


class OrganisationClosed(Stale):
    """Nothing begins in an organisation that is no more."""

    def __init__(self, name: str) -> None:
        super().__init__(_("“%(name)s” was closed; nothing was changed.") % {"name": name})


class OrganisationNameTaken(RuleBroken):
    """Another organisation of the division has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is an organisation “%(name)s” already in this place. Choose another name.")
            % {"name": name}
        )


class ParentUnfit(RuleBroken):
    """The organisation above is closed, elsewhere, of a kind that has none below, or stands below already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("It cannot stand under “%(name)s”. Choose an organisation of the same village or of the town.")
            % {"name": name}
        )


class OrganisationBusy(RuleBroken):
    """Posts are held in it, or organisations stand under it."""

    def __init__(self, *, below: int, posts: int) -> None:
        super().__init__(
            _(
                "It cannot be closed yet: %(below)d organisations stand under it and %(posts)d posts are held in it. "
                "Put them elsewhere or end them first."
            )
            % {"below": below, "posts": posts}
        )


class MemberAlready(RuleBroken):
    """The person belongs to it on that day."""

    message = _("This person belongs to it already. End that membership first if the duty changes.")


class NoSuchLine(RuleBroken):
    """A line of work that no kind of problem belongs to."""

    message = _("Choose one of the lines of work in the list.")


class LineTakenAlready(RuleBroken):
    """The organisation answers for the line on that day."""

    message = _("This organisation answers for this line already.")


class HeadTaken(RuleBroken):
    """One head at a time."""

    message = _("Somebody is already its head. End that membership first.")


class NotAPartner(RuleBroken):
    """Only units from outside take on areas."""

    message = _("Only a partner unit takes on an area. For others, appoint a person to a post there.")


class AgreementMissing(RuleBroken):
    """Nothing was agreed."""

    message = _("Write what was agreed, in a few words.")


class AreaElsewhere(RuleBroken):
    """The area lies outside the unit's town."""

    message = _("This area lies outside the place in which the unit is entered. Choose one inside it.")


class AreaTaken(RuleBroken):
    """The unit has this area already."""

    message = _("The unit has taken on this area already; nothing was changed.")


class OverAlready(Stale):
    """It has ended before."""

    message = _("This has ended already; nothing was changed.")


class TooEarly(RuleBroken):
    """The day lies before what it changes began."""

    def __init__(self, since: date) -> None:
        super().__init__(_("That began on %(since)s. Choose a later day.") % {"since": since.isoformat()})
