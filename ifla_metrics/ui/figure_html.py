"""What stands around a figure: title and counting rule above, actions and source below.

Table and explanation open in place, without asking the server, and are text until then; files come
from a route. So the row of actions costs a page run nothing, and a browser little.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ifla_metrics.errors import n_
from ifla_metrics.figures import registry
from ifla_metrics.ui import address
from ifla_metrics.ui.entries import links
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.tables import table
from ifla_metrics.ui.texts import BETWEEN
from ifla_metrics.ui.way_on import way_on

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.ui.address import Plan

FILES = (
    ("png", n_("PNG, 300 dpi")),
    ("svg", n_("SVG")),
    ("pdf", n_("PDF")),
    ("csv", n_("Data (CSV)")),
)


def head(figure: Figure, subtitle: str, t: Translate) -> Html:
    """Return the title and the line with unit and counting rule."""
    heading = registry.named(figure.name).heading
    title = t(heading) if heading else figure.title
    return tag(
        "header",
        tag("h2", title.removesuffix(".")),
        tag("p", subtitle, class_="im-sub"),
        class_="im-head",
        id=figure.name,
    )


def empty(figure: Figure, choices: Choices, plan: Plan, t: Translate) -> Html:
    """Return the words that stand where there is nothing to draw, and a way on."""
    return tag("p", figure.empty, " ", way_on(choices, plan, t), class_="im-empty")


def drawing(spec: dict[str, Any]) -> Html:
    """Return the place of a chart, with its specification in it (scripts/charts.js).

    Angle brackets are written as JSON may write them: Streamlit's page takes away an attribute in
    which a comment or a title could end.
    """
    written = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    safe = written.replace("<", "\\u003c").replace(">", "\\u003e")
    return tag("div", class_="im-chart", data_chart=safe)


def foot(figure: Figure, choices: Choices, t: Translate, *, with_table: bool = True) -> Html:
    """Return the row of actions and the source."""
    actions = [
        _opening_late(t("Table"), table(figure.table, t, caption=figure.title))
        if with_table
        else Html(),
        _opening_late(
            t("Explain this number"), _explained(figure, choices, t, with_table=with_table)
        )
        if figure.explanation
        else Html(),
        _opening(t("Download"), _files(figure, t)),
        tag("a", t("Link"), href=f"?{address.of(choices)}#{figure.name}", class_="im-link"),
    ]
    return tag(
        "footer",
        tag("div", *actions, class_="im-acts"),
        tag("p", *_source(figure.source), class_="im-src"),
        class_="im-foot",
    )


def _source(line: str) -> tuple[Html, ...]:
    """Return the source line; framework and figure id, read by machines, keep together.

    The dot between is the style sheet's, for it stands within a line alone.
    """
    told, version, figure = line.rsplit(BETWEEN, 2)
    return tag("span", told), Html(" "), tag("span", version + BETWEEN + figure, class_="im-id")


def _opening(title: str, inside: Html) -> Html:
    return tag("details", tag("summary", title), tag("div", inside, class_="im-open"))


def _opening_late(title: str, inside: Html) -> Html:
    """Return what becomes elements only when it is opened (scripts/opened.js)."""
    place = tag("div", class_="im-open", data_inside=inside)
    return tag("details", tag("summary", title), place)


def _files(figure: Figure, t: Translate) -> Html:
    return tag(
        "p",
        join(
            (
                *(
                    tag("a", t(title), href=f"/figures/{quote(figure.id)}.{kind}", download=True)
                    for kind, title in FILES
                ),
                tag(
                    "a",
                    t("Sizes, palettes and languages of print"),
                    href=f"/figures?figure={quote(figure.id)}",
                ),
            ),
            between=" ",
        ),
        class_="im-files",
    )


def _explained(figure: Figure, choices: Choices, t: Translate, *, with_table: bool) -> Html:
    """Return how a figure is made; rows that stand on the page already are not listed again."""
    explanation = figure.explanation
    if explanation is None:
        return Html()
    listed = links.of_entries(figure, choices)
    return join(
        (
            tag("p", explanation.formula),
            tag("p", explanation.definition, class_="im-sub") if explanation.definition else Html(),
            tag("p", tag("a", t("The activities that are counted"), href=listed, target="_self"))
            if listed
            else Html(),
            table(
                figure.behind,
                t,
                caption=t("Rows behind it"),
                links={"indicator": lambda code: links.of_indicator(code, choices)},
            )
            if len(figure.behind.frame) and (with_table or explanation.rows)
            else Html(),
        )
    )
