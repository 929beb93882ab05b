"""Reports: the template that a reader assembles, templates kept for all, and the files made of it.

The worker processes bound time and memory; a reader who leaves the page ends what is being made.
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
from ifla_metrics.exports import report, report_content, templates
from ifla_metrics.exports.document import MEDIA_TYPES, Document, OutputFormat
from ifla_metrics.exports.templates import KINDS, MAX_TEXT_LENGTH, Block, Template
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.reading import Reading
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.text import clean_line
from ifla_metrics.ui import errors, lists, page_data, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

FIRST = next(iter(templates.TITLES))
CHOSEN = "report_chosen"
"""Session key of the name of the template that was chosen last."""
START = "report_start"
"""Session key of the report that the grid began with: its edits are changes of that."""
STEP = 10
"""Between the numbers of blocks: another one finds a place between two."""
PREVIEW = "pages"
PAGE_PX = 400
"""The width of a page in the preview: three stand side by side."""
FORMATS: dict[OutputFormat, str] = {
    "pages": n_("Preview"),
    "pdf": n_("PDF"),
    "docx": n_("Word"),
    "pptx": n_("Slides"),
    "html": n_("Web page"),
}
"""What can be made of a report, in the order of the buttons."""
MADE = "report_made"
"""Session key of what was made last: of which report and choices, in which format, and the file."""


def current() -> Template | None:
    """Return the report that this reader is assembling, if one is open."""
    found: Template | None = st.session_state.get(_key())
    return found


def _key() -> str:
    """Return the session key of a report that is being assembled: one for each template."""
    return f"report_of_{st.session_state.get(CHOSEN, FIRST)}"


def choose_template(t: Translate) -> None:
    """Let the reader choose a template, shipped or kept for everybody.

    What was changed in a template is there when it is chosen again.
    """
    kept = kept_templates()
    titles = {name: t(title) for name, title in templates.TITLES.items()}
    titles |= {name: name for name in kept}
    before = st.session_state.get(CHOSEN, FIRST)
    first = list(titles).index(before) if before in titles else 0
    chosen = st.selectbox(
        t("Template"), list(titles), first, key="report_named", format_func=titles.__getitem__
    )
    st.session_state[CHOSEN] = chosen
    if current() is None:
        text = kept.get(chosen)
        st.session_state[_key()] = (
            templates.from_toml(text) if text else templates.load_shipped(chosen)
        )


# The grid


def show_blocks(choices: Choices, t: Translate) -> Template | None:
    """Show the blocks as a grid; return the report with the edits in it, None if it is empty.

    Where the page was left, or speaks another language, the grid begins anew with the report.
    """
    figures = _figure_titles(choices, t)
    key = f"report_grid_{_key()}_{hash((t.language, *figures.items()))}"
    if key not in st.session_state:
        st.session_state[START] = current()
    start: Template = st.session_state[START]
    typed = lists.editor(
        _rows(start, t), t, column_config=_columns(figures, t), num_rows="dynamic", key=key
    )
    blocks = _blocks(typed.astype(object).where(typed.notna(), None), start, t)
    st.caption(
        t(
            "Blocks are printed in the order of their numbers; use the last row to add one. A "
            "block without a kind, or without figures to show, is not printed."
        )
    )
    if not blocks:
        return None
    st.session_state[_key()] = replace(start, blocks=blocks)
    return current()


def _rows(template: Template, t: Translate) -> pd.DataFrame:
    """Return one row a block; `block` is its place in the template, None in a row that is new."""
    cells = [
        {
            "number": STEP * (place + 1),
            "kind": block.kind,
            "figures": list(block.figures),
            "text": t(block.text) if block.kind == "heading" and block.text else block.text,
            "block": place,
        }
        for place, block in enumerate(template.blocks)
    ]
    return lists.text_frame(cells)


def _blocks(rows: pd.DataFrame, start: Template, t: Translate) -> tuple[Block, ...]:
    """Return the blocks of the rows that are complete, in the order of their numbers.

    A heading that was not changed stays a message, which is printed in any language.
    """
    known, blocks = dict(enumerate(start.blocks)), []
    for row in rows.sort_values("number", kind="stable").to_dict("records"):
        before = known.get(row["block"], Block("text"))
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
            t("Words"),
            max_chars=MAX_TEXT_LENGTH,
            help=t("Press Shift and Enter for a new line; an empty line starts a new paragraph."),
            width=160,
        ),
    }


def _figure_titles(choices: Choices, t: Translate) -> dict[str, str]:
    """Return what a reader calls each figure, its id and its name, and each family of figures."""
    specs = registry.specs_for(page_data.framework(choices))
    families = {name: t(family.family_label) for name, family in registry.row_families().items()}
    return {one.name: f"{one.id} {one.title(t)}" for one in specs} | families


# Templates that are kept for everybody who signs in


def kept_templates() -> dict[str, str]:
    """Return the texts of the kept templates by name; none to whom they are not open."""
    if not allowed(actor(), Right.READ_ENTRY):  # Drafts may stand in them.
        return {}
    with read_transaction(engine()) as connection:
        return editions.templates(connection)


def offer_to_keep(template: Template, t: Translate) -> None:
    """Let the secretariat keep a report as it is assembled, or remove the kept one."""
    errors.show_success()
    if not allowed(actor(), Right.SAVE_TEMPLATE):
        return
    opened = st.session_state[CHOSEN]
    with st.expander(t("Save this template for everybody who signs in")):
        with st.form("report_kept", border=False):
            name = st.text_input(
                t("Name of the template"),
                "" if opened in templates.TITLES else opened,
                max_chars=100,
                key=f"report_kept_name_{opened}",
            )
            if st.form_submit_button(t("Save"), type="primary"):
                done = t("“{name}” is saved.", name=clean_line(name))
                errors.attempt(t, done, _keep, template, name)
        if opened in templates.TITLES or not allowed(actor(), Right.REMOVE_TEMPLATE):
            return
        if st.button(t("Remove “{name}”", name=as_markdown(opened)), key="report_kept_gone"):
            done = t("“{name}” is removed.", name=opened)
            errors.attempt(t, done, editions.remove_template, engine(), opened, actor=actor())


def _keep(template: Template, name: str) -> None:
    """Keep a report under a name: in place of the kept template that it was opened as, if any."""
    named = templates.rename(template, name)
    replaces = named.title == st.session_state[CHOSEN]
    text = templates.to_toml(named)
    editions.save_template(engine(), named.title, text, replaces=replaces, actor=actor())
    st.session_state.pop(f"report_of_{named.title}", None)  # It is opened as it is kept.


# Files


def read(template: Template, choices: Choices) -> tuple[Document, list[Figure]]:
    """Return the report of a template and its figures, all from one state of the log.

    Raises:
        UnknownCode: A figure or a choice is unknown.
        NotReady: The log does not keep still, or cannot be read.
    """
    revisions: set[int] = set()

    def make(name: str, direction: str) -> tuple[Figure, Reading]:
        chosen = replace(choices, direction=direction or choices.direction)
        figure, reading = page_data.figure(name, chosen)
        revisions.add(reading.revision)
        return figure, reading

    found = report_content.build(template, make, translate(choices.language))
    if len(revisions) > 1:
        raise NotReady(n_("The log is being updated; please try again."))
    return found


def show_formats(template: Template, choices: Choices, t: Translate) -> None:
    """Show what can be made of a report, make what is asked for, and offer what was made last."""
    with st.container(horizontal=True, key="report_ask"):
        asked = [
            wanted
            for wanted, title in FORMATS.items()
            if shell.button_after_edits(
                t(title), key=f"report_make_{wanted}", primary=wanted == PREVIEW
            )
        ]
    place = st.empty()
    for wanted in asked:
        try:
            with place:
                made = _make(template, choices, wanted, t)
            st.session_state[MADE] = template, choices, wanted, made
        except IflaMetricsError as fault:
            errors.show(fault, t)
        place.empty()
    *made_of, wanted, made = st.session_state.get(MADE, (None, PREVIEW, None))
    if wanted != PREVIEW and made_of == [template, choices]:
        st.download_button(
            t("Download: {title}", title=t(FORMATS[wanted])),
            data=made,
            file_name=f"{template.name}.{wanted}",
            mime=MEDIA_TYPES[wanted],
            key="report_take",
            on_click="ignore",
            icon=":material/download:",
        )


def _make(template: Template, choices: Choices, wanted: OutputFormat, t: Translate) -> Any:
    """Return a report as a file, or its pages, and show meanwhile how far it is."""
    title, printed = t(FORMATS[wanted]), translate(choices.language)
    bar = st.progress(0.0, t("{title}: reading the figures", title=title))

    def progress(done: int, of: int) -> None:
        words = t("{title}: drawing figure {n} of {all}", title=title, n=done, all=of)
        if done == of:
            words = t("{title}: laying out the pages", title=title)
        bar.progress(done / (of + 1), words)

    document, figures = read(template, choices)
    return report.write(document, wanted, figures, printed, progress=progress)


def show_pages(t: Translate) -> None:
    """Show the pages of the report as they were made last, beside each other."""
    *_, wanted, pages = st.session_state.get(MADE, (None, None))
    if wanted == PREVIEW:
        st.subheader(t.plural("{n} page", "{n} pages", len(pages)), anchor=False)
        with st.container(key="report_pages"):
            st.image(pages, width=PAGE_PX)
