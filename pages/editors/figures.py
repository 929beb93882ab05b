"""Figures: download a figure as a file, and open an earlier one by its id."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exports.figure_files import figure_file
from ifla_metrics.exports.sizes import PALETTES, RESOLUTIONS, SIZES, find_size
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.words import sentences
from ifla_metrics.i18n import translate
from ifla_metrics.ui import errors, navigation, page_data, shell, url_choices

FIGURE = "figure"
"""URL parameter: the id of the figure to open."""
FORMATS = ("pdf", "png", "svg", "csv", "json")
IMAGE_FORMATS = ("pdf", "png", "svg")
EXAMPLE_ID = "C-01~2010-2015~2011-2012~2012-12~all~full~all~en"


def open_figure() -> tuple[str, Choices]:
    """Show a field for a figure's id, and return the name and choices of the figure.

    An id replaces the reader's choices by its own. Without an id, the first figure is open.
    """
    st.text_input(
        t("Open a figure by its id"),
        max_chars=200,
        placeholder=EXAMPLE_ID,
        help=t("The id is shown under every figure, for example {example}", example=EXAMPLE_ID),
        **navigation.bind_to_url(FIGURE, str),
    )
    if figure_id := st.query_params.get(FIGURE, "").strip():
        try:
            return url_choices.parse_figure_id(figure_id, page_data.catalogue())
        except IflaMetricsError as error:
            errors.show(error, t)
    return registry.standalone_specs()[0].name, shell.choices()


def select_figure(name: str, choices: Choices) -> str:
    """Let the reader select a figure of the strategy, and return its name."""
    specs = registry.specs_for(page_data.framework(choices))
    titles = {spec.name: f"{spec.id}  {spec.title(t)}" for spec in specs}
    # Another id in the URL needs a new widget, which starts with the figure of that id.
    key = f"figures_name_{st.query_params.get(FIGURE, '')}"
    index = list(titles).index(name) if name in titles else 0
    return str(st.selectbox(t("Figure"), titles, index, key=key, format_func=titles.__getitem__))


def show_options() -> tuple[str, dict[str, Any]]:
    """Show and return the file format and the image options."""
    file_format = st.segmented_control(
        t("File"), FORMATS, default=FORMATS[0], format_func=str.upper, required=True
    )
    size = st.selectbox(t("Size"), list(SIZES), format_func=lambda name: t(SIZES[name].title))
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
    transparent = st.toggle(t("Transparent background"), disabled=file_format not in IMAGE_FORMATS)
    outlined = st.toggle(t("Convert text to outlines"), disabled=file_format not in ("pdf", "svg"))
    switches = {"transparent": int(transparent), "outlined": int(outlined)}
    return file_format, {"size": size, "palette": palette, "dpi": dpi, **switches}


@page_data.cached
def preview(name: str, choices: Choices, size: str, palette: Any, transparent: int) -> bytes:
    """Return a figure as PNG."""
    figure, _reading = page_data.figure(name, choices)
    options = {"size": find_size(size), "palette": palette, "transparent": bool(transparent)}
    return figure_file(figure, "png", translate(choices.language), **options)


def show_download(figure: Figure, file_format: str, options: dict[str, Any]) -> None:
    """Show the link to the file, the figure's id, its caption and its alternative text."""
    label = t("Download {file}", file=file_format.upper())
    url = f"/figures/{quote(figure.id)}.{file_format}?{urlencode(options)}"
    st.link_button(label, url, type="primary", icon=":material/download:")
    st.space("small")
    st.caption(t("Id of this figure"))
    st.code(figure.id, language=None, wrap_lines=True)
    with st.expander(t("Caption")):
        st.text(sentences(figure.title, figure.subtitle))
    with st.expander(t("Alternative text")):
        st.text(figure.alt)


shell.require(Right.READ)
t = shell.t()

shell.title(t("Figures"), intro=t("Choose a figure and a format; the preview is the file."))
name, choices = open_figure()
left, right = st.columns([2, 3], gap="large")
with left:
    name = select_figure(name, choices)
    language = shell.choose_print_language(t("Language of the figure"), choices.language)
    file_format, options = show_options()
try:
    choices = replace(choices, language=language)
    figure, _reading = page_data.figure(name, choices)
    with left:
        show_download(figure, file_format, options)
    with right:
        if file_format in IMAGE_FORMATS:
            preview_options = {key: options[key] for key in ("size", "palette", "transparent")}
            with st.spinner(t("Drawing the figure …")):
                png = preview(name, choices, **preview_options)
                st.image(png, alt=figure.alt, width="stretch")
        else:
            st.caption(t("This format is data and has no preview."))
except IflaMetricsError as error:
    errors.show(error, t)
