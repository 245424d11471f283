"""Tags of the frame: the menu with its current entry, optional wrappers, controls of a filter bar."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


class NavigationNode(template.Node):
    """Renders the menu; what stands inside is the id of the current entry."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        current = self.nodelist.render(context).strip()
        part = context.template.engine.get_template("web/parts/navigation.html")  # type: ignore[union-attr]
        with context.push(current=current):
            return part.render(context)


@register.tag
def navigation(parser: Parser, token: Token) -> NavigationNode:
    """`{% navigation %}{% block nav %}{% endblock %}{% endnavigation %}`."""
    nodelist = parser.parse(("endnavigation",))
    parser.delete_first_token()
    return NavigationNode(nodelist)


class WrappedNode(template.Node):
    """Puts an element around its content, or nothing where there is none."""

    def __init__(self, nodelist: NodeList, element: str, name: str) -> None:
        self.nodelist = nodelist
        self.element = element
        self.name = name

    def render(self, context: Context) -> SafeString:
        content = self.nodelist.render(context)
        if not content.strip():
            return SafeString("")
        name = format_html(' class="{}"', self.name) if self.name else ""
        return format_html("<{}{}>{}</{}>", self.element, name, content, self.element)


@register.tag
def wrapped(parser: Parser, token: Token) -> WrappedNode:
    """`{% wrapped "p" "sub" %}…{% endwrapped %}`: the element, with its class, only where it has content."""
    _name, element, *css_class = (bit.strip("\"'") for bit in token.split_contents())
    nodelist = parser.parse(("endwrapped",))
    parser.delete_first_token()
    return WrappedNode(nodelist, element, " ".join(css_class))


@register.inclusion_tag("web/parts/filter_control.html", takes_context=True)
def filter_control(context: Context, field: BoundField) -> dict[str, Any]:
    """One control of a filter bar: its name, its value, and a way to take it out where it narrows the list."""
    request = context["request"]
    without = request.GET.copy()
    without.pop(field.html_name, None)
    without.pop("page", None)
    is_search = type(field.field.widget) in (forms.TextInput, forms.SearchInput)
    return {
        "field": field,
        "control": field.as_widget(attrs={"placeholder": str(field.label)} if is_search else {}),
        "is_on": is_filled(field),
        "is_search": is_search,
        "without": f"{request.path}?{without.urlencode()}",
    }


def is_filled(field: BoundField) -> bool:
    """Whether the field has a value of its own."""
    return field.value() not in (None, "", [], False)


@register.filter
def is_narrowed(form: forms.BaseForm) -> bool:
    """Whether any visible field of a filter form narrows the list."""
    return any(is_filled(field) for field in form.visible_fields())


@register.filter
def error_count(form: forms.BaseForm) -> int:
    """The number of messages on a form."""
    return sum(len(errors) for errors in form.errors.values())
