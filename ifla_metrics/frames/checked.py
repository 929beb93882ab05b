"""A frame that lacks a column says so where it enters, instead of giving a wrong number."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ifla_metrics.errors import WrongFrame, n_

LACKS = n_("The frame lacks {lacking}; it has {has}.")


def expect(frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise WrongFrame unless `frame` has all `columns`."""
    lacking = [c for c in columns if c not in frame.columns]
    if lacking:
        raise WrongFrame(
            LACKS,
            lacking=", ".join(lacking),
            has=", ".join(map(str, frame.columns)),
        )


def empty(columns: Iterable[str]) -> pd.DataFrame:
    """Return a frame of these columns without a row."""
    return pd.DataFrame(columns=list(columns))
