"""The page "Figures": choose a figure and how it leaves, see exactly that, take it along.

The preview and the file come from the route of figure files, so that a page run draws nothing and
what is seen is what is downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import streamlit as st

from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.exports.sizes import PALETTES, RESOLUTIONS, SIZES, size_of
from ifla_metrics.i18n import FIGURE_LANGUAGES
from ifla_metrics.ui import errors, sources
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.sources import load

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

FIGURE, PICKED, TYPED = "figure", "figures_name", "figures_id"
"""The parameter of an address that opens a figure by its id; session keys of the widgets."""
FORMATS = ("pdf", "png", "svg", "csv", "json")
PICTURES = frozenset({"pdf", "png", "svg"})
LANGUAGE_NAMES = {"en": n_("English"), "fr": n_("French"), "ar": n_("Arabic")}
EXAMPLE = "C-01~2010-2015~2011-2012~2012-12~all~full~all~en"


@dataclass(frozen=True)
class Made:
    """How a file is made: what stands in its address after the id."""

    format: str
    size: str
    dpi: int
    palette: str
    transparent: bool
    outlined: bool

    def address(self, figure_id: str, *, as_format: str = "") -> str:
        """Return where the file is; a preview asks for the same as a PNG."""
        ending = as_format or self.format
        asked = {
            "size": self.size,
            "dpi": "" if self.dpi == RESOLUTIONS[0] else str(self.dpi),
            "palette": "" if self.palette == "colour" else self.palette,
            "transparent": "1" if self.transparent else "",
            "outlined": "1" if self.outlined and not as_format else "",
        }
        query = urlencode({k: v for k, v in asked.items() if v}) if ending in PICTURES else ""
        return f"/figures/{quote(figure_id)}.{ending}" + (f"?{query}" if query else "")


def draw(choices: Choices, t: Translate) -> None:
    """Show the whole page."""
    st.html(
        tag("h1", t("Figures"))
        + tag(
            "p", t("Choose a figure and how it leaves; what you see is the file."), class_="im-lede"
        )
    )
    name, chosen = _opened(choices, t)
    left, right = st.columns([2, 3], gap="large")
    with left:
        name = _pick(name, chosen, t)
        language = st.segmented_control(
            t("Language of the figure"),
            FIGURE_LANGUAGES,
            default=chosen.language,
            required=True,
            format_func=lambda code: t(LANGUAGE_NAMES[code]),
        )
        made = _made(t)
    chosen = replace(chosen, language=language)
    try:
        figure, _reading = sources.figure(name, chosen)
    except IflaMetricsError as fault:
        errors.show(fault, t)
        return
    with right:
        _preview(figure, made, t)
    with left:
        _take(figure, made, t)


def _opened(choices: Choices, t: Translate) -> tuple[str, Choices]:
    """Return the figure to begin with: the one of the address's id, else the first.

    The choices of an id count in place of the reader's, as long as the address carries it.
    """
    typed = st.text_input(
        t("Open a figure by its id"),
        key=TYPED,
        max_chars=200,
        placeholder=EXAMPLE,
        help=t("The id stands under every figure, such as {example}", example=EXAMPLE),
    ).strip()
    if typed and typed != st.query_params.get(FIGURE, ""):
        st.query_params[FIGURE] = typed
        st.session_state.pop(PICKED, None)
    asked = st.query_params.get(FIGURE, "")
    if not asked:
        return _first(), choices
    try:
        return reopened(asked)
    except IflaMetricsError as fault:
        errors.show(fault, t)
        return _first(), choices


def _first() -> str:
    load()
    from ifla_metrics.figures import registry

    return registry.figures()[0].name


def reopened(figure_id: str) -> tuple[str, Choices]:
    """Return the figure's name and the choices of an id, every one checked.

    Raises:
        WrongIdentity: It is not the id of a figure.
        UnknownCode: A choice in it does not exist.
    """
    from ifla_metrics.errors import UnknownCode
    from ifla_metrics.figures import registry
    from ifla_metrics.ui import address

    name, asked = registry.reopened(figure_id)
    if asked.language not in FIGURE_LANGUAGES:
        raise UnknownCode("language", asked.language, FIGURE_LANGUAGES)
    query = {k: v for k, v in asked.query().items() if k != "language"}
    chosen, faults = address.checked(query, sources.plan())
    if faults:
        raise faults[0]
    return name, replace(chosen, language=asked.language)


def _pick(name: str, chosen: Choices, t: Translate) -> str:
    """Let the reader choose a figure of the strategy, in reading order."""
    from ifla_metrics.figures import registry

    named = {one.name: one for one in registry.kinds(sources.framework(chosen))}
    names = [*named]
    if st.session_state.get(PICKED) not in names:
        st.session_state[PICKED] = name if name in names else names[0]
    picked: str = st.selectbox(
        t("Figure"),
        names,
        key=PICKED,
        format_func=lambda code: f"{named[code].id}  {named[code].title(t)}",
    )
    return picked


def _made(t: Translate) -> Made:
    """Let the reader choose how the file is made."""
    ending = st.segmented_control(
        t("File"), FORMATS, default=FORMATS[0], format_func=str.upper, required=True
    )
    size = st.selectbox(
        t("Size"),
        [*SIZES, ""],
        format_func=lambda name: t(size_of(name).title),
    )
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
        disabled=ending != "png" or size == "social",
    )
    with st.container(horizontal=True):
        transparent = st.toggle(t("Transparent ground"), disabled=ending not in PICTURES)
        outlined = st.toggle(t("Letters as shapes"), disabled=ending not in {"pdf", "svg"})
    return Made(
        ending,
        size or "",
        dpi,
        palette,
        bool(transparent),
        bool(outlined),
    )


def _preview(figure: Figure, made: Made, t: Translate) -> None:
    if made.format not in PICTURES:
        st.html(tag("p", t("No preview is drawn for this format: it is data."), class_="im-empty"))
        return
    st.html(
        tag(
            "figure",
            ""
            if made.transparent
            else tag("span", t("The file is being drawn."), class_="im-wait", aria_hidden="true"),
            tag(
                "img",
                src=made.address(figure.id, as_format="png"),
                alt=figure.alt,
                class_="im-sheet",
            ),
            class_="im-print",
        )
    )


def _take(figure: Figure, made: Made, t: Translate) -> None:
    from ifla_metrics.figures.words import sentences

    st.html(
        tag(
            "p",
            tag(
                "a",
                t("Download {file}", file=made.format.upper()),
                href=made.address(figure.id),
                download=True,
                class_="im-take",
            ),
        )
    )
    st.caption(t("Id of this figure"))
    st.code(figure.id, language=None, wrap_lines=True)
    st.caption(t("Link that opens it"))
    st.code(f"/figures?{urlencode({FIGURE: figure.id})}", language=None, wrap_lines=True)
    with st.expander(t("Caption")):
        st.text(sentences(figure.title, figure.subtitle))
    with st.expander(t("Alternative text")):
        st.text(figure.alt)
