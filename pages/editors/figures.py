"""Figures: each figure of the catalogue as a file for paper, and an old one again by its id."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exports.figure_files import figure_file
from ifla_metrics.exports.sizes import DEFAULT_SIZE, PALETTES, RESOLUTIONS, SIZES, find_size
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.words import sentences
from ifla_metrics.i18n import translate
from ifla_metrics.ui import errors, navigation, page_data, shell, url_choices

FIGURE = "figure"
"""The parameter of an address that opens a figure by its id."""
FORMATS = ("pdf", "png", "svg", "csv", "json")
PICTURES = ("pdf", "png", "svg")
SIZE_TITLES = {name: size.title for name, size in {**SIZES, "": DEFAULT_SIZE}.items()}
EXAMPLE = "C-01~2010-2015~2011-2012~2012-12~all~full~all~en"


def opened() -> tuple[str, Choices]:
    """Return the figure to begin with: the one of the address's id, else the first.

    The choices of an id count in place of the reader's, as long as the address carries it.
    """
    st.text_input(
        t("Open a figure by its id"),
        max_chars=200,
        placeholder=EXAMPLE,
        help=t("The id is shown under every figure, for example {example}", example=EXAMPLE),
        **navigation.bind_to_url(FIGURE, str),
    )
    if asked := st.query_params.get(FIGURE, "").strip():
        try:
            return url_choices.parse_figure_id(asked, page_data.available_choices())
        except IflaMetricsError as fault:
            errors.show(fault, t)
    return registry.standalone_specs()[0].name, shell.choices()


def pick(name: str, choices: Choices) -> str:
    """Let the reader choose a figure of the strategy, in reading order."""
    specs = registry.specs_for(page_data.framework(choices))
    titles = {one.name: f"{one.id}  {one.title(t)}" for one in specs}
    # Another id in the address is another list, which begins with its figure.
    key = f"figures_name_{st.query_params.get(FIGURE, '')}"
    first = list(titles).index(name) if name in titles else 0
    return str(st.selectbox(t("Figure"), titles, first, key=key, format_func=titles.get))


def options() -> tuple[str, dict[str, Any]]:
    """Let the reader choose how the file is made: its format, and the options of a picture."""
    file_format = st.segmented_control(
        t("File"), FORMATS, default=FORMATS[0], format_func=str.upper, required=True
    )
    size = st.selectbox(t("Size"), list(SIZE_TITLES), format_func=lambda name: t(SIZE_TITLES[name]))
    palette = st.segmented_control(
        t("Colours"),
        list(PALETTES),
        default="colour",
        required=True,
        format_func=lambda name: t(PALETTES[name]),
    )
    dpi = st.segmented_control(
        t("Dots per inch"),
        RESOLUTIONS,
        default=RESOLUTIONS[0],
        required=True,
        disabled=file_format != "png" or size == "social",
    )
    transparent = st.toggle(t("Transparent background"), disabled=file_format not in PICTURES)
    outlined = st.toggle(t("Convert text to outlines"), disabled=file_format not in ("pdf", "svg"))
    switches = {"transparent": int(transparent), "outlined": int(outlined)}
    return file_format, {"size": size, "palette": palette, "dpi": dpi, **switches}


@page_data.cached
def picture(name: str, choices: Choices, size: str, palette: Any, transparent: int) -> bytes:
    """Return a figure as PNG."""
    figure, _reading = page_data.figure(name, choices)
    look = {"size": find_size(size), "palette": palette, "transparent": bool(transparent)}
    return figure_file(figure, "png", translate(choices.language), **look)


def download(figure: Figure, file_format: str, chosen: dict[str, Any]) -> None:
    """Show the link to the file, which makes it, the figure's id, and its words."""
    label = t("Download {file}", file=file_format.upper())
    file = f"/figures/{quote(figure.id)}.{file_format}?{urlencode(chosen)}"
    st.link_button(label, file, type="primary", icon=":material/download:")
    st.caption(t("Id of this figure"))
    st.code(figure.id, language=None, wrap_lines=True)
    with st.expander(t("Caption")):
        st.text(sentences(figure.title, figure.subtitle))
    with st.expander(t("Alternative text")):
        st.text(figure.alt)


shell.require(Right.READ)
t = shell.t()

shell.title(t("Figures"), intro=t("Choose a figure and a format; the preview is the file."))
name, choices = opened()
left, right = st.columns([2, 3], gap="large")
with left:
    name = pick(name, choices)
    language = shell.choose_print_language(t("Language of the figure"), choices.language)
    file_format, chosen = options()
try:
    choices = replace(choices, language=language)
    figure, _reading = page_data.figure(name, choices)
    with left:
        download(figure, file_format, chosen)
    with right:
        if file_format in PICTURES:
            look = {key: chosen[key] for key in ("size", "palette", "transparent")}
            with st.spinner(t("Drawing the figure …")):
                st.image(picture(name, choices, **look), alt=figure.alt, width="stretch")
        else:
            st.caption(t("This format is data and has no preview."))
except IflaMetricsError as fault:
    errors.show(fault, t)
