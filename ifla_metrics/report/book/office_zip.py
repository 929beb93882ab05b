"""Office files that are the same bytes for the same content: no clock of this machine in them."""

from __future__ import annotations

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
_CREATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_INSIDE = (".xlsx",)


def steady(written: bytes, *, day: str) -> bytes:
    """Return the file packed anew, its own dates and those of workbooks inside it set to `day`.

    Args:
        written: An Office file, a zip.
        day: ISO 8601.
    """
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            body = old.read(name)
            if name.endswith(_INSIDE):
                body = steady(body, day=day)
            elif name == "docProps/core.xml":
                body = _CREATED.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode() + rb"\g<2>", body)
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, body)
    return packed.getvalue()
