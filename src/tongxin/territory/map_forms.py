"""Forms of the map: a position, where a group lies, an upload, what its properties mean, what was drawn."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tongxin.records.permission import Act, Viewer
from tongxin.territory.datum import is_position
from tongxin.territory.forms import offer
from tongxin.territory.kinds import FileDatum, GivenAs
from tongxin.territory.map_columns import Columns, Meaning
from tongxin.territory.map_matching import OUT
from tongxin.territory.models import Division

_WIDE = str.maketrans("０１２３４５６７８９．－，", "0123456789.-,")
DIGITS = 7
_PICK = re.compile(r"pick-([0-9]{1,6})")


class DegreesField(forms.FloatField):
    """Degrees as people paste them: with wide digits, a degree sign, blanks."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """The number, or a message that it is none."""
        text = value.translate(_WIDE).replace("°", "").strip() if isinstance(value, str) else value
        return super().to_python(text)


class PositionForm(forms.Form):
    """A position by its coordinates."""

    latitude = DegreesField(
        label=_("Latitude"), widget=forms.TextInput(attrs={"inputmode": "decimal", "data-latitude": ""})
    )
    longitude = DegreesField(
        label=_("Longitude"), widget=forms.TextInput(attrs={"inputmode": "decimal", "data-longitude": ""})
    )
    given_as = forms.ChoiceField(
        label=_("Given as"),
        choices=[
            (GivenAs.WGS84.value, _("WGS84: GPS, this map, Tianditu")),
            (GivenAs.GCJ02.value, _("GCJ-02: copied from Amap or Tencent maps")),
        ],
        initial=GivenAs.WGS84.value,
        widget=forms.Select(attrs={"data-given-as": ""}),
        help_text=_("GCJ-02 is shifted by some hundred metres; it is converted."),
    )

    def clean(self) -> dict[str, Any] | None:
        """Both numbers together must be a point of the globe."""
        values = super().clean()
        if values and "latitude" in values and "longitude" in values:
            latitude, longitude = values["latitude"], values["longitude"]
            if latitude is not None and longitude is not None and not is_position(latitude, longitude):
                raise ValidationError(_("These two numbers are no point of the globe; are they swapped?"))
        return values


class AnchorForm(PositionForm):
    """Where a group lies; may stay empty where one of its places is known."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("latitude", "longitude"):
            self.fields[name].required = False


class MapFileForm(forms.Form):
    """A map file to look at."""

    about = forms.ModelChoiceField(
        label=_("About"), queryset=Division.objects.none(), help_text=_("Names are looked for in it only.")
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON, KML, KMZ, or a zip file with .shp, .dbf and .prj; up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,.kml,.kmz,.zip"}),
    )
    datum = forms.ChoiceField(
        label=_("Coordinates"),
        choices=FileDatum.choices,
        initial=FileDatum.STATED.value,
        help_text=_("GeoJSON and KML are WGS84 unless they were drawn on a shifted map; then choose GCJ-02."),
    )

    def __init__(self, *arguments: Any, by: Viewer, **named: Any) -> None:
        super().__init__(*arguments, **named)
        held = by.visible(Division.objects.villages() | Division.objects.townships(), Act.GROUND_MANAGE)
        offer(self.fields["about"], held.filter(closed_on__isnull=True).order_by("code"))
        self.fields["about"].initial = held.order_by("code").first()

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuses what is larger than any upload may be, before it is read."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > settings.TONGXIN_UPLOAD_MAX_BYTES:
            raise ValidationError(_("The file is larger than 25 MB."))
        return upload


class ColumnsForm(forms.Form):
    """What the polygons of a file are, and which property names what."""

    areas = forms.ChoiceField(
        label=_("Polygons are"),
        choices=[
            (Meaning.GRIDS.value, _("grids")),
            (Meaning.GROUPS.value, _("villager groups")),
            (Meaning.VILLAGES.value, _("villages")),
        ],
    )
    name = forms.ChoiceField(label=_("Name"), required=False)
    village = forms.ChoiceField(label=_("Village"), required=False)
    group = forms.ChoiceField(label=_("Villager group"), required=False)
    door = forms.ChoiceField(label=_("Door"), required=False)

    def __init__(self, *arguments: Any, columns: list[str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offered = [("", _("none")), *((column, column) for column in columns)]
        for name in ("name", "village", "group", "door"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = offered

    @property
    def chosen(self) -> Columns:
        """The choice as the matching takes it."""
        values = self.cleaned_data
        parts = {name: values[name] for name in ("name", "village", "group", "door")}
        return Columns(Meaning(values["areas"]), **parts)


def picks_in(data: QueryDict) -> dict[int, str]:
    """What was said about single entries of a file: number → the name of a place, or "out" to leave it out."""
    found = {int(match[1]): str(data[name]).strip() for name in data if (match := _PICK.fullmatch(name))}
    left_out = {
        int(number): OUT for number in data.getlist("out") if number.isdecimal() and len(number) < DIGITS
    }
    return {number: name for number, name in found.items() if name} | left_out


class DrawnField(forms.CharField):
    """A polygon or line that the map has drawn, as GeoJSON; empty where nothing was drawn."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The geometry, or None. What is no JSON was not sent by the map."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            geometry = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("What was drawn did not arrive whole. Draw it again.")) from error
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "LineString"):
            raise ValidationError(_("What was drawn did not arrive whole. Draw it again."))
        return geometry
