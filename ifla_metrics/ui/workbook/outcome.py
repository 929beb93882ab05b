"""What happened, in a sentence, and which figures of the Board moved by it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ifla_metrics.figures.counted_in import PAGES
from ifla_metrics.i18n import Translate
from ifla_metrics.ui import shell
from ifla_metrics.ui.markup import Html, join, tag

if TYPE_CHECKING:
    from ifla_metrics.ui.workbook.moved import Moved
    from ifla_metrics.ui.workbook.opened import Opened


def outcome(found: Opened, t: Translate) -> Html:
    """Return the sentence and the list of figures."""
    applied = found.applied
    if applied is None:
        return Html()
    told = ", ".join(
        (
            t.plural("{n} entry added", "{n} entries added", applied.added),
            t.plural("{n} changed", "{n} changed", applied.changed),
            t.plural("{n} withdrawn", "{n} withdrawn", applied.withdrawn),
        )
    )
    sentence = t("Saved: {told}.", told=told)
    if applied.again:
        sentence = t("This had been saved already: {told}.", told=told)
    return join((tag("p", sentence, class_="im-done", role="status"), _figures(found.moved, t)))


def _figures(moved: tuple[Moved, ...], t: Translate) -> Html:
    if not moved:
        return tag("p", t("No figure of the Board moved."), class_="im-sub")
    chosen = shell.choices().query()
    items = (
        tag(
            "li",
            tag(
                "a",
                one.after,
                href=_address(one, chosen),
                target="_self",
            ),
            _was(one, t),
        )
        for one in moved
        if one.page in PAGES
    )
    return join((tag("h3", t("Figures that moved")), tag("ul", *items, class_="im-counts")))


def _address(one: Moved, choices: dict[str, str]) -> str:
    page = "./" if one.page == "overview" else one.page
    return f"{page}?{urlencode(choices)}#{one.name}"


def _was(one: Moved, t: Translate) -> Html:
    if not one.before or one.before == one.after:
        return Html()
    return tag("small", t("before: {title}", title=one.before))
