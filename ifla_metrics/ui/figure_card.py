"""The figure card: the finding, one line of method, a chart or table, its source and one menu.

A finished card is kept by st.cache_data until the log, the choices, the day or what the public may
see changes: a page that is drawn again reads nothing and builds no chart.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urljoin

import pandas as pd
import streamlit as st
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from ifla_metrics.charts import theme
from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.figures import registry, words
from ifla_metrics.figures.figure import Column, Table
from ifla_metrics.figures.provenance import as_of_line
from ifla_metrics.i18n import MISSING, NO_VALUE, Translate, rounded_percentage, translate
from ifla_metrics.reading import Reading
from ifla_metrics.ui import address, lists, navigation, shell, sources
from ifla_metrics.ui.markup import as_markdown, markdown_link, source_link

FILES = (
    ("png", n_("PNG, 300 dpi")),
    ("svg", n_("SVG")),
    ("pdf", n_("PDF")),
    ("csv", n_("Data (CSV)")),
)
LONG_TEXT = 60
"""Characters from which a text stands last in a table, in a wide column."""
CODE_COLUMNS = {"quarter": "span", "element": "node"}
"""The column of a table with the codes of a kind, where it has another name."""


@dataclass(frozen=True)
class Card:
    """A figure as it is sent: words, and the specification of its chart."""

    name: str
    id: str
    page: str
    label: str
    """What it is about, whatever it found: the name of its menu."""
    title: str
    method: str
    marks: str
    """How its chart is read."""
    source: str
    alt: str
    empty: str
    as_of_line: str
    click: str
    """What a click on a mark or a row opens, if anything."""
    spec: dict[str, Any] | None


@sources.cached
def card(name: str, choices: Choices, **view: str) -> Card:
    """Return a finished figure; `view` is how a page shows it, beside the choices."""
    figure, reading = sources.figure(name, choices)
    t = translate(choices.language)
    declared, title = registry.find_spec(name), figure.title
    chart = None if figure.empty else figure.chart
    if declared.screen_title is not None:
        title = declared.screen_title(figure, reading, t, **view)
    if declared.screen_chart is not None and not figure.empty:
        chart = declared.screen_chart(figure, reading, t, **view)
    spec = None if chart is None else theme.in_mode(theme.as_dictionary(chart), "screen")
    if spec is not None:
        spec = {"padding": spec["config"]["padding"], **spec}  # Streamlit would add room below.
        # As Streamlit sends them, so that no rerun converts them.
        spec["datasets"] = {
            name: convert_anything_to_arrow_bytes(rows) for name, rows in spec["datasets"].items()
        }
    return Card(
        name=name,
        id=figure.id,
        page=declared.page,
        label=declared.title(t),
        title=title.removesuffix("."),
        method=figure.method,
        marks=figure.marks,
        source=figure.short_source,
        alt=figure.alt,
        empty=figure.empty or (t("No indicator matches.") if view and chart is None else ""),
        as_of_line=as_of_line(reading, t),
        click=declared.click,
        spec=spec,
    )


def status_ink(status: str) -> str:
    """Return the colour of a status as the style sheet knows it."""
    return str(theme.in_mode(theme.status_ink(status), "screen"))


@sources.cached
def table(name: str, choices: Choices) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the table of a figure as st.dataframe takes it, and its columns."""
    figure, reading = sources.figure(name, choices)
    return shown(figure.table, reading, translate(choices.language)), figure.table.columns


def shown(found: Table, reading: Reading, t: Translate) -> pd.DataFrame:
    """Return a table's frame with one type in each column; statuses are words, sources titles.

    Codes that no reader sees stay in it: a row is opened by them.
    """
    frame = found.frame.copy()
    for column in found.data_columns:
        values = frame[column.key]
        if column.kind in ("number", "percent", "year"):
            frame[column.key] = pd.to_numeric(values, errors="coerce")
            if column.kind == "percent":  # The number that the chart says, not another one.
                frame[column.key] = (
                    frame[column.key].map(rounded_percentage, na_action="ignore") / 100
                )
        elif column.kind == "date":
            frame[column.key] = pd.to_datetime(values, errors="coerce")
        else:
            frame[column.key] = [words.cell(v, column.kind, t) for v in values]
        if column.key in ("cited", "source"):
            frame[column.key] = [_titles(cell, reading, t) for cell in frame[column.key]]
    return frame


