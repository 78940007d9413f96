"""How are measures kept as JSON, and read back the same?"""

from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from eventapp.core.measures.values import NetworkMeasures

FORM = 1
"""Changes whenever the values or what they mean change: what is kept in another form is measured anew."""
_DIGITS = 9


def to_json(measures: NetworkMeasures) -> dict[str, Any]:
    """Measures as JSON takes them; numbers are rounded to nine digits after the point."""
    plain = _plain(measures)
    assert isinstance(plain, dict)  # noqa: S101 for mypy: a value object has names
    return plain


def from_json(plain: dict[str, Any]) -> NetworkMeasures:
    """Measures as they were before `to_json`, of the same form."""
    measures = _value(NetworkMeasures, plain)
    assert isinstance(measures, NetworkMeasures)  # noqa: S101 for mypy
    return measures


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def _value(kind: Any, plain: Any) -> Any:
    """What a plain value was, by the annotation of the field that it stood in."""
    if isinstance(kind, UnionType):  # only ever something or None
        if plain is None:
            return None
        [kind] = [each for each in get_args(kind) if each is not NoneType]
    if hasattr(kind, "__dataclass_fields__"):
        return kind(**{name: _value(hint, plain[name]) for name, hint in _hints(kind).items()})
    if get_origin(kind) is dict:
        key, each = get_args(kind)
        return {key(name): _value(each, value) for name, value in plain.items()}
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], value) for value in plain)
    return float(plain) if kind is float else plain


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
