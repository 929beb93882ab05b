"""The page "Annual report": a template, its blocks, the pages to look at, the files to take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import streamlit as st
from pydantic import ValidationError

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.exports import templates
from ifla_metrics.exports.document import MEDIA_TYPES
from ifla_metrics.exports.templates import (
    BY,
    KINDS,
    MOST_TEXT,
    Block,
    By,
    Template,
)
from ifla_metrics.i18n import FIGURE_LANGUAGES
from ifla_metrics.ui import data_pack, errors, report_jobs, report_templates, shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown
from ifla_metrics.ui.report_jobs import Job, Wanted

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate

FORMATS: dict[Wanted, str] = {
    "pages": n_("Preview"),
    "pdf": n_("PDF"),
    "docx": n_("Word"),
    "pptx": n_("Slides"),
    "html": n_("Web page"),
}
"""What can be made, in the order of the buttons."""
KEPT, OWN = "kept", "own"
NAMED, CHOSEN = "report_named", "report_chosen"
"""Session keys of what the control says, and of the same once its page was left."""
TEMPLATE, EDITED, STAMP = "report_template", "report_edited", "report_stamp"
"""Session keys: the report as it is being assembled; what became of each template, so that going to
another one loses nothing; and a number that moves when the grid begins anew."""
ASKED = "report_asked"
"""Session key: what this reader asked for, a job by what it is."""
PARTS: dict[By, str] = {"initiative": n_("by initiative"), "direction": n_("by direction")}
START = "report_start"
"""Session key: the blocks that the grid began with, to which the edits in it belong."""
DRAWN_WITH = "report_grid_words"
"""Session key: language and figures of the grid; with others it is a new one, without its edits."""
USUAL: dict[str, Any] = {"kind": "", "figures": (), "text": ""}
"""What an empty cell means."""


def show(choices: Choices, t: Translate) -> None:
    """Show the whole page."""
    shell.title(
        t("Annual report"),
        lede=t(
            "Choose a template, change its blocks, preview the pages and download the file. "
            "Strategy, period and day are those chosen above."
        ),
    )
    assemble, take = shell.columns(3, 2)
    with assemble:
        _choose_template(t)
        _show_blocks(t, _figure_titles(choices, t))
    with take:
        _show_formats(replace(choices, language=_language(choices, t)), t)
        running = any(not job.finished for job in _asked().values())
        st.fragment(_show_progress, run_every=1.0 if running else None)(t, running)
        template = current()
        st.download_button(
            t("Download this template"),
            data=templates.write(template),
            file_name=f"{template.name}.toml",
            mime="application/toml",
            type="tertiary",
            on_click="ignore",
            key="report_keep",
        )
        report_templates.offer(template, t)
        data_pack.show(choices, t)
    _show_pages(t)


def current() -> Template:
    """Return the report as it is being assembled."""
    found: Template = st.session_state[TEMPLATE]
    return found


def is_assembled() -> bool:
    """Say whether this reader has begun to assemble a report."""
    return TEMPLATE in st.session_state


def take_over(template: Template) -> None:
    """Go on with a report, and let the grid begin anew."""
    st.session_state[TEMPLATE] = template
    st.session_state[STAMP] = st.session_state.get(STAMP, 0) + 1


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


def _choose_template(t: Translate) -> None:
    """Let the reader choose a template: shipped, kept for everybody, or a file."""
    first = next(iter(templates.TITLES))
    titles = {**templates.TITLES, KEPT: n_("Kept for all"), OWN: n_("A file of ours")}
    if not allowed(actor(), Right.READ_ENTRY):
        del titles[KEPT], titles[OWN]  # Nor may they send a file (ui/uploads.py).
    if not is_assembled():
        take_over(templates.shipped(first))
    chosen = st.session_state.get(CHOSEN, first)
    st.segmented_control(
        t("Template"),
        list(titles),
        key=NAMED,
        required=True,
        on_change=_open_shipped,
        format_func=lambda name: t(titles[name]),
        default=chosen if chosen in titles else first,
    )
    if st.session_state.get(NAMED) == KEPT and (found := report_templates.choose(t)):
        take_over(found)
    if st.session_state.get(NAMED) == OWN:
        _upload(t)
    parts = [block.by for block in current().blocks if block.kind == "each"]
    if parts:
        picked: By | None = st.segmented_control(
            t("Progress by element"),
            BY,
            format_func=lambda by: t(PARTS[by]),
            default=parts[0],
            key=f"report_by_{st.session_state[STAMP]}",
            required=True,
        )
        if picked and picked != parts[0]:
            take_over(current().by(picked))


def _open_shipped() -> None:
    """Open a shipped template, with the changes that were made to it before."""
    edited = st.session_state.setdefault(EDITED, {})
    edited[st.session_state.get(CHOSEN, next(iter(templates.TITLES)))] = current()
    name = st.session_state[CHOSEN] = st.session_state.get(NAMED)
    if name in templates.TITLES:
        take_over(edited.get(name) or templates.shipped(name))
    elif name in edited:
        take_over(edited[name])


def _upload(t: Translate) -> None:
    given = st.file_uploader(t("A template that was downloaded"), type="toml", key="report_file")
    if given is None or st.session_state.get("report_taken") == given.file_id:
        return
    try:
        take_over(templates.read(given.getvalue().decode("utf-8-sig", errors="replace")))
        st.session_state["report_taken"] = given.file_id
    except IflaMetricsError as wrong:
        errors.show(wrong, t)


def _show_blocks(t: Translate, figures: dict[str, str]) -> None:
    """Show the blocks as a grid: their order, whether each is printed, what it is, its words."""
    if st.session_state.get(DRAWN_WITH) != (t.language, figures):
        st.session_state[DRAWN_WITH] = t.language, figures
        take_over(current())
    key = f"report_grid_{st.session_state[STAMP]}"
    if key not in st.session_state:
        st.session_state[START] = current().blocks
    start: tuple[Block, ...] = st.session_state[START]
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
    rows = [
        {
            "number": place,
            "print": not block.left_out,
            "kind": block.kind,
            "figures": list(block.figures),
            "text": t(block.text) if block.kind == "heading" else block.text,
        }
        for place, block in enumerate(start, start=1)
    ]
    try:
        st.data_editor(rows, column_config=grid, num_rows="dynamic", hide_index=True, key=key)
        blocks, begins_anew = edited(start, st.session_state[key])
        template = replace(current(), blocks=blocks)
    except (LookupError, TypeError, ValueError):
        # No block is left, or a change of a cell that is not there: the grid begins anew.
        take_over(current())
        st.rerun()
    if begins_anew:
        take_over(template)
        st.rerun()
    st.session_state[TEMPLATE] = template
    st.caption(
        t(
            "A number puts a block at its place; the last row adds one. A block without a kind, or "
            "without the figures that it shows, is not printed."
        )
    )


def edited(start: Sequence[Block], edits: Mapping[str, Any]) -> tuple[tuple[Block, ...], bool]:
    """Return blocks after the edits of the grid, and whether the grid is to begin anew.

    It does when a block has moved or is gone, so that each row stands at its number.
    """
    changes, gone = edits["edited_rows"], set(edits["deleted_rows"])
    rows = [(block, changes.get(n, {})) for n, block in enumerate(start) if n not in gone]
    rows += [(Block("text"), row) for row in edits["added_rows"] if row.get("kind")]
    blocks: list[Block] = []
    moved: list[tuple[int, Block]] = []
    for block, row in rows:
        changed = _changed(block, row)
        if changed is not None and row.get("number"):
            moved.append((int(row["number"]), changed))
        elif changed is not None:
            blocks.append(changed)
    for number, block in sorted(moved, key=itemgetter(0)):
        blocks.insert(max(0, number - 1), block)
    return tuple(blocks), bool(moved or gone)


def _changed(block: Block, row: Mapping[str, Any]) -> Block | None:
    """Return a block with the changes of its row; None while it is not complete."""
    fields = {name: row[name] or usual for name, usual in USUAL.items() if name in row}
    if "print" in row:
        fields["left_out"] = not row["print"]
    try:
        return replace(block, **fields)
    except ValidationError:
        return None


def _language(choices: Choices, t: Translate) -> str:
    """Let the reader choose the report's own language; it begins with that of the screen."""
    picked: str = st.segmented_control(
        t("Language of the report"),
        FIGURE_LANGUAGES,
        default=choices.language,
        required=True,
        format_func=t.language_name,
        key=f"report_language_{choices.language}",
    )
    return picked


