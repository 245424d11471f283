"""Forms and filters of organisations: translate only; what is allowed is decided by the acts."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.forms import DayInput, divisions_for
from tongxin.people.models import Membership, Organisation, Person
from tongxin.people.organisation_queries import OrganisationQuerySet
from tongxin.people.organisation_rules import may_stand_under
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.standards.lines import lines
from tongxin.territory.choices import ground_choices
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Division

ANY = _("any")


class OrganisationFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Organisations by village or town, by kind, in use or closed."""

    division = django_filters.ChoiceFilter(
        label=_("Village or town"), empty_label=ANY, field_name="division_code"
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=ANY, choices=Organisation.Kind.choices)
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of organisations", "State"),
        empty_label=pgettext_lazy("of organisations", "in use"),
        choices=[("closed", pgettext_lazy("of organisations", "closed"))],
        method="filter_state",
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, *, queryset: OrganisationQuerySet) -> None:
        super().__init__(data, queryset=queryset)
        codes = sorted(set(queryset.order_by().values_list("division_code", flat=True)))
        self.filters["division"].extra["choices"] = [(code, Division.objects.name_of(code)) for code in codes]

    def filter_queryset(self, queryset: OrganisationQuerySet) -> OrganisationQuerySet:
        """Those in use, unless closed ones are asked for."""
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.in_use()
        filtered: OrganisationQuerySet = super().filter_queryset(queryset)
        return filtered

    def filter_state(self, queryset: OrganisationQuerySet, name: str, value: str) -> OrganisationQuerySet:
        """Closed ones."""
        return queryset.filter(closed_on__isnull=False)


class OrganisationForm(forms.Form):
    """An organisation to be added."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    division = forms.ModelChoiceField(
        label=_("Village or town"), queryset=Division.objects.none(), empty_label=None
    )
    parent = forms.ModelChoiceField(
        label=_("Stands under"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("A branch stands under a general branch; others under any but a partner unit."),
    )
    since = forms.DateField(
        label=pgettext_lazy("of an organisation", "First day"), widget=DayInput(), initial=clock.today
    )

    def __init__(self, *arguments: Any, by: Viewer, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _rows(self.fields["division"], divisions_for(by, Act.POST_MANAGE))
        above = by.visible(Organisation.objects.in_use(), Act.POST_MANAGE)
        _rows(self.fields["parent"], above.exclude(kind=Organisation.Kind.PARTNER_UNIT))


class ChangeOrganisationForm(forms.Form):
    """Another name, or another organisation above, from a day on."""

    name = forms.CharField(label=_("Name"), max_length=80)
    parent = forms.ModelChoiceField(
        label=_("Stands under"), queryset=Organisation.objects.none(), required=False, empty_label=_("none")
    )
    on = forms.DateField(
        label=_("From which day on"),
        help_text=_("Until the day before, the records show what it was."),
        widget=DayInput(),
        initial=clock.today,
    )

    def __init__(self, *arguments: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*arguments, **named)
        around = Organisation.objects.in_use().around(division_ground(organisation.division_code))
        kinds = [kind for kind in Organisation.Kind.values if may_stand_under(organisation.kind, kind)]
        _rows(self.fields["parent"], around.filter(kind__in=kinds).exclude(pk=organisation.pk))


class LastDayForm(forms.Form):
    """The first day on which something is no more."""

    on = forms.DateField(label=_("First day without it"), widget=DayInput(), initial=clock.today)


class LineForm(forms.Form):
    """A line of work that an organisation answers for, and the first day."""

    line = forms.ChoiceField(label=_("Line of work"))
    since = forms.DateField(
        label=pgettext_lazy("of a line of work", "First day"), widget=DayInput(), initial=clock.today
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        line = self.fields["line"]
        assert isinstance(line, forms.ChoiceField)  # noqa: S101 - declared so above
        line.choices = list(lines().items())


class JoinForm(forms.Form):
    """A person's duty in an organisation, and the first day."""

    duty = forms.ChoiceField(label=_("Duty"), choices=Membership.Duty.choices, initial=Membership.Duty.MEMBER)
    since = forms.DateField(
        label=pgettext_lazy("of a membership", "First day"), widget=DayInput(), initial=clock.today
    )


class AreaForm(forms.Form):
    """An area that a partner unit takes on."""

    ground = forms.ChoiceField(label=_("Area"), help_text=_("A village, a group, a grid or a public place."))
    agreed = forms.CharField(
        label=_("What was agreed"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In a few words, without names and numbers of persons."),
    )
    contact = forms.ModelChoiceField(
        label=_("Contact person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("One of the unit's members."),
    )
    since = forms.DateField(
        label=pgettext_lazy("of an area", "First day"), widget=DayInput(), initial=clock.today
    )

    def __init__(self, *arguments: Any, division: Division, organisation: Organisation, **named: Any) -> None:
        super().__init__(*arguments, **named)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)  # noqa: S101 - declared so above
        ground.choices = ground_choices(division)
        members = organisation.memberships.in_force(clock.today()).values("person")
        _rows(self.fields["contact"], Person.objects.filter(pk__in=members))


def _rows(field: forms.Field, rows: Any) -> None:
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared so in the form
    field.queryset = rows