def _titles(cell: str, reading: Reading, t: Translate) -> str:
    """Return the titles of the sources that a cell names by their codes."""
    codes = words.sources_in([cell.replace(t(", "), "|")])
    known = reading.lists["sources"]
    return t("; ").join(known[code].title if code in known else code for code in codes)


@sources.cached
def codes(name: str, kind: str, choices: Choices) -> dict[str, str]:
    """Return the names of what a figure's rows stand for, by code."""
    figure, _reading = sources.figure(name, choices)
    frame = figure.table.frame
    first = next(column.key for column in figure.table.columns if column.kind != "code")
    pairs = zip(frame[CODE_COLUMNS.get(kind, kind)].astype(str), frame[first], strict=True)
    return dict(sorted(pairs, key=lambda pair: str(pair[1])))


def head(made: Card, *, lede: str = "") -> None:
    """Open a board page: its day, the link to it as PDF, and the finding of its first figure.

    The link is no button of Streamlit's, so that no thread that runs pages waits for the file.
    """
    t, query = shell.t(), urlencode(shell.choices().query())
    pdf = markdown_link(t("A4 PDF"), f"/board/{made.page}.pdf?{query}")
    st.caption(f"{as_markdown(made.as_of_line)} {pdf}")
    shell.title(made.title, lede=lede)


def show(
    name: str,
    *,
    heading: str | None = None,
    method: str | None = None,
    height: int = 0,
    **view: str,
) -> None:
    """Show a figure; an empty one as one line.

    Args:
        name: Of the figure.
        heading: In place of its title; "" where the page's title says it.
        method: In place of its line of method.
        height: Of its chart in pixels, where it has less room than elsewhere.
        **view: How this page shows it, beside the choices.
    """
    made = card(name, shell.choices(), **view)
    if made.empty:
        if heading != "" or made.empty.removesuffix(".") != made.title:
            st.caption(as_markdown(made.empty))
        return
    heading = made.title if heading is None else heading
    method = made.method if method is None else method
    with st.container(key=f"figure_{name}", gap=None):
        if heading:
            st.header(as_markdown(heading), anchor=name)
        if method:
            st.caption(as_markdown(method))
        if made.spec is None:
            rows(made)
        else:
            chart(made, height=height)
        foot(made)


def chart(made: Card, *, key: str = "", height: int = 0, **picked: str) -> None:
    """Show the chart of a card.

    After a click the key changes: the same mark can be clicked again, and no later run repeats the
    click. A map keeps its key, because it takes long to draw.

    Args:
        made: The card.
        key: Sets charts of one figure on one page apart.
        height: In place of its own, in pixels.
        **picked: Codes that go with every mark.
    """
    name = f"chart_{made.name}{key}"
    place = lists.until_picked(name)

    def clicked() -> None:
        chart = st.session_state.get(place)  # Gone when another page is asked for at once.
        found = chart.selection.get("pick") if chart else None
        if found:
            if made.click != "country":
                lists.picked(name)
            navigation.follow(made.click, {**picked, **found[0]})

    options: dict[str, Any] = {}
    if made.click and navigation.may_open(made.click):
        options = {"on_select": clicked, "selection_mode": ["pick"]}
    spec = {**made.spec, "height": height} if height and made.spec else made.spec
    st.vega_lite_chart(spec=spec, theme=None, width="stretch", key=place, alt=made.alt, **options)


def rows(made: Card) -> None:
    """Show the table of a card; a row that is selected opens what it stands for."""
    frame, columns = table(made.name, shell.choices())
    name = f"rows_{made.name}"
    place = lists.until_picked(name)

    def selected() -> None:
        rows = st.session_state.get(place)
        chosen = rows.selection.rows if rows else []
        if chosen:
            lists.picked(name)
            picked = {str(k): v for k, v in frame.iloc[chosen[0]].to_dict().items()}
            navigation.follow(made.click, {made.click: picked.get("code"), **picked})

    options: dict[str, Any] = {}
    if made.click and navigation.may_open(made.click):
        options = {"key": place, "on_select": selected, "selection_mode": "single-row"}
    dataframe(frame, columns, title=made.title, **options)


