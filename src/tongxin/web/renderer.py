"""How forms look: Django's own forms with our field template, and Bootstrap's classes on the controls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

CHECKS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class ShellBoundField(BoundField):
    """A field bound to a form that knows the class of its control."""

    @property
    def is_single_box(self) -> bool:
        """Whether it is one check box, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """The attributes of the control: Django's, and the class that Bootstrap draws it by."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        if drawn.is_hidden:
            return built
        given = built.get("class") or drawn.attrs.get("class") or ""
        built["class"] = f"{control_class(drawn)} {given}".strip()
        return built


def control_class(widget: forms.Widget) -> str:
    """Bootstrap's class for a control."""
    if isinstance(widget, CHECKS):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


class FormRenderer(TemplatesSetting):
    """The project's renderer: `FORM_RENDERER` in the settings."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = ShellBoundField
