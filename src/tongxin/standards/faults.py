"""Says in the user's language what a JSON file breaks of its schema, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tongxin.standards.errors import Fault
from tongxin.standards.rules import SheetFault, SheetFaultKind

JSONObject = Mapping[str, Any]


def schema_faults(file: str, content: Any, schema: JSONObject) -> list[Fault]:
    """Every place in which `content` breaks `schema`, in the order of the file."""
    broken = Draft202012Validator(schema).iter_errors(content)
    errors = sorted(broken, key=lambda error: list(map(str, error.path)))
    return [
        Fault(file, place_of(content, error.absolute_path), text)
        for found in errors
        for error in _closest(found)
        for text in _texts(error)
    ]


def place_of(content: Any, path: Sequence[str | int]) -> str:
    """A place as a path (/sections/0/items/3/max), led by the nearest id on the way, as people know it."""
    nearest, here = "", content
    for step in path:
        here = here[step]
        if isinstance(here, Mapping) and isinstance(here.get("id"), str):
            nearest = here["id"]
    pointer = "".join(f"/{step}" for step in path)
    return f"{nearest} ({pointer})" if nearest else pointer


def _closest(error: ValidationError) -> Iterator[ValidationError]:
    """Of the alternatives of a `oneOf`, the one that the file means by its `type`; else the error itself."""
    if error.validator != "oneOf" or not isinstance(error.instance, Mapping):
        yield error
        return
    by_branch: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        by_branch.setdefault(int(inner.schema_path[0]), []).append(inner)
    for inner_errors in by_branch.values():
        if not any(list(inner.path) == ["type"] or _lacks(inner, "type") for inner in inner_errors):
            yield from inner_errors
            return
    yield error


def _lacks(error: ValidationError, name: str) -> bool:
    return error.validator == "required" and name not in cast("JSONObject", error.instance)


def _value(error: ValidationError) -> Any:
    """What the schema says at the broken rule."""
    return error.validator_value


def _texts(error: ValidationError) -> Iterator[str]:
    words = _WORDS.get(str(error.validator))
    if words is None:
        yield _("does not fit the schema (%(rule)s)") % {"rule": error.validator}
    else:
        yield from words(error)


def _missing(error: ValidationError) -> Iterator[str]:
    # jsonschema reports each missing name by itself; the name stands quoted at the head of its message.
    name = next(name for name in _value(error) if error.message.startswith(repr(name)))
    yield _("“%(name)s” is missing") % {"name": name}


def _unknown(error: ValidationError) -> Iterator[str]:
    known = cast("JSONObject", error.schema).get("properties", ())
    for name in sorted(set(cast("JSONObject", error.instance)) - set(known)):
        yield _("“%(name)s” is unknown; check the spelling or take it out") % {"name": name}


def _wrong_type(error: ValidationError) -> Iterator[str]:
    wanted = _value(error)
    names = [wanted] if isinstance(wanted, str) else wanted
    yield _("should be %(wanted)s, is %(found)s") % {
        "wanted": _(" or ").join(_type_name(name) for name in names),
        "found": _shown(error.instance),
    }


def _not_listed(error: ValidationError) -> Iterator[str]:
    listed = _value(error) if isinstance(_value(error), list) else [_value(error)]
    yield _("%(found)s is not one of: %(listed)s") % {
        "found": _shown(error.instance),
        "listed": ", ".join(_shown(value) for value in listed),
    }


def _unknown_mode(error: ValidationError) -> Iterator[str]:
    listed = [branch["properties"]["type"]["const"] for branch in _value(error)]
    found = error.instance.get("type") if isinstance(error.instance, Mapping) else error.instance
    yield _("the mode %(found)s is unknown; it is one of: %(listed)s") % {
        "found": _shown(found),
        "listed": ", ".join(listed),
    }


def _too_small(error: ValidationError) -> Iterator[str]:
    yield _("%(found)s is too small; at least %(least)s") % {
        "found": _shown(error.instance),
        "least": error.validator_value,
    }


def _not_above(error: ValidationError) -> Iterator[str]:
    yield _("%(found)s is too small; it must be more than %(bound)s") % {
        "found": _shown(error.instance),
        "bound": error.validator_value,
    }


def _too_few(error: ValidationError) -> Iterator[str]:
    yield _("has too few entries or letters; at least %(least)s") % {"least": error.validator_value}


def _doubled(error: ValidationError) -> Iterator[str]:
    yield _("the same entry stands there twice")


def _misspelt(error: ValidationError) -> Iterator[str]:
    yield _("%(found)s is not written as it should be (%(pattern)s)") % {
        "found": _shown(error.instance),
        "pattern": error.validator_value,
    }


_WORDS: dict[str, Callable[[ValidationError], Iterator[str]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _wrong_type,
    "enum": _not_listed,
    "const": _not_listed,
    "oneOf": _unknown_mode,
    "minimum": _too_small,
    "exclusiveMinimum": _not_above,
    "minItems": _too_few,
    "minLength": _too_few,
    "uniqueItems": _doubled,
    "pattern": _misspelt,
}


def _type_name(name: str) -> str:
    names = {
        "object": _("an object"),
        "array": _("a list"),
        "string": _("a text"),
        "number": _("a number"),
        "integer": _("a whole number"),
        "boolean": _("yes or no (true, false)"),
        "null": _("empty (null)"),
    }
    return names[name]


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def told(file: str, fault: SheetFault) -> Fault:
    """A fault of a sheet's own arithmetic in the user's language."""
    texts = {
        SheetFaultKind.DOUBLED_SECTION: _("this section id stands there twice"),
        SheetFaultKind.DOUBLED_ITEM: _("this item id stands there twice"),
        SheetFaultKind.TOO_FINE: _("%(found)s has more than two decimal places"),
        SheetFaultKind.RANGE_REVERSED: _("the range ends before it begins: %(found)s to %(stated)s"),
        SheetFaultKind.RANGE_ABOVE: _("the range begins at %(found)s, above the item's maximum %(stated)s"),
        SheetFaultKind.SECTION_SUM: _(
            "the items hold %(found)s points, the section states %(stated)s; a complete sheet adds up"
        ),
        SheetFaultKind.TOTAL_SUM: _(
            "the sections hold %(found)s points, the sheet states %(stated)s; a complete sheet adds up"
        ),
    }
    return Fault(file, fault.place, texts[fault.kind] % {"found": fault.found, "stated": fault.stated})
