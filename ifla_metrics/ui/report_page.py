"""A report as a reader assembles it: its template, its blocks in a grid, templates kept for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st
from pydantic import ValidationError

from ifla_metrics.access import Right, allowed, require
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.exports import templates
from ifla_metrics.exports.templates import BY, KINDS, MOST_TEXT, Block, By, Template
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui import errors, sources
from ifla_metrics.ui.auth import actor

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate

KEPT, OWN = "kept", "own"
FIRST = next(iter(templates.TITLES))
NAMED = "report_named"
"""Session key of the list of templates, which Streamlit forgets with its page."""
CHOSEN, ASSEMBLIES = "report_chosen", "report_assemblies"
"""Session keys: the name of the template that was chosen last, and the reports by such names."""
PARTS: dict[By, str] = {"initiative": n_("by initiative"), "direction": n_("by direction")}
USUAL: dict[str, Any] = {"kind": "", "figures": (), "text": ""}
"""What an empty cell means."""


class Row(NamedTuple):
    """A row of the grid: its block, None for a new one, and cells that make no block yet."""

    block: Block | None
    typed: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Assembly:
    """A report that is being assembled."""

    template: Template
    rows: tuple[Row, ...] = ()
    start: tuple[Row, ...] = ()
    """The rows that the grid began with: its edits are changes of these."""
    number: int = 0
    """Of the grid, which has another name each time it begins anew."""


def current() -> Template | None:
    """Return the report that this reader is assembling."""
    found = _assembly()
    return found.template if found else None


def _assembly() -> Assembly | None:
    found: Assembly | None = st.session_state.get(ASSEMBLIES, {}).get(
        st.session_state.get(CHOSEN, FIRST)
    )
    return found


def _hold(assembly: Assembly) -> None:
    chosen = st.session_state.get(CHOSEN, FIRST)
    st.session_state.setdefault(ASSEMBLIES, {})[chosen] = assembly


def open_template(template: Template, rows: Sequence[Row] = ()) -> None:
    """Go on with a report, and let the grid begin anew with its rows."""
    begin = tuple(rows) or tuple(map(Row, template.blocks))
    before = _assembly()
    _hold(Assembly(template, begin, begin, before.number + 1 if before else 0))


def choose_template(t: Translate) -> None:
    """Let the reader choose a template: shipped, kept for everybody, or a file."""
    titles = {**templates.TITLES, KEPT: n_("Kept for all"), OWN: n_("A file of ours")}
    if not allowed(actor(), Right.READ_ENTRY):
        del titles[KEPT], titles[OWN]  # Nor may they send a file (ui/web/uploads.py).
    before = st.session_state.get(CHOSEN, FIRST)
    chosen = st.session_state[CHOSEN] = st.segmented_control(
        t("Template"),
        list(titles),
        key=NAMED,
        required=True,
        format_func=lambda name: t(titles[name]),
        default=before if before in titles else FIRST,
    )
    if chosen in templates.TITLES and current() is None:
        open_template(templates.shipped(chosen))
    try:
        if chosen == KEPT:
            _open_kept(t)
        elif chosen == OWN:
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
    assembly = _assembly()
    if assembly is None:
        return None
    figures = _figure_titles(choices, t)
    by = next((block.by for block in assembly.template.blocks if block.kind == "each"), None)
    if by is not None:
        by = st.segmented_control(
            t("Progress by element"),
            BY,
            format_func=lambda one: t(PARTS[one]),
            default=by,
            key=f"report_by_{st.session_state.get(CHOSEN)}_{assembly.number}",
            required=True,
        )
    # Another template is another grid, and so is one with other words in it, without the edits.
    of_words = hash((st.session_state.get(CHOSEN), t.language, *figures.items()))
    key = f"report_grid_{assembly.number}_{of_words}"
    start = assembly.start if key in st.session_state else assembly.rows
    cells = [_cells(row, place, t) for place, row in enumerate(start, start=1)]
    try:
        st.data_editor(
            cells, column_config=_columns(figures, t), num_rows="dynamic", hide_index=True, key=key
        )
        rows, begins_anew = edited(start, st.session_state[key])
        template = replace(assembly.template, blocks=blocks_of(rows) or assembly.template.blocks)
    except (LookupError, TypeError, ValueError):
        # A change of a cell that is not there.
        rows, begins_anew, template = assembly.rows, True, assembly.template
    if by is not None:
        template = template.by(by)
    if begins_anew:
        open_template(template, rows)
        st.rerun()
    _hold(Assembly(template, rows, start, assembly.number))
    st.caption(
        t(
            "A number puts a block at its place; the last row adds one. A block without a kind, or "
            "without the figures that it shows, is not printed."
        )
    )
    return template


def _columns(figures: Mapping[str, str], t: Translate) -> dict[str, Any]:
    columns = st.column_config
    return {
        "number": columns.NumberColumn(t("No."), min_value=1, step=1, width=50),
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
    """Return what a reader calls each figure: its short code and its name."""
    from ifla_metrics.figures import registry

    framework = sources.framework(choices)
    found = {one.name: f"{one.id} {one.title(t)}" for one in registry.standalone_specs()}
    found |= {name: t(family.label_of_all) for name, family in registry.families().items()}
    return found | {
        one.name: f"{one.id} {framework.indicator(one.part).short_title}"
        for one in registry.specs_for(framework)
        if one.each == "indicator"
    }


def _cells(row: Row, place: int, t: Translate) -> dict[str, Any]:
    """Return what stands in the cells of a row."""
    block = row.block or Block("text")
    return {
        "number": place,
        "print": not block.left_out,
        "kind": block.kind,
        "figures": list(block.figures),
        "text": t(block.text) if block.kind == "heading" else block.text,
        **row.typed,
    }


def edited(start: Sequence[Row], edits: Mapping[str, Any]) -> tuple[tuple[Row, ...], bool]:
    """Return rows after the edits of the grid, and whether the grid is to begin anew.

    It does when a row has moved or is gone, so that each row stands at its number. Where all are
    gone they stay: a report has a block.
    """
    changes, gone = edits["edited_rows"], set(edits["deleted_rows"])
    typed = [
        (row.block, {**row.typed, **changes.get(place, {})})
        for place, row in enumerate(start)
        if place not in gone
    ]
    new = [{"kind": None, **cells} for cells in edits["added_rows"]]
    typed += [(None, cells) for cells in new if any(cells.get(name) for name in USUAL)]
    rows: list[Row] = []
    moved: list[tuple[int, Row]] = []
    for block, cells in typed:
        number = cells.pop("number", None)
        changed = _changed(block, cells)
        row = Row(changed) if changed else Row(block, cells)
        if number:
            moved.append((int(number), row))
        else:
            rows.append(row)
    for number, row in sorted(moved, key=itemgetter(0)):
        rows.insert(max(0, number - 1), row)
    return tuple(rows) or tuple(start), bool(moved or gone)


def blocks_of(rows: Sequence[Row]) -> tuple[Block, ...]:
    """Return the blocks of the rows that are complete."""
    return tuple(row.block for row in rows if row.block and not row.typed)


def _changed(block: Block | None, cells: Mapping[str, Any]) -> Block | None:
    """Return a block with the changes of its row; None while it is not complete."""
    fields = {name: cells[name] or usual for name, usual in USUAL.items() if name in cells}
    if "print" in cells:
        fields["left_out"] = not cells["print"]
    try:
        return replace(block or Block("text"), **fields)
    except ValidationError:
        return None


# Templates that are kept for everybody who signs in


def kept_names() -> list[str]:
    """Return the names of the kept templates; none to whom they are not open."""
    if not allowed(actor(), Right.READ_ENTRY):  # Drafts may stand in them.
        return []
    with reading(engine_of(database_url())) as connection:
        return editions.template_names(connection)


def load_kept(name: str) -> Template:
    """Return a kept template; raises NotAllowed, UnknownCode, WrongTemplate."""
    require(actor(), Right.READ_ENTRY)
    with reading(engine_of(database_url())) as connection:
        return templates.read(editions.template_text(connection, name))


def _open_kept(t: Translate) -> None:
    """Let the reader open one of the kept templates."""
    kept = kept_names()
    if not kept:
        st.caption(t("No template is kept yet."))
        return
    name = _choose_kept(t("Kept templates"), kept, "report_kept_open", t)
    if name and st.button(t("Open"), key="report_kept_opens"):
        open_template(load_kept(name))


def _choose_kept(label: str, kept: list[str], key: str, t: Translate) -> str | None:
    # A name that is gone meanwhile is nothing, and never the first of those that are left.
    return st.selectbox(label, kept, index=None, key=key, placeholder=t("Choose a template"))


def offer_to_keep(template: Template, t: Translate) -> None:
    """Let the secretariat keep a report as it is assembled, or remove a kept one."""
    errors.show_done()
    if not allowed(actor(), Right.SAVE_TEMPLATE):
        return
    kept, engine = kept_names(), engine_of(database_url())
    with st.expander(t("Keep this template for everybody who signs in")):
        with st.form("report_kept", border=False):
            name = st.text_input(t("Name of the template"), key="report_kept_name", max_chars=100)
            replaces = bool(kept) and st.checkbox(
                t("Replace the one that has this name"), key="report_kept_replaces"
            )
            if st.form_submit_button(t("Keep"), type="primary"):
                _keep(template, name or "", t, replaces=replaces)
        if not kept or not allowed(actor(), Right.REMOVE_TEMPLATE):
            return
        with st.form("report_kept_removal", border=False):
            gone = _choose_kept(t("Remove a kept template"), kept, "report_kept_gone", t)
            if st.form_submit_button(t("Remove")) and gone:
                done = t("“{name}” is removed.", name=gone)
                errors.attempt(t, done, editions.remove_template, engine, gone, actor=actor())


def _keep(template: Template, name: str, t: Translate, *, replaces: bool) -> None:
    try:
        named = templates.rename(template, name)
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    errors.attempt(
        t,
        t("“{name}” is kept.", name=named.title),
        editions.save_template,
        engine_of(database_url()),
        named.title,
        templates.write(named),
        replaces=replaces,
        actor=actor(),
    )
