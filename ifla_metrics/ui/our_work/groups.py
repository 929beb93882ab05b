"""Whose work is shown: the reader's own groups; the secretariat looks at any."""

from __future__ import annotations

from ifla_metrics.access import Role
from ifla_metrics.ui import filters
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.lists import Lists


def chosen(known: Lists) -> tuple[str, ...]:
    """Return the group of the filter bar where it is the reader's to look at, else all own ones."""
    reader = actor()
    every = reader.role is Role.SECRETARIAT
    mine = tuple(code for code in known.groups if every or code in reader.groups)
    group = filters.choices().group
    return (group,) if group in mine else mine
