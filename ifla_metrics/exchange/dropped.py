"""A column that was not read, and why."""

from __future__ import annotations

from dataclasses import dataclass

from ifla_metrics.exchange.faults import Place
from ifla_metrics.i18n import Translate


@dataclass(frozen=True)
class Dropped:
    """A column that was not read: because it is about persons, or because it is not known."""

    place: Place
    personal: bool = False
    nearest: str = ""
    """The title (msgid) of the column that may be meant; empty for none."""

    def words(self, t: Translate) -> str:
        """Return the column and why it was not read, in the reader's language."""
        column = {"column": self.place.column, "name": self.place.header, "sheet": self.place.sheet}
        if self.personal:
            return t(
                "Sheet “{sheet}”, column {column} ({name}): about persons; it was dropped.",
                **column,
            )
        if self.nearest:
            return t(
                "Sheet “{sheet}”, column {column} ({name}): not known; it was not read."
                " Did you mean “{nearest}”?",
                nearest=t(self.nearest),
                **column,
            )
        return t("Sheet “{sheet}”, column {column} ({name}): not known; it was not read.", **column)
