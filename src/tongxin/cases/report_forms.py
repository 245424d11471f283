"""Forms of reports: the resident's, and the clerk's. They translate only; the acts decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.actions.reports import Told
from tongxin.cases.duplicates import Similar, matter_of_kind
from tongxin.cases.errors import FoundInFuture
from tongxin.cases.follow_codes import CODE_DIGITS, plain
from tongxin.cases.forms import PhotoField, ReportForm
from tongxin.cases.intake import Bound, bounds, report_kinds
from tongxin.cases.models import Case, ResidentReport
from tongxin.cases.models.reports import CONTACT_LENGTH, PLACE_LENGTH, WORDS_LENGTH
from tongxin.cases.report_errors import NotOurGround
from tongxin.cases.report_places import ground_named, places
from tongxin.cases.report_rules import ReportSource
from tongxin.cases.report_words import SOURCE_WORDS
from tongxin.people.rules import is_landline, is_mobile, plain_phone
from tongxin.records import clock
from tongxin.records.permission import Viewer
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division

GROUPS = pgettext_lazy("places of a report", "Villager groups")
SITES = pgettext_lazy("places of a report", "Public places")


def words(label: Any, *, length: int = WORDS_LENGTH, rows: int = 3, **more: Any) -> forms.CharField:
    """A field for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, widget=widget, **more)


def clean_phone(text: str) -> str:
    """A phone number as it is kept. Raises `ValidationError` for anything else."""
    number = plain_phone(text)
    if number and not (is_mobile(number) or is_landline(number)):
        raise forms.ValidationError(_("This is no telephone number. Correct it, or leave it empty."))
    return number


