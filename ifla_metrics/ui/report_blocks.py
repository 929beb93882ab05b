"""The blocks of a report on the page: ordered by number, left out, their words edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from ifla_metrics.report.book.blocks import BY, KINDS, Block, Kind
from ifla_metrics.report.book.templates import MOST_BLOCKS, Template
from ifla_metrics.ui.markup import Html, tag

if TYPE_CHECKING:
    from ifla_metrics.i18n import Translate

TEMPLATE, STAMP = "report_template", "report_stamp"
"""Session keys: the report as it is being assembled, and a number that moves with each change of
order, so that a widget never shows what belonged to another block."""
NUMBER_PX = 116
"""Width of a block's number with its steps."""
LONGEST = 70
"""Letters of a block that are shown in the list."""
WITH_WORDS: tuple[Kind, ...] = ("heading", "text")
OF_A_FIGURE: tuple[Kind, ...] = ("figure", "table", "data_tables")
TO_ADD: tuple[Kind, ...] = (
    "heading",
    "text",
    "figure",
    "table",
    "key_numbers",
    "stories",
    "milestones",
    "decisions",
    "methods",
    "data_tables",
)


def current() -> Template:
    """Return the report as it is being assembled."""
    found: Template = st.session_state[TEMPLATE]
    return found


def keep(template: Template) -> None:
    """Take a report over, and let every widget begin anew."""
    st.session_state[TEMPLATE] = template
    st.session_state[STAMP] = st.session_state.get(STAMP, 0) + 1


def draw(t: Translate, figures: dict[str, str]) -> None:
    """Show the blocks in order.

    Args:
        figures: What a reader calls each figure, by its name.
    """
    template = current()
    with st.container(key="report_blocks", gap="small"):
        for place, block in enumerate(template.blocks):
            _row(place, block, len(template.blocks), t, figures)
    _add(t, figures)


def _row(place: int, block: Block, count: int, t: Translate, figures: dict[str, str]) -> None:
    stamp = st.session_state[STAMP]
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.number_input(
        t("Number of block {n}", n=place + 1),
        min_value=1,
        max_value=count,
        value=place + 1,
        label_visibility="collapsed",
        key=f"report_place_{stamp}_{place}",
        width=NUMBER_PX,
        on_change=_renumber,
        args=(place,),
    )
    row.checkbox(
        t("Print block {n}", n=place + 1),
        value=not block.left_out,
        label_visibility="collapsed",
        key=f"report_on_{stamp}_{place}",
        on_change=_toggle,
        args=(place,),
    )
    row.html(_said(block, t, figures), width="stretch")
    if block.kind in WITH_WORDS:
        with row.popover(t("Edit"), type="tertiary"):
            st.text_area(
                t("Words of block {n}", n=place + 1),
                value=block.text,
                height="content" if block.kind == "text" else 68,
                key=f"report_words_{stamp}_{place}",
                on_change=_write,
                args=(place,),
            )


def _said(block: Block, t: Translate, figures: dict[str, str]) -> Html:
    """Return what a block is: its kind, then its words or its figures."""
    what = t(block.text) if block.kind == "heading" else block.text
    if block.kind == "each":
        what = t("programme direction") if block.by == BY[1] else t("initiative")
    elif block.figures:
        what = ", ".join(figures.get(name, name) for name in block.figures)
    short = what if len(what) <= LONGEST else what[: LONGEST - 1] + "…"
    strong = "im-block im-block-head" if block.kind == "heading" else "im-block"
    return tag(
        "p",
        tag("b", t(KINDS[block.kind])),
        " " if short else "",
        short,
        class_=strong + (" im-block-out" if block.left_out else ""),
    )


def _add(t: Translate, figures: dict[str, str]) -> None:
    template = current()
    with st.popover(t("Add a block"), disabled=len(template.blocks) >= MOST_BLOCKS):
        kind: Kind = st.selectbox(
            t("Kind"), TO_ADD, format_func=lambda k: t(KINDS[k]), key="report_add_kind"
        )
        name = ""
        if kind in OF_A_FIGURE:
            name = st.selectbox(
                t("Figure"), [*figures], format_func=figures.__getitem__, key="report_add_figure"
            )
        place = st.number_input(
            t("As number"),
            min_value=1,
            max_value=len(template.blocks) + 1,
            value=len(template.blocks) + 1,
            key="report_add_place",
        )
        st.button(
            t("Add"),
            key="report_add",
            on_click=_insert,
            args=(
                Block(
                    kind,
                    text=t(KINDS[kind]) if kind in WITH_WORDS else "",
                    figures=(name,) if name else (),
                ),
                int(place) - 1,
            ),
        )


def _change(place: int, block: Block) -> None:
    template = current()
    if 0 <= place < len(template.blocks):
        blocks = (*template.blocks[:place], block, *template.blocks[place + 1 :])
        st.session_state[TEMPLATE] = replace(template, blocks=blocks)


def _said_in(field: str, place: int) -> Any:
    """Return what a widget of a block says; None when the block or the widget is gone."""
    if TEMPLATE not in st.session_state or not 0 <= place < len(current().blocks):
        return None
    return st.session_state.get(f"report_{field}_{st.session_state[STAMP]}_{place}")


def _toggle(place: int) -> None:
    shown = _said_in("on", place)
    if shown is not None:
        _change(place, replace(current().blocks[place], left_out=not shown))


def _write(place: int) -> None:
    words = _said_in("words", place)
    if words is not None:
        _change(place, replace(current().blocks[place], text=str(words)))


def _renumber(place: int) -> None:
    """Put a block where its number says; those between move up or down by one."""
    number = _said_in("place", place)
    if number is None:
        return
    blocks = [*current().blocks]
    if 1 <= number <= len(blocks):
        blocks.insert(int(number) - 1, blocks.pop(place))
        keep(replace(current(), blocks=tuple(blocks)))


def _insert(block: Block, place: int) -> None:
    if TEMPLATE not in st.session_state:
        return
    blocks = [*current().blocks]
    blocks.insert(max(0, min(place, len(blocks))), block)
    keep(replace(current(), blocks=tuple(blocks)))
