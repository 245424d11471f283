"""Forms of a case: each names its fields; the acts themselves are in `actions.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases import places
from tongxin.cases.actions import TITLE_LENGTH
from tongxin.cases.errors import FoundInFuture
from tongxin.cases.turn import Assignable, named
from tongxin.people.forms import DayInput
from tongxin.records import clock
from tongxin.records.permission import Viewer
from tongxin.records.photos import Photo, PhotoRefused, reencode
from tongxin.standards.lines import lines
from tongxin.standards.models import MatterType
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.lookup import ground_of, place_of
from tongxin.territory.models import Division

NOTE_LENGTH = 1000
MEGABYTE = 1024 * 1024
CHOOSE = pgettext_lazy("field of a case", "choose")


def _note(label: Any, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=NOTE_LENGTH, widget=widget, **more)


class PhotoField(forms.FileField):
    """A photo that nobody has to take; what comes out is made anew, whatever was sent."""

    widget = forms.FileInput(attrs={"accept": "image/*", "data-photo": ""})

    def clean(self, data: UploadedFile[bytes] | None, initial: Any = None) -> Photo | None:
        """The photo, or None. Raises `ValidationError` for what is no photo or too large."""
        upload = super().clean(data, initial)
        if not upload:
            return None
        most: int = settings.TONGXIN_UPLOAD_MAX_BYTES
        if upload.size > most:
            raise forms.ValidationError(
                _("The picture is larger than %(size)d MB. Send a smaller one.") % {"size": most // MEGABYTE}
            )
        try:
            return reencode(upload)
        except PhotoRefused as error:
            raise forms.ValidationError(str(error)) from error


def _photo(label: Any) -> PhotoField:
    return PhotoField(
        label=label, required=False, help_text=_("Not needed. Place and time inside the photo are taken out.")
    )


class StepForm(forms.Form):
    """A step of a case: carries the version that the viewer has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def photos(self) -> list[Photo]:
        """The photo sent along, if any."""
        photo = self.cleaned_data.get("photo")
        return [photo] if photo else []


