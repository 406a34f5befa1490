"""Registries: families of objects, each member defined in a module of its own.

A family is a package. Each of its modules without a leading underscore is a member and holds the
member in one constant. The names are the file names, so that the command line can list them in
its help without importing NumPy; a member's module is imported on first use. So a new ditherer or
palette format is one new file and nothing else.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from quantizer.errors import SettingsError

from .closest import did_you_mean
from .language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Registry(Generic[T]):
    """The members of a family by name.

    Parameters
    ----------
    package
        Full name of the package.
    constant
        Name of the module-level constant that holds the member.
    kind
        The word for a member in messages, such as ``"dither"``.
    """

    def __init__(self, package: str, constant: str, kind: str) -> None:
        self._package = package
        self._constant = constant
        self._kind = kind

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of all members in alphabetical order: file names with ``-`` for ``_``."""
        path = importlib.import_module(self._package).__path__
        modules = (module.name for module in pkgutil.iter_modules(path))
        return tuple(sorted(name.replace("_", "-") for name in modules if name[0] != "_"))

    def check(self, name: str) -> None:
        """Raise `SettingsError` if no member has this name; the message lists the names."""
        if name not in self.names:
            message = tr(
                "{name!r} is not a {kind}; choose one of {known}",
                name=name,
                kind=tr(self._kind),
                known=", ".join(self.names),
            )
            raise SettingsError(message + did_you_mean(name, self.names))

    def __getitem__(self, name: str) -> T:
        self.check(name)
        module = importlib.import_module(f"{self._package}.{name.replace('-', '_')}")
        return cast("T", getattr(module, self._constant))

    def __iter__(self) -> Iterator[T]:
        return (self[name] for name in self.names)

    def __len__(self) -> int:
        return len(self.names)
