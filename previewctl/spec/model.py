"""What makes a class a model: frozen instances with keyword arguments, as cheap to define as a plain class.

The standard dataclass compiles five methods for each class, which took a sixth of a whole `lint`. These share theirs; the
schema compiler turns the same classes into real dataclasses for pydantic.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, field
from typing import Any, NoReturn, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def model(cls: _Class) -> _Class:
    """Gives a class with annotated fields its methods. Instances are equal when their fields are."""
    names = tuple(cls.__dict__["__annotations__"])  # noqa: RUF063 - `inspect` would evaluate nothing, slowly
    type.__setattr__(cls, "__fields__", names)
    type.__setattr__(cls, "__defaults__", {name: cls.__dict__[name] for name in names if name in cls.__dict__})
    for name, method in _METHODS.items():
        type.__setattr__(cls, name, method)
    return cls


def is_model(value: object) -> bool:
    """Whether `value` is a model class or an instance of one."""
    return hasattr(value, "__fields__")


def model_fields(value: Any) -> tuple[str, ...]:
    """The names of a model's fields, in the order in which they are documented."""
    names: tuple[str, ...] = value.__fields__
    return names


def _init(self: Any, **values: Any) -> None:
    for name in self.__fields__:
        if name not in values:
            values[name] = _default(type(self), name)
    unknown = values.keys() - set(self.__fields__)
    if unknown:
        raise TypeError(f"{type(self).__name__} has no field {min(unknown)!r}")
    self.__dict__.update(values)


def _default(cls: type, name: str) -> Any:
    default = cls.__defaults__.get(name, MISSING)  # type: ignore[attr-defined]
    if isinstance(default, Field):
        return default.default if default.default_factory is MISSING else default.default_factory()
    if default is MISSING:
        raise TypeError(f"{cls.__name__} needs {name!r}")
    return default


def _eq(self: Any, other: object) -> bool:
    return type(self) is type(other) and self.__dict__ == other.__dict__


def _repr(self: Any) -> str:
    return f"{type(self).__name__}({', '.join(f'{name}={self.__dict__[name]!r}' for name in self.__fields__)})"


def _refuse(self: Any, *_: object) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} is frozen")


_METHODS = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": None,
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}