def dataframe(
    frame: pd.DataFrame, columns: tuple[Column, ...], *, title: str, **options: Any
) -> None:
    """Show a table that can be sorted and searched: codes and long texts last."""
    t = shell.t()
    texts = [column.key for column in columns if column.kind == "text"]
    long = [key for key in texts if frame[key].astype(str).str.len().max() > LONG_TEXT]
    in_order = sorted(
        columns,
        key=lambda column: (column.key in long and column.key != texts[0], column.kind == "code"),
    )
    if frame[[column.key for column in columns]].isna().any(axis=None):
        st.caption(t(NO_VALUE))
    shown = {column.key: _column(column, column.key in long, t) for column in in_order}
    lists.dataframe(frame, shown, title=title, placeholder=MISSING, **options)


def _column(column: Column, is_long: bool, t: Translate) -> Any:
    config = st.column_config
    match column.kind:
        case "number":
            return config.NumberColumn(column.title, format="localized")
        case "percent":
            return config.NumberColumn(column.title, format="percent")
        case "year":
            return config.NumberColumn(column.title, format="%d")
        case "date":
            return config.DateColumn(column.title, format=t.day_format)
    return config.TextColumn(column.title, width="large" if is_long else None)


def foot(made: Card, *, words: str | None = None) -> None:
    """Show the source, or other words, and the menu of all that can be asked of the figure."""
    t = shell.t()
    with st.container(horizontal=True, key=f"foot_{made.name}", vertical_alignment="center"):
        st.caption(as_markdown(made.source if words is None else words))
        # The style sheet shows "⋯"; the words are what a screen reader says.
        action = st.menu_button(
            as_markdown(t("Menu: {title}", title=made.label)),
            list(ACTIONS),
            format_func=lambda code: t(ACTIONS[code][0]),
            type="tertiary",
            key=f"menu_{made.name}",
        )
    if action:
        answer(action, made)


def answer(action: str, made: Card) -> None:
    """Open the dialog of one of ACTIONS."""
    t, (name, show_answer) = shell.t(), ACTIONS[action]
    title = t("{subject}: {told}", subject=t(name), told=made.title)
    st.dialog(as_markdown(title), width="large")(show_answer)(made)


def _show_table(made: Card) -> None:
    dataframe(*table(made.name, shell.choices()), title=made.title)


def _show_explanation(made: Card) -> None:
    t = shell.t()
    figure, reading = sources.figure(made.name, shell.choices())
    st.markdown(as_markdown(figure.formula))
    if figure.definition and not figure.cited:
        st.caption(as_markdown(figure.definition))
    navigation.link_to_counted(figure)
    known = reading.lists["sources"]
    cited = [known[code] for code in figure.cited if code in known]
    if cited:
        with st.expander(t.plural("{n} source", "{n} sources", len(cited))):
            st.markdown("\n".join(f"- {source_link(one.title, one.address)}" for one in cited))
    if figure.behind is not None and len(figure.behind.frame):
        with st.expander(t("Rows behind it")):
            frame = shown(figure.behind, reading, t)
            dataframe(frame, figure.behind.columns, title=t("Rows behind it"))


def _show_files(made: Card) -> None:
    t = shell.t()
    links = [markdown_link(t(title), f"/figures/{made.id}.{kind}") for kind, title in FILES]
    more = t("Sizes, palettes and languages of print")
    links.append(markdown_link(more, f"/figures?figure={quote(made.id)}"))
    st.markdown("  \n".join(links))


def _show_link(made: Card) -> None:
    extra = {k: v for k, v in st.query_params.to_dict().items() if k not in address.KEYS}
    place = f"/{made.page}?{urlencode(navigation.query(shell.choices(), **extra))}#{made.name}"
    st.code(urljoin(st.context.url or "", place), language=None, wrap_lines=True)


def _show_source(made: Card) -> None:
    figure, _reading = sources.figure(made.name, shell.choices())
    st.markdown(as_markdown(figure.subtitle))
    st.markdown("\n".join(f"- {as_markdown(part)}" for part in figure.source.split(" · ")))


ACTIONS = {
    "table": (n_("Table"), _show_table),
    "explain": (n_("Explain"), _show_explanation),
    "download": (n_("Download"), _show_files),
    "link": (n_("Link"), _show_link),
    "source": (n_("Source and method"), _show_source),
}
"""What the menu of a figure offers, and what shows it in a dialog."""
