"""What readers take away: figures, pages of print, data packs, evidence, a backup."""

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from ifla_metrics.access import Actor, Right, Role, require
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotReady, Refused, UnknownCode, n_
from ifla_metrics.exports import figure_files, open_data, report
from ifla_metrics.exports.data_files import csv_table
from ifla_metrics.exports.due_dates import FILE_NAME, MEDIA_TYPE, due_calendar
from ifla_metrics.exports.sizes import RESOLUTIONS, find_size
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.figures import registry
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.audit import AuditFilters, entries_for_file
from ifla_metrics.store.backups import SUFFIX, record_backup, write_backup
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.evidence_files import read_evidence
from ifla_metrics.store.read import cached_reading
from ifla_metrics.ui import due_reports, page_data, reports, url_choices
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.menu import MENU
from ifla_metrics.ui.web import pages
from ifla_metrics.ui.web.answers import NOT_KEPT, attachment, later
from ifla_metrics.workers import workers

LONGEST_PACK = 240.0
"""Seconds that a data pack may take; a usual one takes four."""
AUDIT_FIELDS = ["id", "at", "actor", "name", "action", "kind", "subject", "version", "reason"]
AUDIT_COLUMNS = ["entry", "at_utc", *AUDIT_FIELDS[2:]]
"""The fields of the audit in its file, and their titles there."""
BOARD_PAGES = {page.url_path: page.title for page in MENU if page.file.startswith("board/")}
"""The board pages by their address."""
IN_PAIRS = ("overview", "participation")
"""Pages whose figures stand in pairs; wide ones take a row, the first above, others below."""
MOST_ROWS, MOST_FINDINGS = 40, 10
"""Rows of a table that a page of print shows at most; on the Overview, which is one page."""


