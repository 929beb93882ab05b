"""A report as a reader assembles it: its template, its blocks in a grid, templates kept for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st
from pydantic import ValidationError

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exports import templates
from ifla_metrics.exports.templates import KINDS, MOST_TEXT, Block, Template
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.text import clean_line
from ifla_metrics.ui import errors, lists, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

if TYPE_CHECKING:
    import pandas as pd

    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate

FIRST = next(iter(templates.TITLES))
NAMED = "report_named"
"""Session key of the list of templates, which Streamlit forgets with its page."""
CHOSEN = "report_chosen"
"""Session key of the name of the template that was chosen last."""
STEP = 10
"""Between the numbers of blocks: another one finds a place between two."""


@dataclass
class Assembly:
    """A report that is being assembled: as it was opened, and its blocks as rows of a grid."""

    opened: Template
    rows: pd.DataFrame
    """As they were edited last."""
    start: pd.DataFrame
    """With which the grid began: its edits are changes of these."""
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def template(self) -> Template:
        """The report with the blocks of the rows that are complete; as opened where none is."""
        blocks, known = [], dict(enumerate(self.opened.blocks))
        for row in self.rows.to_dict("records"):
            try:
                block = replace(
                    known.get(row["block"], Block("text")),
                    kind=row["kind"],
                    text=row["text"] or "",
                    figures=tuple(row["figures"] or ()),
                    left_out=row["print"] is not None and not row["print"],
                )
            except ValidationError:
                continue
            blocks.append(block)
        return replace(self.opened, blocks=tuple(blocks) or self.opened.blocks)


def current() -> Template | None:
    """Return the report that this reader is assembling."""
    found = _assembly()
    return found.template if found else None


def _key() -> str:
    return f"report_of_{st.session_state.get(CHOSEN, FIRST)}"


def _assembly() -> Assembly | None:
    found: Assembly | None = st.session_state.get(_key())
    return found


def open_template(template: Template) -> None:
    """Go on with a report: its grid begins anew."""
    rows = _rows(template)
    st.session_state[_key()] = Assembly(template, rows, rows)


def choose_template(t: Translate) -> None:
    """Let the reader choose a template, shipped or kept for everybody, or open a file in its place.

    What was changed in a template is there when it is chosen again.
    """
    kept = kept_templates()
    titles = {name: t(title) for name, title in templates.TITLES.items()}
    titles |= {name: name for name in kept}
    before = st.session_state.get(CHOSEN, FIRST)
    first = list(titles).index(before) if before in titles else 0
    chosen = st.selectbox(
        t("Template"), list(titles), first, key=NAMED, format_func=lambda name: titles[name]
    )
    st.session_state[CHOSEN] = chosen
    try:
        if current() is None:
            text = kept.get(chosen)
            open_template(templates.read(text) if text else templates.shipped(chosen))
        if allowed(actor(), Right.READ_ENTRY):  # Others may send no file (ui/web/uploads.py).
            _open_file(t)
    except IflaMetricsError as wrong:
        errors.show(wrong, t)


def _open_file(t: Translate) -> None:
    given = st.file_uploader(t("A template that was downloaded"), type="toml", key="report_file")
    if given is not None and st.session_state.get("report_taken") != given.file_id:
        open_template(templates.read(given.getvalue().decode("utf-8-sig", errors="replace")))
        st.session_state["report_taken"] = given.file_id


# The grid


def show_blocks(choices: Choices, t: Translate) -> Template | None:
    """Show the blocks as a grid, and return the report with the edits in it; None before one."""
    held = _assembly()
    if held is None:
        return None
    figures = _figure_titles(choices, t)
    key = f"report_grid_{held.key}_{hash((t.language, *figures.items()))}"
    if key not in st.session_state:
        # The page was left, or has other words in it: Streamlit begins with another grid.
        held.start = held.rows
    typed = lists.editor(
        _headings(held.start, t),
        t,
        column_config=_columns(figures, t),
        num_rows="dynamic",
        key=key,
    )
    words = {t(block.text): block.text for block in held.opened.blocks if block.kind == "heading"}
    typed = _headings(typed.astype(object).where(typed.notna(), None), lambda w: words.get(w, w))
    held.rows = typed.sort_values("number", kind="stable", ignore_index=True)
    if held.rows.empty:  # A report has a block: what is printed is shown again.
        open_template(held.opened)
        st.rerun()
    st.caption(
        t(
            "Blocks are printed in the order of their numbers; the last row adds one. A block "
            "without a kind, or without the figures that it shows, is not printed."
        )
    )
    return held.template


def _columns(figures: Mapping[str, str], t: Translate) -> dict[str, Any]:
    columns = st.column_config
    return {
        "block": None,
        "number": columns.NumberColumn(t("No."), min_value=1, max_value=9999, step=1, width=60),
        "print": columns.CheckboxColumn(t("Print"), default=True, width=60),
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
            max_chars=MOST_TEXT,
            help=t("Shift and Enter begin a new line; an empty line begins a paragraph."),
            width=160,
        ),
    }


def _figure_titles(choices: Choices, t: Translate) -> dict[str, str]:
    """Return what a reader calls each figure, its id and its name, and each family of figures."""
    from ifla_metrics.figures import registry

    specs = registry.specs_for(sources.framework(choices))
    families = {name: t(family.label_of_all) for name, family in registry.families().items()}
    return {one.name: f"{one.id} {one.title(t)}" for one in specs} | families


def _rows(template: Template) -> pd.DataFrame:
    """Return one row a block; `block` is its place in the template, None in a row that is new."""
    import pandas as pd

    cells = [
        {
            "number": STEP * (place + 1),
            "print": not block.left_out,
            "kind": block.kind,
            "figures": list(block.figures),
            "text": block.text,
            "block": place,
        }
        for place, block in enumerate(template.blocks)
    ]
    return pd.DataFrame(cells, dtype=object)


def _headings(rows: pd.DataFrame, words: Callable[[str], str]) -> pd.DataFrame:
    """Return rows with the headings in other words."""
    pairs = zip(rows["kind"], rows["text"], strict=True)
    texts = [words(text) if kind == "heading" and text else text for kind, text in pairs]
    return rows.assign(text=texts)


# Templates that are kept for everybody who signs in


def kept_templates() -> dict[str, str]:
    """Return the texts of the kept templates by name; none to whom they are not open."""
    if not allowed(actor(), Right.READ_ENTRY):  # Drafts may stand in them.
        return {}
    with reading(engine_of(database_url())) as connection:
        return editions.templates(connection)


def offer_to_keep(template: Template, t: Translate) -> None:
    """Let the secretariat keep a report as it is assembled, or remove the kept one."""
    errors.show_done()
    if not allowed(actor(), Right.SAVE_TEMPLATE):
        return
    with st.expander(t("Keep this template for everybody who signs in")):
        with st.form("report_kept", border=False):
            name = st.text_input(t("Name of the template"), key="report_kept_name", max_chars=100)
            replaces = st.checkbox(
                t("Replace the one that has this name"), key="report_kept_replaces"
            )
            if st.form_submit_button(t("Keep"), type="primary"):
                done = t("“{name}” is kept.", name=clean_line(name))
                errors.attempt(t, done, _keep, template, name, replaces=replaces)
        kept = st.session_state[CHOSEN]
        if kept in templates.TITLES or not allowed(actor(), Right.REMOVE_TEMPLATE):
            return
        if st.button(t("Remove “{name}”", name=as_markdown(kept)), key="report_kept_gone"):
            done, engine = t("“{name}” is removed.", name=kept), engine_of(database_url())
            errors.attempt(t, done, editions.remove_template, engine, kept, actor=actor())


def _keep(template: Template, name: str, *, replaces: bool) -> None:
    named = templates.rename(template, name)
    engine, text = engine_of(database_url()), templates.write(named)
    editions.save_template(engine, named.title, text, replaces=replaces, actor=actor())
    st.session_state.pop(f"report_of_{named.title}", None)  # It is opened as it is kept.
