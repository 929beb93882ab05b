"""Scripts compiled once, as Streamlit keeps them."""

from functools import cache
from pathlib import Path
from types import CodeType


@cache
def code(path: str) -> CodeType:
    """Return the compiled script."""
    return compile(Path(path).read_text(encoding="utf-8"), path, "exec")
