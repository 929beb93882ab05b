"""Downloads: figures, board pages as PDF, data packs, evidence, calendar, audit and backup."""

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

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotReady, Refused, UnknownCode, n_
from ifla_metrics.exports import figure_files, open_data, report
from ifla_metrics.exports.data_files import csv_table
from ifla_metrics.exports.due_dates import FILE_NAME, due_calendar
from ifla_metrics.exports.sizes import RESOLUTIONS, find_size
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.figures import registry
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.metrics import due
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.audit import AuditFilters, entries_for_file
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.operations.backups import SUFFIX, record_backup, write_backup
from ifla_metrics.store.read.reading import cached_reading
from ifla_metrics.store.write.evidence_files import read_evidence
from ifla_metrics.ui import page_data, reports, url_choices
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.menu import MENU
from ifla_metrics.ui.web import pages
from ifla_metrics.ui.web.responses import NO_STORE, attachment, unavailable
from ifla_metrics.workers import workers

PACK_TIMEOUT = 240.0
"""Seconds that a data pack may take; most take four."""
AUDIT_FIELDS = ["id", "at", "actor", "name", "action", "kind", "subject", "version", "reason"]
AUDIT_HEADERS = ["entry", "at_utc", *AUDIT_FIELDS[2:]]
BOARD_PAGES = {page.url_path: page.title for page in MENU if page.file.startswith("board/")}
"""Titles of the board pages by address."""
SIDE_BY_SIDE = (
    *("direction-status", "element-progress"),
    *("participation-over-time", "participation-by-region"),
    *("women-share", "women-share-by-element"),
    *("participation-profile", "associations-taking-part"),
    *("participation-by-level", "participation-by-arena"),
    *("coverage-by-region", "priority-countries"),
)
"""Pairs of figures of similar height, in order; printed half as wide as the page."""
MAX_ROWS, MAX_OVERVIEW_ROWS = 40, 10
"""Rows of a table on a printed page; on the Overview, which must fit one page."""


