"""From the bytes of a file to its sheets, or a sentence that says why not and what helps."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import PurePath

from ifla_metrics.errors import n_
from ifla_metrics.exchange.limits import MEGABYTE, PAGE, Limits
from ifla_metrics.exchange.reading_child import LENGTH, READ, REFUSED
from ifla_metrics.exchange.sheets import FileRefused, Sheet, packed, unpacked
from ifla_metrics.exchange.zip_checks import check_directory
from ifla_metrics.settings import ROOT
from ifla_metrics.text import clean_line

__all__ = ["FileRefused", "Sheet", "read_file"]

_WORKBOOKS = (".xlsx", ".xlsm", ".xltx")
_TEXTS = (".csv", ".tsv", ".txt", ".tab", "")
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", n_("This is a PDF. Numbers cannot be taken from it safely; send the workbook.")),
    (b"{\\rtf", n_("This is a text document. Put the rows into a workbook (.xlsx).")),
    (b"\x89PNG", n_("This is a picture. Put the rows into a workbook (.xlsx).")),
    (b"\xff\xd8\xff", n_("This is a picture. Put the rows into a workbook (.xlsx).")),
    (b"GIF8", n_("This is a picture. Put the rows into a workbook (.xlsx).")),
    (b"\x1f\x8b", n_("This is an archive, not a workbook. Unpack it and send what is inside.")),
    (b"7z\xbc\xaf", n_("This is an archive, not a workbook. Unpack it and send what is inside.")),
    (b"Rar!", n_("This is an archive, not a workbook. Unpack it and send what is inside.")),
    (b"MZ", n_("This is a program, not a workbook.")),
    (b"\x7fELF", n_("This is a program, not a workbook.")),
    (b"SQLite format 3", n_("This is a database, not a workbook.")),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BEAT = 0.2
"""Seconds after which who waits for a file is told that it is still being read."""
_TOO_LONG = n_("Reading the file took longer than {seconds} seconds; it was given up.")
_TOO_HARD = n_("The file cannot be read: it asks for too much memory, or is made to harm.")


def read_file(
    data: bytes,
    name: str,
    limits: Limits = PAGE,
    *,
    encoding: str = "",
    waiting: Callable[[], None] = lambda: None,
) -> tuple[Sheet, ...]:
    """Return the sheets of an XLSX or CSV file.

    Args:
        data: The bytes of the file.
        name: Its name; only its ending is looked at, and only beside the content.
        limits: What the file may ask of the machine.
        encoding: Of a CSV file, when somebody has said which it is.
        waiting: Called now and then while it is read; what it raises ends the reading.

    Raises:
        FileRefused: Says why in plain words; nothing of the file was read.
    """
    stem = clean_line(PurePath(name.replace("\\", "/")).stem)[:60] or "CSV"
    kind = _kind(data, PurePath(name).suffix.lower(), limits)
    if kind == "csv":
        return _asked("csv", stem, encoding, limits, data, waiting=waiting)
    check_directory(data, limits)
    began = time.monotonic()
    try:
        return _asked("fast", stem, "", limits, data, waiting=waiting)
    except _Died:
        left = limits.seconds - (time.monotonic() - began)
        if left < 1:
            raise FileRefused(_TOO_LONG, seconds=f"{limits.seconds:g}") from None
    return _asked("slow", stem, "", replace(limits, seconds=left), data, waiting=waiting)


class _Died(FileRefused):
    """The reading process ended without an answer."""


def _kind(data: bytes, ending: str, limits: Limits) -> str:
    """Return `workbook` or `csv`; raises FileRefused for what is neither, or not what it says."""
    if len(data) > limits.bytes:
        raise FileRefused(
            n_("The file is larger than {limit} MB. Split it, or send only the rows that changed."),
            limit=limits.bytes // MEGABYTE,
        )
    if not data.strip(b"\x00 \r\n\t"):
        raise FileRefused(n_("The file is empty."))
    if data.startswith(_OLD_EXCEL):
        if _ENCRYPTED in data:
            raise FileRefused(n_("The file has a password. Save it without one and send that."))
        raise FileRefused(
            n_("This is an old Excel file (.xls). Open it, save it as .xlsx and send that.")
        )
    for start, message in _STARTS:
        if data.startswith(start):
            raise FileRefused(message)
    if data.startswith(b"PK"):
        if ending in _TEXTS and ending:
            raise FileRefused(
                n_("The name ends in {ending}, but this is a workbook. Name it .xlsx."),
                ending=ending,
            )
        return "workbook"
    _refuse_markup(data)
    if ending in _WORKBOOKS:
        raise FileRefused(
            n_("The name ends in {ending}, but this is no workbook. If it is text, name it .csv."),
            ending=ending,
        )
    if ending not in _TEXTS:
        raise FileRefused(
            n_("Files that end in {ending} are not read. Send a workbook (.xlsx) or a .csv file."),
            ending=ending[:12],
        )
    return "csv"


def _refuse_markup(data: bytes) -> None:
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")):
        raise FileRefused(
            n_("This is a web page, though its name may say otherwise. Save it as .xlsx.")
        )
    if start.startswith((b"<?xml", b"<workbook", b"<svg")):
        raise FileRefused(n_("This is an XML file. Save it as a workbook (.xlsx) and send that."))
    if start.startswith((b"{", b"[{", b"[[")):
        raise FileRefused(n_("This is a JSON file. Send a workbook (.xlsx) or a .csv file."))


def _asked(
    manner: str,
    name: str,
    encoding: str,
    limits: Limits,
    data: bytes,
    *,
    waiting: Callable[[], None],
) -> tuple[Sheet, ...]:
    """Return what the reading process answers; raises FileRefused, or _Died when it ended."""
    order = packed((manner, name, encoding, asdict(limits)))
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, "-m", "ifla_metrics.exchange.reading_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
    )
    try:
        message = len(order).to_bytes(LENGTH, "big") + order + data
        answer = _answer(process, message, limits.seconds, waiting)
    except BaseException as ended:  # Too late, or nobody waits any more: a page left, Ctrl-C.
        process.communicate()
        if isinstance(ended, subprocess.TimeoutExpired):
            raise FileRefused(_TOO_LONG, seconds=f"{limits.seconds:g}") from None
        raise
    mark, body = answer[:1], answer[1:]
    try:
        content = unpacked(body) if mark in (READ, REFUSED) else None
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, LookupError, AttributeError):
        content = None
    if content is None or process.returncode:
        if manner == "fast":
            raise _Died(_TOO_HARD)
        raise FileRefused(_TOO_HARD)
    if mark == REFUSED:
        text, values = content
        raise FileRefused(text, **values)
    return tuple(content)


def _answer(
    process: subprocess.Popen[bytes], message: bytes, seconds: float, waiting: Callable[[], None]
) -> bytes:
    """Return what a process answers; raises TimeoutExpired, and what `waiting` raises.

    A thread talks to it: asked in short turns, `communicate` forgets the rest of a long message.
    """
    with ThreadPoolExecutor(1) as pool:
        answering = pool.submit(process.communicate, message, seconds)
        try:
            while True:
                try:
                    return answering.result(BEAT)[0]
                except TimeoutError:
                    waiting()
        except BaseException:
            process.kill()  # Or the thread would wait for it to the end of its time.
            raise
