"""The figure card: title, one line of method, chart or table, source, and a menu.

Finished cards are cached, so showing a page again reads nothing and builds no chart.
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
from ifla_metrics.text import unbroken
from ifla_metrics.ui import lists, navigation, page_data, shell, url_choices
from ifla_metrics.ui.markup import as_markdown, markdown_link, source_link

FILES = (
    ("png", n_("PNG, 300 dpi")),
    ("svg", n_("SVG")),
    ("pdf", n_("PDF")),
    ("csv", n_("Data (CSV)")),
)
NUMBER_FORMATS = {"number": "localized", "percent": "percent", "year": "%d"}
"""Formats of the columns with numbers, by kind."""
CODE_COLUMNS = {"quarter": "span", "element": "node", "direction": "node", "indicator": "code"}
"""The table column that holds the codes of a kind, where it has another name."""


@dataclass(frozen=True)
class Card:
    """A figure as it is sent to the browser: its texts and its chart specification."""

    name: str
    id: str
    page: str
    label: str
    """What the figure is about, regardless of its finding; its menu is named after it."""
    title: str
    method: str
    legend: str
    """How to read the chart."""
    source: str
    alt: str
    empty: str
    as_of_line: str
    click: str
    """What clicking a mark or selecting a row opens, or ""."""
    spec: dict[str, Any] | None


@page_data.cached
def build(name: str, choices: Choices, **view: str) -> Card:
    """Return the card of a figure; `view` holds the page's own options, such as the grouping."""
    figure, reading = page_data.figure(name, choices, **view)
    t, declared = translate(choices.language), registry.find_spec(name)
    drawn = theme.as_dictionary(figure.chart) if figure.chart else None
    spec = theme.in_mode(drawn, "screen")
    if spec is not None:
        spec = {"padding": spec["config"]["padding"], **spec}  # Else Streamlit adds room below.
        # Convert the data to Arrow here, or Streamlit would do it on every rerun.
        spec["datasets"] = {
            name: convert_anything_to_arrow_bytes(rows) for name, rows in spec["datasets"].items()
        }
    return Card(
        name=name,
        id=figure.id,
        page=declared.page,
        label=registry.default_title(declared, reading, t),
        title=unbroken(figure.title.removesuffix(".")),
        method=unbroken(figure.method),
        legend=figure.legend,
        source=unbroken(figure.short_source),
        alt=figure.alt,
        empty=unbroken(figure.empty or ""),
        as_of_line=unbroken(as_of_line(reading, t)),
        click=declared.click,
        spec=spec,
    )


def status_colour(status: str) -> str:
    """Return the CSS colour of a status."""
    return str(theme.in_mode(theme.status_ink(status), "screen"))


@page_data.cached
def display_table(name: str, choices: Choices) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the table of a figure as st.dataframe takes it, and its columns."""
    figure, reading = page_data.figure(name, choices)
    t = translate(choices.language)
    return display_frame(figure.table, reading, t), figure.table.columns


def display_frame(table: Table, reading: Reading, t: Translate) -> pd.DataFrame:
    """Return a table's frame with one type per column, statuses as labels and sources as titles.

    Hidden code columns stay in it: a selected row is opened by them.
    """
    frame = table.frame.copy()
    for column in table.data_columns:
        values = frame[column.key]
        if column.kind in NUMBER_FORMATS:
            numbers = pd.to_numeric(values, errors="coerce")
            if column.kind == "percent":  # Round as the chart does.
                numbers = numbers.map(rounded_percentage, na_action="ignore") / 100
            elif column.kind == "number":
                numbers = numbers.round(2)
            frame[column.key] = numbers
        elif column.kind == "date":
            frame[column.key] = pd.to_datetime(values, errors="coerce")
        else:
            frame[column.key] = [words.cell(value, column.kind, t) for value in values]
        if column.key in ("cited", "source"):
            frame[column.key] = [_source_titles(cell, reading, t) for cell in frame[column.key]]
    return frame


def _source_titles(cell: str, reading: Reading, t: Translate) -> str:
    """Return the titles of the sources whose codes are in a cell."""
    codes = words.source_codes([cell.replace(t(", "), "|")])
    sources = reading.lists["sources"]
    return t("; ").join(sources[code].title if code in sources else code for code in codes)


@page_data.cached
def names_by_code(name: str, kind: str, choices: Choices) -> dict[str, str]:
    """Return the names in a figure's rows by their code of this kind, sorted by name."""
    figure, _reading = page_data.figure(name, choices)
    frame = figure.table.frame
    title = next(column.key for column in figure.table.columns if column.kind != "code")
    key = next(key for key in (CODE_COLUMNS.get(kind), kind) if key in frame)
    codes = frame[key].astype(str)
    pairs = zip(codes, frame[title], strict=True)
    return dict(sorted(pairs, key=lambda pair: str(pair[1])))