def figure_file(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return the file of a figure by its id, which contains all choices."""
    require(reader, Right.READ)
    file_format = request.path_params["format"]
    if file_format not in figure_files.FORMATS:
        raise UnknownCode(n_("format"), file_format, figure_files.FORMATS)
    name, choices = url_choices.parse_figure_id(request.path_params["id"], page_data.catalogue())
    figure, reading = page_data.figure(name, choices)
    t, options = translate(choices.language), _image_options(request.query_params)
    body = figure_files.figure_file(figure, file_format, t, reading=reading, **options)
    return attachment(body, figure_files.file_name(figure, file_format))


def _image_options(query: Mapping[str, str]) -> dict[str, Any]:
    """Return the options for an image from the query; raises UnknownCode or Refused."""
    dpi = query.get("dpi", "")
    if not re.fullmatch(r"[0-9]{0,4}", dpi):
        raise Refused(n_("The address is not complete."))
    return {
        "size": find_size(query.get("size", "")),
        "dpi": int(dpi) if dpi else RESOLUTIONS[0],
        "palette": query.get("palette", "colour"),
        "transparent": query.get("transparent") == "1",
        "outlined": query.get("outlined") == "1",
    }


def board_page(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a board page as PDF; the query holds the choices, as on screen."""
    require(reader, Right.READ)
    page, choices = request.path_params["page"], choices_of(request)
    element = request.query_params.get("element", "")
    document, figures = reports.build(board_template(page, element), choices)
    body = report.write(document, "pdf", figures, translate(choices.language))
    return attachment(body, f"{page}_{choices.framework}_{choices.period}_{choices.known_on}.pdf")


def board_template(page: str, element: str = "") -> Template:
    """Return the report template of a board page, on Progress with the indicators of an element.

    Raises:
        UnknownCode: The page has no figures.
    """
    specs = [spec for spec in registry.standalone_specs() if spec.page == page]
    if page not in BOARD_PAGES or not specs:
        raise UnknownCode(n_("page"), page, BOARD_PAGES)
    if page == "stories":
        return Template(page, BOARD_PAGES[page], (Block("stories"),))
    first = ("since-causes", "coverage-map", *SIDE_BY_SIDE)
    specs.sort(key=lambda spec: first.index(spec.name) if spec.name in first else len(first))
    is_overview = page == "overview"
    opening = (Block("summary", figures=("element-progress",)), Block("key_numbers"))
    names = [spec.name for spec in specs]
    if element and page == "progress":
        names[names.index("indicator-bullets")] = f"indicators-{element}"
    blocks = [
        Block(
            "figure",
            figures=(name,),
            rows=MAX_OVERVIEW_ROWS if is_overview else MAX_ROWS,
            half=name in SIDE_BY_SIDE,
        )
        for name in names
    ]
    blocks = [*opening, *blocks] if is_overview else blocks
    return Template(page, BOARD_PAGES[page], tuple(blocks), compact=is_overview)


def pack_file(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a data pack; the query holds the choices, as on screen.

    The pack for the public hides small numbers of people.
    """
    query = request.query_params
    public = query.get("public", "1") != "0"
    require(reader, Right.READ if public else Right.READ_ENTRY)
    name = request.path_params["format"]
    pack_format = next((option for option in open_data.FORMATS if option == name), None)
    if pack_format is None:
        raise UnknownCode(n_("format"), name, open_data.FORMATS)
    choices = choices_of(request)
    reading = cached_reading(choices, *open_data.needs(pack_format, page_data.framework(choices)))
    write = partial(
        open_data.write,
        pack_format,
        reading,
        translate(choices.language),
        hide_small=public or reading.hide_small,
        reporting_org=query.get("reporting_org", ""),
    )
    stem = f"ifla-metrics_{choices.framework}_{choices.period}_{choices.known_on}_{pack_format}"
    file_name = f"{stem}.{open_data.EXTENSIONS[pack_format]}"
    # In a worker process: building every figure here would block pages.
    body = workers.run(write, name=file_name, limit=PACK_TIMEOUT)
    return attachment(body, file_name)


def evidence_file(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return an evidence file as a download that never opens inside a page of this server."""
    with read_transaction(engine()) as connection:
        file = read_evidence(connection, request.path_params["id"], actor=reader)
    response = attachment(file.content, "", file.media_type)
    response.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["content-security-policy"] = "sandbox; default-src 'none'"
    return response


def audit_file(request: Request, reader: Actor, t: Translate) -> Response:
    """Return the audit entries that match the filters in the query, as CSV."""
    require(reader, Right.READ_AUDIT)
    query = request.query_params
    person, kind = (query.get(name, "") for name in ("person", "kind"))
    try:
        first, last = (
            date.fromisoformat(day) if (day := query.get(name)) else None
            for name in ("first", "last")
        )
    except ValueError:
        raise Refused(n_("The address is not complete.")) from None
    filters = AuditFilters(person, kind, first, last)
    with read_transaction(engine()) as connection:
        entries = entries_for_file(connection, filters, actor=reader)
        lines = [[entry[field] for field in AUDIT_FIELDS] for entry in entries]
    content = csv_table([AUDIT_HEADERS, *lines]).encode("utf-8-sig")
    return attachment(content, "audit.csv")


def confirm_backup(_request: Request, reader: Actor, t: Translate) -> Response:
    """Return a page with a button that makes a backup, because opening a link must not."""
    require(reader, Right.BACK_UP)
    title = t("Download a backup")
    action, first = f"/backup?language={t.language}", t(MENU[0].title)
    return pages.small_page(title, t, button=title, action=action, first=first)


def backup_file(_request: Request, reader: Actor, t: Translate) -> Response:
    """Write an audit entry and a backup, return the backup, and delete it after sending."""
    folder = Path(tempfile.mkdtemp(prefix="ifla-backup-"))
    backup = folder / f"backup{SUFFIX}"
    try:
        record_backup(engine(), actor=reader)
        write_backup(engine(), backup)
    except BaseException as error:
        shutil.rmtree(folder)  # It holds names and addresses.
        if not isinstance(error, (OSError, NotReady)):
            raise
        return unavailable(
            t("The backup could not be made: the database does not answer, or the disk is full.")
        )
    return FileResponse(
        backup,
        filename=f"ifla-metrics-{today().isoformat()}{SUFFIX}",
        media_type="application/zip",
        headers=NO_STORE,
        background=BackgroundTask(shutil.rmtree, folder),
    )


def choices_of(request: Request) -> Choices:
    """Return the choices in the query; raises UnknownCode for an invalid one."""
    choices, faults = url_choices.parse(dict(request.query_params), page_data.catalogue())
    if faults:
        raise faults[0]
    return choices


def due_dates(request: Request, reader: Actor, t: Translate) -> Response:
    """Return the due dates of the reader's groups as a calendar file.

    The query holds the choices; its `group` selects one group. Board members have no access,
    because the file shows who is late.
    """
    require(reader, Right.READ)  # Before the choices, whose faults name codes of the log.
    choices = choices_of(request)
    groups = {choices.group} if choices.group else reader.groups
    require(reader, Right.REPORT_NOTHING, groups)
    reading = cached_reading(replace(choices, group=""), due.NEEDS)
    reports = due.reports(reading, groups or None)  # None for the secretariat.
    names = form_code_book(t).groups
    body = due_calendar(reports, reading.framework, t, groups=groups, names=names, made_at=now())
    return attachment(body, FILE_NAME)
