"""What the directory of a packed file says, before anything of it is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from ifla_metrics.errors import n_
from ifla_metrics.exchange.limits import MEGABYTE, Limits
from ifla_metrics.exchange.sheets import FileRefused

DAMAGED = n_("The file is damaged: open it in a spreadsheet program, save it again and send that.")
TOO_MUCH = n_(
    "Unpacked, the file is larger than {limit} MB. Split it, or send only the rows that changed."
)
SUSPECT = n_("The file is packed more tightly than a real workbook ever is; it is not opened.")
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    UnicodeError,
    OverflowError,
    MemoryError,
)
_PACKED_AGAIN = (".zip", ".7z", ".rar", ".gz", ".tgz", ".xz", ".bz2")
_LENIENT = MEGABYTE
"""Below this many unpacked bytes the ratio is no danger."""


def check_directory(data: bytes, limits: Limits) -> None:
    """Raise FileRefused unless `data` is a workbook that can be unpacked within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = file.infolist()
    except ZIP_ERRORS:
        raise FileRefused(DAMAGED) from None
    names = [part.filename for part in parts]
    lower = {name.lower() for name in names}
    if len(names) > limits.parts:
        raise FileRefused(n_("The file has too many parts ({count})."), count=len(names))
    if len(lower) < len(names):
        raise FileRefused(DAMAGED)
    total = sum(part.file_size for part in parts)
    if total > limits.unpacked:
        raise FileRefused(TOO_MUCH, limit=limits.unpacked // MEGABYTE)
    if total > _LENIENT and total > limits.ratio * max(len(data), 1):
        raise FileRefused(SUSPECT)
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(n_("The file has a password. Save it without one and send that."))
    _check_kind(lower, data)


def _check_kind(names: set[str], data: bytes) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileRefused(n_("The file has macros. Save it as a workbook without macros (.xlsx)."))
    if "xl/workbook.bin" in names:
        raise FileRefused(n_("This is a binary workbook (.xlsb). Save it as .xlsx and send that."))
    if "content.xml" in names or b"opendocument" in data[:200]:
        raise FileRefused(
            n_("This is an OpenDocument file (.ods). Save it as .xlsx or .csv and send that.")
        )
    if any(name.startswith("word/") for name in names):
        raise FileRefused(n_("This is a Word document. Put the rows into a workbook (.xlsx)."))
    if any(name.startswith("ppt/") for name in names):
        raise FileRefused(n_("This is a presentation. Put the rows into a workbook (.xlsx)."))
    if any(name.endswith(".iwa") for name in names):
        raise FileRefused(n_("This is a Numbers file. Export it as Excel (.xlsx) and send that."))
    if any(name.endswith(_PACKED_AGAIN) for name in names) or "xl/workbook.xml" not in names:
        raise FileRefused(
            n_("This is an archive, not a workbook. Unpack it and send the .xlsx or .csv file.")
        )


def unpacked_part(file: zipfile.ZipFile, name: str, budget: int) -> bytes:
    """Return a part, at most `budget` bytes of it whatever the directory says.

    Raises FileRefused for one that is longer, has a document type, or is damaged.
    """
    try:
        with file.open(name) as part:
            content = part.read(budget + 1)
    except ZIP_ERRORS:
        raise FileRefused(DAMAGED) from None
    if len(content) > budget:
        raise FileRefused(TOO_MUCH, limit=budget // MEGABYTE)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused(n_("The file defines words of its own, as workbooks never do."))
    if content[:2] in (b"\xfe\xff", b"\xff\xfe"):
        raise FileRefused(DAMAGED)
    return content