def page_header(card: Card, *, intro: str = "", pdf_title: str = "", element: str = "") -> None:
    """Show the top of a board page: its date, a link to its PDF, and the title of its main figure.

    A plain link, because Streamlit's download button would block a script thread.
    """
    t, query = shell.t(), urlencode(navigation.link_query(shell.choices(), element=element))
    pdf = markdown_link(pdf_title or t("A4 PDF"), f"/board/{card.page}.pdf?{query}")
    st.caption(f"{as_markdown(card.as_of_line)} {pdf}")
    shell.title(card.title, intro=intro)


def show(
    name: str,
    *,
    heading: str | None = None,
    method: str | None = None,
    height: int = 0,
    **view: str,
) -> None:
    """Show a figure, or one line if it is empty.

    Args:
        name: The name of the figure.
        heading: Replaces the figure's title; "" if the page's title already says it.
        method: Replaces its line of method.
        height: Replaces the height of its chart, in pixels.
        **view: The page's own options.
    """
    card = build(name, shell.choices(), **view)
    with st.container(key=f"figure_{name}", gap=None):
        if card.empty:
            if heading != "" or card.empty.removesuffix(".") != card.title:
                st.caption(as_markdown(card.empty))
            return
        heading = card.title if heading is None else heading
        method = card.method if method is None else method
        if heading:
            st.header(as_markdown(heading), anchor=name)
        if method:
            st.caption(as_markdown(method))
        if card.spec is None:
            show_table(card)
        else:
            show_chart(card, height=height)
        footer(card)


def show_chart(card: Card, *, key: str = "", height: int = 0, **codes: str) -> None:
    """Show the chart of a card.

    A click changes the widget's key, so that the same mark can be clicked again and no later run
    repeats the click. Maps keep their key, because they are slow to draw.

    Args:
        card: The card.
        key: Tells charts of the same figure on one page apart.
        height: Replaces the chart's height, in pixels.
        **codes: Codes that every mark has.
    """
    name = f"chart_{card.name}{key}"
    widget_key = lists.selection_key(name)

    def on_select() -> None:
        event = st.session_state.get(widget_key)  # None if the reader has left the page meanwhile.
        marks = event.selection.get("pick") if event else None
        if marks:
            if card.click != "country":
                lists.clear_selection(name)
            navigation.follow(card.click, {**codes, **marks[0]}, page=card.page)

    options: dict[str, Any] = {}
    if card.click and navigation.can_follow(card.click):
        options = {"on_select": on_select, "selection_mode": ["pick"]}
    spec = {**card.spec, "height": height} if height and card.spec else card.spec
    st.vega_lite_chart(
        spec=spec, theme=None, width="stretch", key=widget_key, alt=card.alt, **options
    )


def show_table(card: Card, *, key: str = "") -> None:
    """Show the table of a card; selecting a row opens what it stands for.

    `key` tells tables of the same figure apart.
    """
    frame, columns = display_table(card.name, shell.choices())
    if not card.click or not navigation.can_follow(card.click):
        show_frame(frame, columns, title=card.title)
        return
    config = _column_configs(frame, columns)
    position = lists.selected_row(
        f"rows_{card.name}{key}", frame, config, title=card.title, placeholder=MISSING
    )
    if position is not None:
        shown = {column.key for column in columns if column.kind != "code"}
        codes = {str(key): frame[key].iloc[position] for key in frame if key not in shown}
        renamed = {kind: codes[key] for kind, key in CODE_COLUMNS.items() if key in codes}
        if "row" in codes:  # The code of a direction or an element.
            directions = page_data.framework(shell.choices()).directions
            is_direction = codes["row"] in [node.code for node in directions]
            renamed["direction" if is_direction else "element"] = codes["row"]
        navigation.follow(card.click, {**renamed, **codes}, page=card.page)
        st.rerun()