def figure_file(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a figure as a file, by the id that it carries, which holds every choice."""
    require(reader, Right.READ)
    wanted = request.path_params["format"]
    if wanted not in figure_files.FORMATS:
        raise UnknownCode(n_("format"), wanted, figure_files.FORMATS)
    name, choices = url_choices.parse_figure_id(
        request.path_params["id"], page_data.available_choices()
    )
    figure, reading = page_data.figure(name, choices)
    printed = translate(choices.language)
    options = _options(request.query_params)
    body = figure_files.figure_file(figure, wanted, printed, reading=reading, **options)
    name = figure_files.file_name(figure, wanted)
    return attachment(body, figure_files.MEDIA_TYPES[wanted], name)


def _options(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return how a picture is made, as its address says; raises UnknownCode for what is not."""
    dots = asked.get("dpi", "")
    if not re.fullmatch(r"[0-9]{0,4}", dots):
        raise Refused(n_("The address is not complete."))
    return {
        "size": find_size(asked.get("size", "")),
        "dpi": int(dots) if dots else RESOLUTIONS[0],
        "palette": asked.get("palette", "colour"),
        "transparent": asked.get("transparent") == "1",
        "outlined": asked.get("outlined") == "1",
    }


def board_page(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a board page as PDF by its address; the query holds the choices, as on screen."""
    require(reader, Right.READ)
    page, choices = request.path_params["page"], choices_of(request)
    document, figures = reports.read(board_template(page), choices)
    body = report.write(document, "pdf", figures, translate(choices.language))
    name = f"{page}_{choices.framework}_{choices.period}_{choices.known_on}.pdf"
    return attachment(body, "application/pdf", name)


def board_template(page: str) -> Template:
    """Return what stands on a board page, in the order of the screen.

    Raises:
        UnknownCode: There is no such board page, or it has no figure of its own to print.
    """
    specs = [spec for spec in registry.standalone_specs() if spec.page == page]
    if page not in BOARD_PAGES or not specs:
        raise UnknownCode(n_("page"), page, BOARD_PAGES)
    if page == "stories":
        return Template(page, BOARD_PAGES[page], (Block("stories"),))
    first, is_overview = specs[0], page == "overview"
    blocks = []
    if page in IN_PAIRS:
        specs.sort(key=lambda spec: bool(spec.columns) or (spec.wide and spec is not first))
    if page == "since-last-meeting":
        blocks = [Block("summary", figures=(first.name,))]
    if is_overview:
        blocks = [Block("summary", figures=("element-progress",)), Block("key_numbers")]
    blocks += [
        Block(
            "table" if spec.columns else "figure",
            figures=(spec.name,),
            rows=MOST_FINDINGS if is_overview else MOST_ROWS,
            half=page in IN_PAIRS and not spec.wide,
        )
        for spec in specs
    ]
    return Template(page, BOARD_PAGES[page], tuple(blocks), compact=is_overview)


def pack_file(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a data pack by its address; the query holds the choices, as on screen.

    That for the public has no small numbers of people, and not every choice.
    """
    query = request.query_params
    public = query.get("public", "1") != "0"
    require(reader, Right.READ if public else Right.READ_ENTRY)
    asked = request.path_params["format"]
    kind = next((one for one in open_data.FORMATS if one == asked), None)
    if kind is None:
        raise UnknownCode(n_("format"), asked, open_data.FORMATS)
    choices = choices_of(request)
    reading = cached_reading(choices, *open_data.needs(kind, page_data.framework(choices)))
    write = partial(
        open_data.write,
        kind,
        reading,
        translate(choices.language),
        hide_small=public or reading.hide_small,
        reporting_org=query.get("reporting_org", ""),
    )
    name = f"ifla-metrics_{choices.framework}_{choices.period}_{choices.known_on}_{kind}"
    name = f"{name}.{open_data.EXTENSIONS[kind]}"
    # In a process of its own: every figure is built, and pages would wait for that.
    body = workers.run(write, name=name, limit=LONGEST_PACK)
    return attachment(body, open_data.MEDIA_TYPES[kind], name)


def evidence_file(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a kept file, to be saved and never shown inside a page of ours."""
    with read_transaction(engine()) as connection:
        kept, content = read_evidence(connection, request.path_params["id"], actor=reader)
    answer = attachment(content, kept.media_type, "")
    answer.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    answer.headers["content-security-policy"] = "sandbox; default-src 'none'"
    return answer


def audit_file(request: Request, reader: Actor, t: Translate) -> Response:
    """Return the entries of the audit that the filters leave as CSV."""
    require(reader, Right.READ_AUDIT)
    asked = request.query_params
    person, kind = (asked.get(name, "") for name in ("person", "kind"))
    try:
        first, last = (
            date.fromisoformat(day) if (day := asked.get(name)) else None
            for name in ("first", "last")
        )
    except ValueError:
        raise Refused(n_("The address is not complete.")) from None
    wanted = AuditFilters(person, kind, first, last)
    with read_transaction(engine()) as connection:
        found = [
            [row[key] for key in AUDIT_FIELDS]
            for row in entries_for_file(connection, wanted, actor=reader)
        ]
    content = csv_table([AUDIT_COLUMNS, *found]).encode("utf-8-sig")
    return attachment(content, "text/csv; charset=utf-8", "audit.csv")


def ask_backup(_request: Request, reader: Actor, t: Translate) -> Response:
    """Ask whether a backup is to be made: a link that is only looked at makes none."""
    require(reader, Right.BACK_UP)
    words = t("Download a backup")
    return pages.small_page(words, t, button=words, action=f"/backup?language={t.language}")


def backup_file(_request: Request, reader: Actor, t: Translate) -> Response:
    """Return a backup; the audit says so before it is made, and it is forgotten once it is sent."""
    folder = Path(tempfile.mkdtemp(prefix="ifla-backup-"))
    made = folder / f"backup{SUFFIX}"
    try:
        record_backup(engine(), actor=reader)
        write_backup(engine(), made)
    except BaseException as error:
        shutil.rmtree(folder)  # It holds names and addresses.
        if not isinstance(error, (OSError, NotReady)):
            raise
        return later(
            t("The backup could not be made: the database does not answer, or the disk is full.")
        )
    return FileResponse(
        made,
        filename=f"ifla-metrics-{today().isoformat()}{SUFFIX}",
        media_type="application/zip",
        headers=NOT_KEPT,
        background=BackgroundTask(shutil.rmtree, folder),
    )


def choices_of(request: Request) -> Choices:
    """Return the choices of an address, as on screen; raises UnknownCode for a wrong one."""
    choices, faults = url_choices.parse(dict(request.query_params), page_data.available_choices())
    if faults:
        raise faults[0]
    return choices


def due_dates(request: Request, reader: Actor, t: Translate) -> Response:
    """Return the due dates of the groups that the reader works for as a calendar file.

    The choices are those of the address; its `group` asks for one of them. A board member, who
    reports nothing, is refused: the list says who is late.
    """
    choices = choices_of(request)
    groups = {choices.group} if choices.group else reader.groups
    require(reader, Right.REPORT_NOTHING, groups)
    in_all = reader.role is Role.SECRETARIAT and not choices.group
    found = due_reports.read(replace(choices, group=""), None if in_all else groups)
    framework = found.reading.framework
    names = form_code_book(t).groups
    body = due_calendar(found.requested, framework, t, names=names, made_at=now())
    return attachment(body, MEDIA_TYPE, FILE_NAME)
