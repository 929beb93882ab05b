"""Import modules only when a command uses them.

All commands are declared before it is known which of them runs. Importing what they need (pandas,
SQLAlchemy, Altair) takes two seconds, for which --help would have to wait, too.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import SimpleNamespace
from typing import Any

PACKAGE, EAGER = "ifla_metrics.", "ifla_metrics.cli"


@contextmanager
def lazy_imports() -> Iterator[None]:
    """Run modules outside `cli` when one of their names is first used, not when they are imported.

    So commands import modules: `from a.module import name` would run the module at once.
    """
    finder: Any = SimpleNamespace(find_spec=_find_spec)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _find_spec(name: str, *path: Any) -> ModuleSpec | None:
    is_lazy = name.startswith(PACKAGE) and not name.startswith(EAGER)
    spec = PathFinder.find_spec(name, *path) if is_lazy else None
    if spec and spec.loader:
        spec.loader = LazyLoader(spec.loader)
    return spec
