"""Evidence files that working groups upload; entries refer to them by address."""

import hashlib
import io
import secrets
import zipfile
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.log_tables import MAX_EVIDENCE_SIZE, EvidenceFileRow
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.text import clean_line

GROUP_QUOTA = 200_000_000
"""Maximum bytes of one group's files."""
LONGEST_NAME = 120

_OFFICE = "application/vnd.openxmlformats-officedocument."
SIGNATURES = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
}
"""Media type and suffix by the first bytes of a file."""
OFFICE_PARTS = {
    "word/document.xml": (f"{_OFFICE}wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (f"{_OFFICE}spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (f"{_OFFICE}presentationml.presentation", ".pptx"),
}
"""Media type and suffix of a zip file by a part that it contains."""
SUFFIXES = tuple(suffix for _, suffix in (*SIGNATURES.values(), *OFFICE_PARTS.values()))
"""Suffixes for the browser's file dialog; the content decides what is accepted."""

_FILE = table_of(EvidenceFileRow)


@writes(Right.UPLOAD_EVIDENCE, "evidence_file", "group", groups="group", bump_revision=False)
def save_evidence(
    connection: Connection, content: bytes, *, name: str, group: str, actor: Actor
) -> EvidenceFileRow:
    """Save a file of a group. The same content again returns the existing file."""
    media_type, suffix = _media_type_of(content)
    digest = hashlib.sha256(content).hexdigest()
    read_catalogue(connection).require_group(group)
    same = sa.select(_FILE).where(_FILE.c.group_code == group, _FILE.c.digest == digest)
    if existing := connection.execute(same).mappings().first():
        return EvidenceFileRow(**existing)
    used = sa.select(sa.func.sum(_FILE.c.size)).where(_FILE.c.group_code == group)
    if (connection.execute(used).scalar() or 0) + len(content) > GROUP_QUOTA:
        raise Refused(
            n_("The group already has {most} MB of evidence files; please give a link instead."),
            most=GROUP_QUOTA // 1_000_000,
        )
    file = EvidenceFileRow(
        id=secrets.token_urlsafe(16),
        group_code=group,
        name=_file_name(name, suffix),
        media_type=media_type,
        size=len(content),
        digest=digest,
        content=content,
    )
    connection.execute(sa.insert(_FILE), file.model_dump())
    audit(connection, actor, Right.UPLOAD_EVIDENCE, "evidence_file", file.id)
    return file


def _media_type_of(content: bytes) -> tuple[str, str]:
    """Return the media type and suffix of a file; raises Refused if it is no evidence."""
    if len(content) > MAX_EVIDENCE_SIZE:
        raise Refused(
            n_("The file is {size} MB; an evidence file can be up to {most} MB."),
            size=round(len(content) / 1e6, 1),
            most=MAX_EVIDENCE_SIZE // 1_000_000,
        )
    for start, file_type in SIGNATURES.items():
        if content.startswith(start):
            return file_type
    names: set[str] = set()
    with suppress(zipfile.BadZipFile, ValueError, NotImplementedError):
        names.update(zipfile.ZipFile(io.BytesIO(content)).namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(n_("The file contains macros; save it without them."))
    for part, file_type in OFFICE_PARTS.items():
        if part in names:
            return file_type
    raise Refused(
        n_("Evidence is a PDF, a PNG or JPEG picture, or a Word, Excel or PowerPoint file.")
    )


def _file_name(name: str, suffix: str) -> str:
    """Return a file name without folders, with the suffix of its type."""
    last = clean_line(name).replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last or "evidence"
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def read_evidence(connection: Connection, file_id: str, *, actor: Actor) -> EvidenceFileRow:
    """Return a file; raises NotAllowed if the actor may not read evidence."""
    row = connection.execute(sa.select(_FILE).where(_FILE.c.id == file_id)).mappings().first()
    require(actor, Right.READ_EVIDENCE, (row["group_code"],) if row is not None else ())
    if row is None:
        raise UnknownCode(n_("evidence file"), file_id)
    return EvidenceFileRow(**row)