def show_frame(frame: pd.DataFrame, columns: tuple[Column, ...], *, title: str) -> None:
    """Show a table to sort and search."""
    config = _column_configs(frame, columns)
    lists.table(frame, config, title=title, placeholder=MISSING)


def show_details(table: Table, reading: Reading, *, title: str) -> None:
    """Show the table behind a figure in an expander, unless it is empty."""
    if len(table.frame):
        with st.expander(title):
            show_frame(display_frame(table, reading, shell.t()), table.columns, title=title)


def _column_configs(frame: pd.DataFrame, columns: tuple[Column, ...]) -> dict[str, Any]:
    """Return the configuration of each column, in order of the screen.

    A phone shows two columns, so a status comes before codes. If a cell is empty, say what that
    means.
    """
    if frame[[column.key for column in columns]].isna().any(axis=None):
        st.caption(shell.t()(NO_VALUE))
    has_status = any(column.kind == "status" for column in columns)
    ordered = sorted(columns, key=lambda column: has_status and column.kind == "code")
    return {column.key: _column_config(column) for column in ordered}


def _column_config(column: Column) -> Any:
    if column.kind == "date":
        return st.column_config.DateColumn(column.title, format=shell.t().day_format)
    if column.kind in NUMBER_FORMATS:
        return st.column_config.NumberColumn(column.title, format=NUMBER_FORMATS[column.kind])
    return column.title


def footer(card: Card, *, text: str | None = None) -> None:
    """Show the source of a figure, or another text, and the menu of the figure."""
    t = shell.t()
    with st.container(horizontal=True, key=f"foot_{card.name}", vertical_alignment="center"):
        st.caption(as_markdown(card.source if text is None else text))
        # The style sheet shows "⋯"; screen readers read this label.
        action = st.menu_button(
            t("Menu: {title}", title=card.label),
            list(ACTIONS),
            format_func=lambda code: t(ACTIONS[code][0]),
            type="tertiary",
            key=f"menu_{card.name}",
        )
    if action:
        open_dialog(action, card)


def open_dialog(action: str, card: Card) -> None:
    """Open the dialog of one of ACTIONS."""
    t, (name, show_content) = shell.t(), ACTIONS[action]
    title = t("{label}: {value}", label=t(name), value=card.label)
    st.dialog(as_markdown(title), width="large")(show_content)(card)


def _show_data(card: Card) -> None:
    show_table(card, key="_dialog")


def _show_explanation(card: Card) -> None:
    t = shell.t()
    figure, reading = page_data.figure(card.name, shell.choices())
    st.markdown(as_markdown(figure.formula))
    if figure.definition and not figure.source_codes:
        st.caption(as_markdown(figure.definition))
    navigation.link_to_entries(figure)
    sources = reading.lists["sources"]
    cited = [sources[code] for code in figure.source_codes if code in sources]
    if cited:
        with st.expander(t.plural("{n} source", "{n} sources", len(cited))):
            st.markdown(
                "\n".join(f"- {source_link(source.title, source.address)}" for source in cited)
            )


def _show_files(card: Card) -> None:
    t = shell.t()
    links = [markdown_link(t(title), f"/figures/{card.id}.{kind}") for kind, title in FILES]
    more = t("Print sizes, palettes and languages")
    links.append(markdown_link(more, f"/figures?figure={quote(card.id)}"))
    st.markdown("  \n".join(links))


def _show_link(card: Card) -> None:
    query = st.query_params.to_dict()
    others = {name: value for name, value in query.items() if name not in url_choices.NAMES}
    url = f"/{card.page}?{urlencode(navigation.link_query(shell.choices(), **others))}#{card.name}"
    st.code(urljoin(st.context.url or "", url), language=None, wrap_lines=True)


def _show_source(card: Card) -> None:
    figure, _reading = page_data.figure(card.name, shell.choices())
    st.markdown(as_markdown(figure.subtitle))
    st.markdown("\n".join(f"- {as_markdown(part)}" for part in figure.source.split(" · ")))


ACTIONS = {
    "table": (n_("Table"), _show_data),
    "explain": (n_("Explain"), _show_explanation),
    "download": (n_("Download"), _show_files),
    "link": (n_("Link"), _show_link),
    "source": (n_("Source and method"), _show_source),
}
"""The menu of a figure: the label of each action, and the function that fills its dialog."""
