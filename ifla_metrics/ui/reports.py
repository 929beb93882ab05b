"""Reports: the template that a reader assembles, saved templates, and the files made from them.

Worker processes limit time and memory. Leaving the page stops the report in progress.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from ifla_metrics.access import Right, allowed
from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError, NotReady, n_
from ifla_metrics.exports import MEDIA_TYPES, report, report_content, templates
from ifla_metrics.exports.document import Document, OutputFormat
from ifla_metrics.exports.templates import KINDS, MAX_TEXT_LENGTH, Block, Template
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.reading import Reading
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.write import editions
from ifla_metrics.text import clean_line
from ifla_metrics.ui import errors, lists, page_data, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

DEFAULT_TEMPLATE = next(iter(templates.TITLES))
SELECTED = "report_selected"
"""Session key of the name of the selected template."""
INITIAL = "report_initial"
"""Session key of the template that the grid was created with; its edits are relative to that."""
STEP = 10
"""Between the numbers of blocks, so that a block can be inserted between two."""
PREVIEW = "pages"
PAGE_PX = 400
"""Width of a page in the preview; three fit side by side."""
FORMATS: dict[OutputFormat, str] = {
    "pages": n_("Preview"),
    "pdf": n_("PDF"),
    "docx": n_("Word"),
    "pptx": n_("Slides"),
    "html": n_("Web page"),
}
"""Formats of a report, in the order of their buttons."""
OUTPUT = "report_output"
"""Session key of the latest output, as (template, choices, format, content)."""


def current() -> Template | None:
    """Return the report that this reader is assembling, if one is open."""
    template: Template | None = st.session_state.get(_session_key())
    return template


def _session_key() -> str:
    return f"report_of_{st.session_state.get(SELECTED, DEFAULT_TEMPLATE)}"


def choose_template(t: Translate) -> None:
    """Let the reader select a template, shipped or saved; earlier changes to it are still there."""
    saved = saved_templates()
    titles = {name: t(title) for name, title in templates.TITLES.items()}
    titles |= {name: name for name in saved}
    before = st.session_state.get(SELECTED, DEFAULT_TEMPLATE)
    index = list(titles).index(before) if before in titles else 0
    selected = st.selectbox(
        t("Template"), list(titles), index, key="report_template", format_func=titles.__getitem__
    )
    st.session_state[SELECTED] = selected
    if current() is None:
        text = saved.get(selected)
        template = templates.from_json(text) if text else templates.load_shipped(selected)
        st.session_state[_session_key()] = template


# The grid


def show_blocks(choices: Choices, t: Translate) -> Template | None:
    """Show the blocks in an editable grid; return the edited report, or None if it is empty.

    A return to the page or a change of language starts the grid again from the edited report.
    """
    figures = _figure_titles(choices, t)
    key = f"report_grid_{_session_key()}_{hash((t.language, *figures.items()))}"
    if key not in st.session_state:
        st.session_state[INITIAL] = current()
    initial: Template = st.session_state[INITIAL]
    edited = lists.editor(
        _rows(initial, t), t, column_config=_columns(figures, t), num_rows="dynamic", key=key
    )
    blocks = _blocks(edited.astype(object).where(edited.notna(), None), initial, t)
    st.caption(
        t(
            "Blocks are printed in the order of their numbers; use the last row to add one. A "
            "block without a kind, or without figures to show, is not printed."
        )
    )
    if not blocks:
        return None
    st.session_state[_session_key()] = replace(initial, blocks=blocks)
    return current()


def _rows(template: Template, t: Translate) -> pd.DataFrame:
    """Return one row a block; `block` is its index in the template, None in a new row."""
    rows = [
        {
            "number": STEP * (index + 1),
            "kind": block.kind,
            "figures": list(block.figures),
            "text": t(block.text) if block.kind == "heading" and block.text else block.text,
            "block": index,
        }
        for index, block in enumerate(template.blocks)
    ]
    return lists.text_frame(rows)


def _blocks(rows: pd.DataFrame, initial: Template, t: Translate) -> tuple[Block, ...]:
    """Return the blocks of the complete rows, by their numbers.

    An unchanged heading stays a message, so that it is printed in the language of the report.
    """
    initial_blocks, blocks = dict(enumerate(initial.blocks)), []
    for row in rows.sort_values("number", kind="stable").to_dict("records"):
        before = initial_blocks.get(row["block"], Block("text"))
        is_same = row["kind"] == "heading" and before.text and row["text"] == t(before.text)
        try:
            block = replace(
                before,
                kind=row["kind"],
                text=before.text if is_same else row["text"] or "",
                figures=tuple(row["figures"] or ()),
            )
        except ValidationError:
            continue
        blocks.append(block)
    return tuple(blocks)


def _columns(figures: Mapping[str, str], t: Translate) -> dict[str, Any]:
    columns = st.column_config
    return {
        "block": None,
        "number": columns.NumberColumn(t("No."), min_value=1, max_value=9999, step=1, width=60),
        "kind": columns.SelectboxColumn(
            t("Kind"),
            options=list(KINDS),
            format_func=lambda kind: t(KINDS[str(kind)]),
            width=150,
        ),
        "figures": columns.MultiselectColumn(
            t("Figures"),
            options=list(figures),
            format_func=lambda name: figures.get(name, name),
            width=170,
        ),
        "text": columns.TextColumn(
            t("Text"),
            max_chars=MAX_TEXT_LENGTH,
            help=t("Press Shift and Enter for a new line; an empty line starts a new paragraph."),
            width=160,
        ),
    }


def _figure_titles(choices: Choices, t: Translate) -> dict[str, str]:
    """Return the titles of the figures and of the families of figures, by name."""
    specs = registry.specs_for(page_data.framework(choices))
    families = {name: family.title(t) for name, family in registry.row_families().items()}
    return {spec.name: f"{spec.id} {spec.title(t)}" for spec in specs} | families


# Templates that are saved for everybody who signs in


def saved_templates() -> dict[str, str]:
    """Return the texts of the saved templates by name; none if the reader may not read them."""
    if not allowed(actor(), Right.READ_ENTRY):  # A template can contain draft text.
        return {}
    with read_transaction(engine()) as connection:
        return editions.templates(connection)


def offer_to_save(template: Template, t: Translate) -> None:
    """Let the secretariat save the report as a template, or remove a saved one."""
    errors.show_success()
    if not allowed(actor(), Right.SAVE_TEMPLATE):
        return
    selected = st.session_state[SELECTED]
    is_shipped = selected in templates.TITLES
    with st.expander(t("Save this template for everybody who signs in")):
        with st.form("report_save", border=False):
            name = st.text_input(
                t("Name of the template"),
                "" if is_shipped else selected,
                max_chars=100,
                key=f"report_save_name_{selected}",
            )
            if st.form_submit_button(t("Save"), type="primary"):
                done = t("“{name}” is saved.", name=clean_line(name))
                errors.attempt(t, done, _save, template, name)
        if is_shipped or not allowed(actor(), Right.REMOVE_TEMPLATE):
            return
        if st.button(t("Remove “{name}”", name=as_markdown(selected)), key="report_remove"):
            done = t("“{name}” is removed.", name=selected)
            errors.attempt(t, done, editions.remove_template, engine(), selected, actor=actor())


def _save(template: Template, name: str) -> None:
    """Save a template; it replaces the selected one if it has the same name."""
    renamed = templates.rename(template, name)
    replaces = renamed.title == st.session_state[SELECTED]
    text = templates.to_json(renamed)
    editions.save_template(engine(), renamed.title, text, replaces=replaces, actor=actor())
    st.session_state.pop(f"report_of_{renamed.title}", None)  # Next time, open the saved one.


# Files


def build(template: Template, choices: Choices) -> tuple[Document, list[Figure]]:
    """Return the document of a template and its figures, all from one revision of the log.

    Raises:
        UnknownCode: A figure or a choice is unknown.
        NotReady: The log changed meanwhile, or cannot be read.
    """
    revisions: set[int] = set()

    def figure_for(name: str, direction: str) -> tuple[Figure, Reading]:
        figure_choices = replace(choices, direction=direction or choices.direction)
        figure, reading = page_data.figure(name, figure_choices)
        revisions.add(reading.revision)
        return figure, reading

    document, figures = report_content.build(template, figure_for, translate(choices.language))
    if len(revisions) > 1:
        raise NotReady(n_("The log is being updated; please try again."))
    return document, figures


def show_formats(template: Template, choices: Choices, t: Translate) -> None:
    """Show a button for each format, make the report on a click, and offer the latest file."""
    with st.container(horizontal=True, key="report_formats"):
        clicked = [
            name
            for name, title in FORMATS.items()
            if shell.button_after_edits(
                t(title), key=f"report_make_{name}", primary=name == PREVIEW
            )
        ]
    progress_slot = st.empty()
    for output_format in clicked:
        try:
            with progress_slot:
                content = _write(template, choices, output_format, t)
            st.session_state[OUTPUT] = template, choices, output_format, content
        except IflaMetricsError as error:
            errors.show(error, t)
        progress_slot.empty()
    *made_from, latest, content = st.session_state.get(OUTPUT, (None, PREVIEW, None))
    if latest != PREVIEW and made_from == [template, choices]:
        st.download_button(
            t("Download: {title}", title=t(FORMATS[latest])),
            data=content,
            file_name=f"{template.name}.{latest}",
            mime=MEDIA_TYPES[latest],
            key="report_download",
            on_click="ignore",
            icon=":material/download:",
        )


def _write(template: Template, choices: Choices, output_format: OutputFormat, t: Translate) -> Any:
    """Return a report as a file, or the images of its pages, with a progress bar meanwhile."""
    title = t(FORMATS[output_format])
    bar = st.progress(0.0, t("{title}: reading the figures", title=title))

    def show_progress(done: int, total: int) -> None:
        text = t("{title}: drawing figure {n} of {all}", title=title, n=done, all=total)
        if done == total:
            text = t("{title}: laying out the pages", title=title)
        bar.progress(done / (total + 1), text)

    document, figures = build(template, choices)
    language = translate(choices.language)
    return report.write(document, output_format, figures, language, progress=show_progress)


def show_preview(t: Translate) -> None:
    """Show the pages of the latest preview side by side."""
    *_, output_format, pages = st.session_state.get(OUTPUT, (None, None))
    if output_format == PREVIEW:
        st.header(t.plural("{n} page", "{n} pages", len(pages)), anchor=False)
        with st.container(key="report_pages"):
            st.image(pages, width=PAGE_PX)