def _show_formats(choices: Choices, t: Translate) -> None:
    """Show what can be made; a press begins it, and the page goes on."""
    with st.container(horizontal=True, key="report_ask"):
        for wanted, title in FORMATS.items():
            main = wanted == "pages"
            if shell.button(t(title), key=f"report_make_{wanted}", primary=main):
                _begin(wanted, choices, t)


def _begin(wanted: Wanted, choices: Choices, t: Translate) -> None:
    try:
        job = report_jobs.start(current(), choices, wanted)
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    st.session_state[ASKED] = {**_asked(), wanted: job}


def _asked() -> dict[Wanted, Job]:
    """Return what this reader asked for."""
    found: dict[Wanted, Job] = st.session_state.get(ASKED, {})
    return found


def _show_progress(t: Translate, was_running: bool) -> None:
    """Show how far each file is, in a fragment that runs each second while one is being made."""
    jobs = _asked()
    if was_running and all(job.finished for job in jobs.values()):
        st.rerun()  # The whole page: its pages to look at, and no further looking.
    for wanted, job in jobs.items():
        title = t(FORMATS[wanted])
        if job.error is not None:
            errors.show(job.error, t)
        elif not job.finished:
            st.progress(job.done / (job.all + 1) if job.all else 0.0, text=_how_far(job, title, t))
            if st.button(t("Cancel"), key=f"report_cancel_{wanted}", type="tertiary"):
                job.cancelled = True
        elif wanted != "pages":
            st.download_button(
                t("Download: {title}", title=title),
                data=job.files[0],
                file_name=f"{current().name}.{wanted}",
                mime=MEDIA_TYPES[wanted],
                key=f"report_take_{wanted}",
                on_click="ignore",
                icon=":material/download:",
            )
    lost = dict.fromkeys(one for job in jobs.values() for one in job.undrawable)
    if lost:
        lines = [
            f"{t('No shipped font can draw {letters}:', letters=one.letters)} {one.text}"
            for one in lost
        ]
        head = t("□ stands for letters that cannot be printed:")
        st.info("\n".join([as_markdown(head), *(f"- {as_markdown(line)}" for line in lines)]))


def _how_far(job: Job, title: str, t: Translate) -> str:
    if job.cancelled:
        return t("{title}: it is being cancelled", title=title)
    if not job.all:
        return t("{title}: the figures are being read", title=title)
    if job.done < job.all:
        return t("{title}: figure {n} of {all} is drawn", title=title, n=job.done, all=job.all)
    return t("{title}: the pages are being set", title=title)


def _show_pages(t: Translate) -> None:
    """Show the pages of the report as pictures, three beside each other."""
    job = _asked().get("pages")
    if job is None or not job.files:
        return
    st.subheader(t.plural("{n} page", "{n} pages", len(job.files)), anchor=False)
    with st.container(key="report_pages"):
        for first in range(0, len(job.files), 3):
            places = st.columns(3, gap="medium")
            for place, page in zip(places, job.files[first : first + 3], strict=False):
                place.image(page, width="stretch")
