"""Figures of agreements: how many are in force, at how many doors, of how many."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.council.models import Agreement
from tongxin.council.queries import DOORS, agreed
from tongxin.council.querysets import AgreementQuerySet
from tongxin.records.figures import Column, FigureScope, figure, ratio
from tongxin.records.permission import Act
from tongxin.territory.history import sites_of, there
from tongxin.territory.lookup import ground_of
from tongxin.territory.queries import SiteQuerySet

_DOOR = (
    Column(_("place"), "words"),
    Column(_("kind"), "kind"),
    Column(_("villager group"), "group_name"),
    Column(_("grid"), "grid_name"),
)


def _village(scope: FigureScope) -> str:
    """The column with the code of the village in which a door lay."""
    return there("division_code", scope.until)


def _doors(scope: FigureScope) -> SiteQuerySet:
    here = sites_of(ground_of(scope.ground_key), scope.until).filter(kind__in=DOORS)
    return here.select_related("group", "grid").order_by("division_code", "group_id", "sequence", "id")


@figure(
    "council.agreements_in_force",
    title=_("Door agreements in force"),
    unit=pgettext_lazy("unit of a figure", "agreements"),
    definition=_(
        "Signed agreements on the three duties at the door that hold on the last day of the period."
    ),
    act=Act.AGREEMENT_VIEW,
    columns=(
        Column(pgettext_lazy("column of agreements", "Number"), "number"),
        Column(pgettext_lazy("column of agreements", "Place"), "place_name"),
        Column(pgettext_lazy("column of agreements", "First day"), "since"),
        Column(pgettext_lazy("column of agreements", "Last day"), "term__last_day"),
    ),
    row_url="council:agreement",
)
def agreements_in_force(scope: FigureScope) -> AgreementQuerySet:
    """Agreements in force."""
    rows = Agreement.objects.in_force(scope.until).within(ground_of(scope.ground_key))
    return rows.with_place().order_by("division_code", "number")


@figure(
    "council.doors",
    title=_("Households and shops"),
    unit=pgettext_lazy("unit of a figure", "doors"),
    definition=_(
        "Households and shops in use on the last day of the period: each can have a door agreement."
    ),
    act=Act.AGREEMENT_VIEW,
    columns=_DOOR,
    row_url="web:site",
    division_field=_village,
)
def doors_there(scope: FigureScope) -> SiteQuerySet:
    """Households and shops."""
    return _doors(scope)


@figure(
    "council.doors_agreed",
    title=_("Households and shops with an agreement"),
    unit=pgettext_lazy("unit of a figure", "doors"),
    definition=_("Households and shops with a door agreement in force on the last day of the period."),
    act=Act.AGREEMENT_VIEW,
    columns=_DOOR,
    row_url="web:site",
    division_field=_village,
)
def doors_agreed(scope: FigureScope) -> SiteQuerySet:
    """Households and shops with one in force."""
    return agreed(_doors(scope), scope.until)


ratio(
    "council.agreements_share",
    title=_("Share with a door agreement"),
    definition=_("Households and shops with a door agreement in force, of all households and shops."),
    act=Act.AGREEMENT_VIEW,
    numerator="council.doors_agreed",
    denominator="council.doors",
)