class ResidentForm(forms.Form):
    """What a resident tells: what kind, where, in words, with photos; all but the kind may stay empty."""

    receipt = forms.UUIDField(widget=forms.HiddenInput)
    position = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is; “something else” will do.")},
    )
    place = forms.ChoiceField(label=_("Which group, which place?"), required=False)
    place_words = forms.CharField(
        label=_("Where exactly, in your words"),
        max_length=PLACE_LENGTH,
        required=False,
        help_text=_("For example: behind the old stage, by the bridge."),
    )
    text = words(_("What is the matter?"), length=500, required=False)
    contact = forms.CharField(
        label=_("Your telephone number, if the office may call you back"),
        max_length=CONTACT_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_(
            "Only the clerk of the town can open it, with a reason that is recorded. It is erased later."
        ),
    )

    def __init__(self, *args: Any, division: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.division = division
        self._choose("kind", [(kind.code, kind.words) for kind in report_kinds().values()])
        self._choose("place", [("", _whole(division)), *_under_headings(places(division))])
        for number in range(1, bounds()[Bound.PHOTOS] + 1):
            label = _("Photo") if number == 1 else _("Another photo")
            self.fields[f"photo_{number}"] = PhotoField(
                label=label,
                required=False,
                help_text=_("Not needed. Place and time inside the photo are taken out.")
                if number == 1
                else "",
            )

    @property
    def photo_fields(self) -> list[forms.BoundField]:
        """The fields of the photos, in order."""
        return [self[name] for name in self.fields if name.startswith("photo_")]

    def clean_contact(self) -> str:
        """The number as it is kept."""
        return clean_phone(self.cleaned_data["contact"])

    def clean_place(self) -> Ground:
        """The ground that was chosen; the village or town itself where none was."""
        try:
            return ground_named(self.cleaned_data["place"], self.division)
        except NotOurGround as error:
            raise forms.ValidationError(str(error)) from error

    def clean_position(self) -> tuple[Decimal, Decimal] | None:
        """Latitude and longitude that the phone gave; nonsense counts as none."""
        return position_in(self.cleaned_data["position"])

    def told(self) -> Told:
        """What was told, for the act."""
        values = self.cleaned_data
        names = (field.name for field in self.photo_fields)
        return Told(
            ground=values["place"],
            kind=values["kind"],
            place_words=values["place_words"],
            text=values["text"],
            contact=values["contact"],
            position=values["position"],
            photos=[photo for name in names if (photo := values.get(name))],
        )

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices


class EnteredForm(ResidentForm):
    """A call, a letter or a word at a meeting, as the clerk enters it for somebody."""

    source = forms.ChoiceField(
        label=_("How it came"),
        choices=[each for each in SOURCE_WORDS.items() if each[0] != ReportSource.FORM],
        widget=forms.RadioSelect,
    )
    received_at = forms.DateTimeField(
        label=_("When it came"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Only if it was earlier than just now, for example the day of the letter."),
    )

    def clean_received_at(self) -> datetime | None:
        """The moment; not later than now."""
        received: datetime | None = self.cleaned_data["received_at"]
        if received is not None and received > clock.now():
            raise forms.ValidationError(str(FoundInFuture()))
        return received


class CodeForm(forms.Form):
    """The code to follow, as people write it."""

    code = forms.CharField(
        label=_("Your code, 12 digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        """Its digits. Raises `ValidationError` where they are not 12."""
        digits = plain(self.cleaned_data["code"])
        if len(digits) != CODE_DIGITS or not digits.isdecimal():
            raise forms.ValidationError(_("The code has 12 digits. Look at it again."))
        return digits


class ReopenForm(forms.Form):
    """Why it is not good."""

    reason = words(
        _("What is not good?"), length=500, error_messages={"required": _("Say in a few words why.")}
    )


class AcceptForm(ReportForm):
    """The clerk's case of a report: where, what kind, in the clerk's words."""

    answer = words(_("A word for the reporter"), required=False, help_text=_("Names nobody."))

    def __init__(self, *args: Any, viewer: Viewer, report: ResidentReport, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, initial=_proposed(report), **kwargs)
        del self.fields["photo"], self.fields["found_at"]


class DeclineForm(forms.Form):
    """Why the town does not take it up."""

    reason = words(
        _("Why it is not taken up"),
        help_text=_("The reporter reads it. Outside the town: say whose it is and where to tell it."),
    )


class MergeReportForm(forms.Form):
    """Which case the report is one of."""

    case = forms.ChoiceField(label=_("Which one"), widget=forms.RadioSelect, required=False)
    number = forms.CharField(label=_("Or its number"), max_length=40, required=False)
    answer = words(_("A word for the reporter"), required=False, help_text=_("Names nobody."))

    def __init__(self, *args: Any, similar: Sequence[Similar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["case"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(each.case.pk), _line(each.case)) for each in similar]
        if len(similar) == 1:
            field.initial = str(similar[0].case.pk)

    def wanted(self) -> dict[str, Any]:
        """How the case is looked up; nothing where none was named."""
        number = self.cleaned_data["number"].strip()
        chosen = self.cleaned_data["case"]
        return {"number": number} if number else {"pk": UUID(chosen)} if chosen else {}


class ReporterForm(forms.Form):
    """The number that a reporter left."""

    contact = forms.CharField(label=_("Telephone number that was left"), max_length=CONTACT_LENGTH)

    def clean_contact(self) -> str:
        """The number as it is kept."""
        return clean_phone(self.cleaned_data["contact"])


class NewContactForm(ReporterForm):
    """The number and what it should be."""

    to = forms.CharField(label=_("Right number"), max_length=CONTACT_LENGTH)

    def clean_to(self) -> str:
        """The number as it is kept."""
        return clean_phone(self.cleaned_data["to"])


def position_in(text: str) -> tuple[Decimal, Decimal] | None:
    """Latitude and longitude of "25.012345,101.543210,12"; None for anything else."""
    try:
        latitude, longitude, *_metres = (Decimal(part) for part in text.split(","))
    except (ValueError, InvalidOperation):
        return None
    if not (latitude.is_finite() and longitude.is_finite() and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return round(latitude, 6), round(longitude, 6)


def _whole(division: Division) -> Any:
    if division.is_village:
        return _("somewhere in %(village)s") % {"village": division.short_name}
    return _("somewhere in %(town)s, I do not know the village") % {"town": division.short_name}


def _under_headings(offered: list[Any]) -> list[Any]:
    if not offered:
        return []
    sites, groups = offered
    return [(GROUPS, groups), (SITES, sites)] if sites else [(GROUPS, groups)]


def _line(case: Case) -> str:
    return f"{case.number} · {case.title} · {case.place_name}"


def _proposed(report: ResidentReport) -> dict[str, Any]:
    """First values of the clerk's case: place, kind and words of the report."""
    matter = matter_of_kind(report.kind)
    lines = [line for line in (report.place_words, report.text) if line]
    is_village = Division.objects.villages().filter(pk=report.division_code).exists()
    return {
        "village": report.division_code if is_village else "",
        "group": str(report.group_id) if report.group_id else "",
        "place": report.ground.key,
        "matter": str(matter.pk) if matter else "",
        "note": "\n".join(lines),
    }