class AssignForm(StepForm):
    """To whom the case is given; the person nearest to the spot is proposed."""

    to = forms.ChoiceField(label=pgettext_lazy("field of a case", "Who puts it right"))
    note = _note(pgettext_lazy("field of a case", "Note for this person"), required=False)

    def __init__(self, *args: Any, people: Sequence[Assignable] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [("", CHOOSE)] + [
            (
                str(person.post.person_id),
                named(person.post),
            )
            for person in people
        ]
        choice.initial = next((str(person.post.person_id) for person in people if person.is_proposed), "")


class FixForm(StepForm):
    """What was done about it."""

    note = _note(pgettext_lazy("field of a case", "How it was put right"), required=False)
    photo = _photo(pgettext_lazy("field of a case", "Photo afterwards"))


class NoteForm(StepForm):
    """A step that says enough by itself."""

    note = _note(pgettext_lazy("field of a case", "Note"), required=False)


class ReasonForm(StepForm):
    """A step that needs its reason."""

    reason = _note(pgettext_lazy("field of a case", "Reason"))


class WaitForm(StepForm):
    """For what the case waits."""

    reason = _note(
        pgettext_lazy("field of a case", "What it waits for"),
        help_text=_("The weather, a decision, another authority: it is written down with who and when."),
    )


class PostponeForm(StepForm):
    """Until which day more time is asked for, and why."""

    to = forms.DateField(label=pgettext_lazy("field of a case", "Until which day"), widget=DayInput())
    reason = _note(pgettext_lazy("field of a case", "Reason"))


class PartialForm(StepForm):
    """What is good, and what is still to be done."""

    reason = _note(pgettext_lazy("field of a case", "What is good, and what is still to be done"))


class TransferForm(StepForm):
    """To which line of work the case goes, and why."""

    line = forms.ChoiceField(label=pgettext_lazy("field of a case", "Line of work"))
    reason = _note(pgettext_lazy("field of a case", "Reason"))

    def __init__(self, *args: Any, line: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["line"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [("", CHOOSE), *((code, name) for code, name in lines().items() if code != line)]


class MergeForm(StepForm):
    """The case that stays."""

    original = forms.CharField(
        label=pgettext_lazy("field of a case", "Number of the case that stays"),
        max_length=40,
        help_text=_("As it stands on that case's page; both reports stay readable."),
    )


class ReportForm(forms.Form):
    """A problem: where, what kind, in a few words; nothing else is asked for."""

    village = forms.ChoiceField(label=pgettext_lazy("field of a case", "Village"))
    group = forms.ChoiceField(label=pgettext_lazy("field of a case", "Villager group"), required=False)
    place = forms.ChoiceField(label=pgettext_lazy("field of a case", "Where exactly"))
    matter = forms.ChoiceField(label=pgettext_lazy("field of a case", "What kind of problem"))
    title = forms.CharField(
        label=pgettext_lazy("field of a case", "In a few words"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("If you leave it empty, the kind of problem stands there."),
    )
    note = _note(pgettext_lazy("field of a case", "What is the matter"), required=False)
    photo = _photo(pgettext_lazy("field of a case", "Photo"))
    found_at = forms.DateTimeField(
        label=pgettext_lazy("field of a case", "Found at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Only if it was earlier than just now, for example from a note on paper."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        villages = [(village.code, village.short_name) for village in places.villages(viewer)]
        only = villages[0][0] if len(villages) == 1 else ""
        self._choose("village", villages if only else [("", CHOOSE), *villages])
        village = only or next((code for code, _name in villages if code == self._chosen("village")), "")
        self._offer_places(village)
        self._choose("matter", [("", CHOOSE), *matters_by_line()])

    def _offer_places(self, village: str) -> None:
        """Groups of the village and places of the group, as far as both are chosen or there is but one."""
        groups = (
            [(str(group.pk), group.name) for group in places.groups(self.viewer, village)] if village else []
        )
        self._choose("group", [("", _("the whole village, or a place outside the groups")), *groups])
        chosen = next((key for key, _name in groups if key == self._chosen("group")), "")
        if not chosen and len(groups) == 1 and not self.is_bound:
            chosen = groups[0][0]
        self.initial.update(village=village, group=chosen)
        group = UUID(chosen) if chosen else None
        sites = places.sites(self.viewer, village, group) if village else []
        wholes = places.wholes(self.viewer, village, group) if village else []
        self._choose("place", [("", CHOOSE), *((site.ground.key, str(site)) for site in sites), *wholes])

    def clean_place(self) -> Any:
        """The ground that was chosen."""
        try:
            return ground_of(self.cleaned_data["place"])
        except NoSuchGround as error:
            raise forms.ValidationError(str(error)) from error

    def clean_matter(self) -> MatterType:
        """The kind of problem, in the version in force today."""
        return MatterType.objects.in_force(clock.today()).get(pk=self.cleaned_data["matter"])

    def clean_found_at(self) -> datetime | None:
        """The moment; not later than now."""
        found: datetime | None = self.cleaned_data["found_at"]
        if found is not None and found > clock.now():
            raise forms.ValidationError(str(FoundInFuture()))
        return found

    def photos(self) -> list[Photo]:
        """The photo sent along, if any."""
        photo = self.cleaned_data.get("photo")
        return [photo] if photo else []

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def _chosen(self, name: str) -> str:
        if self.is_bound:
            return str(self.data.get(name, ""))
        return str(self.initial.get(name) or "")


def matters_by_line() -> list[Any]:
    """The kinds of problem in force, in groups by line of work."""
    lines: dict[str, list[tuple[str, str]]] = {}
    for matter in MatterType.objects.in_force(clock.today()):
        lines.setdefault(matter.line_name, []).append((str(matter.pk), matter.name))
    return list(lines.items())


def start_at(key: str) -> dict[str, str]:
    """First values of the form for a ground named in the address (a site's page links here)."""
    try:
        place = place_of(key)
    except NoSuchGround:
        return {}
    if isinstance(place, Division):
        return {"village": place.code, "place": key}
    ground = place.ground
    group = str(ground.group_id) if ground.group_id else ""
    return {"village": ground.division_code, "group": group, "place": key}
