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
from ifla_metrics.ui.markup import as_markdown

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate

KEPT, OWN = "kept", "own"
FIRST = next(iter(templates.TITLES))
NAMED, CHOSEN = "report_named", "report_chosen"
"""Session keys of what the control says, and of the same once its page was left."""
ASSEMBLY, EDITED = "report_assembly", "report_edited"
"""Session keys: the report that is being assembled, and what became of each template before."""
DONE = "report_kept_done"
"""Session key of what was done with a kept template, shown on the next run."""
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
    rows: tuple[Row, ...]
    start: tuple[Row, ...]
    """The rows that the grid began with: its edits are changes of these."""
    number: int = 0
    """Of the grid, which has another name each time it begins anew."""


def current() -> Template | None:
    """Return the report that this reader has begun to assemble."""
    found: Assembly | None = st.session_state.get(ASSEMBLY)
    return found.template if found else None


def open_template(template: Template, rows: Sequence[Row] = ()) -> None:
    """Go on with a report, and let the grid begin anew with its rows."""
    begin = tuple(rows) or tuple(map(Row, template.blocks))
    before: Assembly | None = st.session_state.get(ASSEMBLY)
    number = before.number + 1 if before else 0
    st.session_state[ASSEMBLY] = Assembly(template, begin, begin, number)


def _assembly() -> Assembly:
    found: Assembly = st.session_state[ASSEMBLY]
    return found


def choose_template(t: Translate) -> None:
    """Let the reader choose a template: shipped, kept for everybody, or a file."""
    titles = {**templates.TITLES, KEPT: n_("Kept for all"), OWN: n_("A file of ours")}
    if not allowed(actor(), Right.READ_ENTRY):
        del titles[KEPT], titles[OWN]  # Nor may they send a file (ui/uploads.py).
    if current() is None:
        open_template(templates.shipped(FIRST))
    chosen = st.session_state.get(CHOSEN, FIRST)
    st.segmented_control(
        t("Template"),
        list(titles),
        key=NAMED,
        required=True,
        on_change=_open_chosen,
        format_func=lambda name: t(titles[name]),
        default=chosen if chosen in titles else FIRST,
    )
    if st.session_state.get(NAMED) == KEPT:
        _open_kept(t)
    if st.session_state.get(NAMED) == OWN:
        _upload(t)
    assembly = _assembly()
    parts = [block.by for block in assembly.template.blocks if block.kind == "each"]
    if parts:
        picked: By | None = st.segmented_control(
            t("Progress by element"),
            BY,
            format_func=lambda by: t(PARTS[by]),
            default=parts[0],
            key=f"report_by_{assembly.number}",
            required=True,
        )
        if picked and picked != parts[0]:
            rows = [
                Row(replace(row.block, by=picked) if row.block else None, row.typed)
                for row in assembly.rows
            ]
            open_template(assembly.template.by(picked), rows)


def _open_chosen() -> None:
    """Open a template with the changes that were made to it before."""
    edited = st.session_state.setdefault(EDITED, {})
    edited[st.session_state.get(CHOSEN, FIRST)] = _assembly()
    name = st.session_state[CHOSEN] = st.session_state.get(NAMED)
    if name in edited:
        open_template(edited[name].template, edited[name].rows)
    elif name in templates.TITLES:
        open_template(templates.shipped(name))


def _upload(t: Translate) -> None:
    given = st.file_uploader(t("A template that was downloaded"), type="toml", key="report_file")
    if given is None or st.session_state.get("report_taken") == given.file_id:
        return
    try:
        open_template(templates.read(given.getvalue().decode("utf-8-sig", errors="replace")))
        st.session_state["report_taken"] = given.file_id
    except IflaMetricsError as wrong:
        errors.show(wrong, t)


# The grid


def show_blocks(choices: Choices, t: Translate) -> Template:
    """Show the blocks as a grid, and return the report with the edits in it."""
    figures = _figure_titles(choices, t)
    # A grid with other words in it is another one for Streamlit, without the edits.
    key = f"report_grid_{_assembly().number}_{hash((t.language, *figures.items()))}"
    if key not in st.session_state:
        st.session_state[ASSEMBLY] = replace(_assembly(), start=_assembly().rows)
    assembly = _assembly()
    columns = st.column_config
    grid = {
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
    cells = [_cells(row, place, t) for place, row in enumerate(assembly.start, start=1)]
    try:
        st.data_editor(cells, column_config=grid, num_rows="dynamic", hide_index=True, key=key)
        rows, begins_anew = edited(assembly.start, st.session_state[key])
        template = replace(assembly.template, blocks=blocks_of(rows) or assembly.template.blocks)
    except (LookupError, TypeError, ValueError):
        # A change of a cell that is not there.
        rows, begins_anew, template = assembly.rows, True, assembly.template
    if begins_anew:
        open_template(template, rows)
        st.rerun()
    st.session_state[ASSEMBLY] = replace(assembly, template=template, rows=rows)
    st.caption(
        t(
            "A number puts a block at its place; the last row adds one. A block without a kind, or "
            "without the figures that it shows, is not printed."
        )
    )
    return template


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
    if name is None or not st.button(t("Open"), key="report_kept_opens"):
        return
    try:
        open_template(load_kept(name))
    except IflaMetricsError as wrong:
        errors.show(wrong, t)


def _choose_kept(label: str, kept: list[str], key: str, t: Translate) -> str | None:
    # A name that is gone meanwhile is nothing, and never the first of those that are left.
    return st.selectbox(label, kept, index=None, key=key, placeholder=t("Choose a template"))


def offer_to_keep(template: Template, t: Translate) -> None:
    """Let the secretariat keep a report as it is assembled, or remove a kept one."""
    if done := st.session_state.pop(DONE, ""):
        st.success(as_markdown(done))
    if not allowed(actor(), Right.SAVE_TEMPLATE):
        return
    kept = kept_names()
    with st.expander(t("Keep this template for everybody who signs in")):
        for ask in (_save, _remove):
            try:
                done = ask(template, kept, t)
            except IflaMetricsError as refused:
                errors.show(refused, t)
            else:
                if done:
                    st.session_state[DONE] = done
                    st.rerun()


def _save(template: Template, kept: list[str], t: Translate) -> str:
    """Keep the report once that is asked for; return what was done."""
    with st.form("report_kept", border=False):
        name = st.text_input(t("Name of the template"), key="report_kept_name", max_chars=100)
        replaces = bool(kept) and st.checkbox(
            t("Replace the one that has this name"), key="report_kept_replaces"
        )
        if not st.form_submit_button(t("Keep"), type="primary"):
            return ""
    named = templates.rename(template, name or "")
    text, engine = templates.write(named), engine_of(database_url())
    editions.save_template(engine, named.title, text, replaces=replaces, actor=actor())
    return t("“{name}” is kept.", name=named.title)


def _remove(_template: Template, kept: list[str], t: Translate) -> str:
    """Remove a kept template once that is asked for; return what was done."""
    if not kept or not allowed(actor(), Right.REMOVE_TEMPLATE):
        return ""
    with st.form("report_kept_removal", border=False):
        name = _choose_kept(t("Remove a kept template"), kept, "report_kept_gone", t)
        if not st.form_submit_button(t("Remove")):
            return ""
    if name is None:
        errors.notice(t("Choose a template first. One that was removed meanwhile is gone."))
        return ""
    editions.remove_template(engine_of(database_url()), name, actor=actor())
    return t("“{name}” is removed.", name=name)
