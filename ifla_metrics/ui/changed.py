"""What differs between two versions of an entry, as a table: field, before, after."""

from __future__ import annotations

from collections.abc import Iterable

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.differences import Difference
from ifla_metrics.ui.markup import Html, tag


def changed(found: Iterable[Difference], t: Translate) -> Html:
    """Return one row for each difference; what was not said is a dash."""
    head = tag("tr", *(tag("th", w, scope="col") for w in (t("Field"), t("Before"), t("After"))))
    rows = (
        tag(
            "tr",
            tag("th", one.title, scope="row"),
            tag("td", tag("del", one.before) if one.before else "–"),
            tag("td", tag("ins", one.after) if one.after else "–"),
        )
        for one in found
    )
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="im-changes")
