"""Evidence files of working groups, named by an address in a version of an entry."""

import hashlib
import io
import secrets
import zipfile
from dataclasses import asdict, dataclass, fields

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.log_tables import MAX_EVIDENCE_SIZE, EvidenceFileRow
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.text import clean_line

ADDRESS = "evidence:"
"""Begins the address of a file among the evidence of a version."""
MOST = 200_000_000
"""Bytes that one group can keep."""
LONGEST_NAME = 120

_OFFICE = "application/vnd.openxmlformats-officedocument."
STARTS = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
}
"""Media type and ending of a file by its first bytes."""
PARTS = {
    "word/document.xml": (f"{_OFFICE}wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (f"{_OFFICE}spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (f"{_OFFICE}presentationml.presentation", ".pptx"),
}
"""The same of a zip file by a part that it holds."""
ENDINGS = tuple(ending for _, ending in (*STARTS.values(), *PARTS.values()))
"""For the list of files that a browser offers; the bytes decide."""

_FILE = table_of(EvidenceFileRow)


@dataclass(frozen=True)
class EvidenceFile:
    """A kept file without its content; `size` in bytes."""

    id: str
    group_code: str
    name: str
    media_type: str
    size: int

    @property
    def address(self) -> str:
        """The address among the evidence of an activity or a record."""
        return ADDRESS + self.id


_FACTS = tuple(_FILE.c[field.name] for field in fields(EvidenceFile))


@writes(Right.UPLOAD_EVIDENCE, "evidence_file", "group", groups="group", bump_revision=False)
def save_evidence(
    connection: Connection, content: bytes, *, name: str, group: str, actor: Actor
) -> EvidenceFile:
    """Keep a file of a group; the same content again gives the file that is there.

    Raises:
        NotAllowed: The actor does not belong to the group.
        Refused: Empty, too large, of another type, or the group's quota is used up.
        UnknownCode: There is no such group.
    """
    media_type, ending = _media_type_of(content)
    digest = hashlib.sha256(content).hexdigest()
    catalogue(connection).require_group(group)
    held = connection.execute(
        sa.select(*_FACTS).where(_FILE.c.group_code == group, _FILE.c.digest == digest)
    ).first()
    if held is not None:
        return EvidenceFile(*held)
    used = sa.select(sa.func.sum(_FILE.c.size)).where(_FILE.c.group_code == group)
    if (connection.execute(used).scalar() or 0) + len(content) > MOST:
        raise Refused(
            n_("The group already has {most} MB of evidence files; please give a link instead."),
            most=MOST // 1_000_000,
        )
    kept = EvidenceFile(
        secrets.token_urlsafe(16), group, _name(name, ending), media_type, len(content)
    )
    connection.execute(sa.insert(_FILE), {**asdict(kept), "digest": digest, "content": content})
    audit(connection, actor, Right.UPLOAD_EVIDENCE, "evidence_file", kept.id)
    return kept


def _media_type_of(content: bytes) -> tuple[str, str]:
    """Return the media type and the suffix of an evidence file.

    Raises:
        Refused: It is too large, of another type (as an empty one is), or carries macros.
    """
    if len(content) > MAX_EVIDENCE_SIZE:
        raise Refused(
            n_("The file is {size} MB; an evidence file can be up to {most} MB."),
            size=round(len(content) / 1e6, 1),
            most=MAX_EVIDENCE_SIZE // 1_000_000,
        )
    starts = (kind for start, kind in STARTS.items() if content.startswith(start))
    found = next(starts, None) or _office(content)
    if found is None:
        raise Refused(
            n_("Evidence is a PDF, a PNG or JPEG picture, or a Word, Excel or PowerPoint file.")
        )
    return found


def _office(content: bytes) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(n_("The file contains macros; save it without them."))
    return next((kind for part, kind in PARTS.items() if part in names), None)


def _name(typed: str, ending: str) -> str:
    """Return a file name without folders, with the ending of its type."""
    last = clean_line(typed).replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last or "evidence"
    return stem[: LONGEST_NAME - len(ending)] + ending


def content_of(connection: Connection, file_id: str, *, actor: Actor) -> tuple[EvidenceFile, bytes]:
    """Return a kept file and its bytes.

    Raises:
        NotAllowed: The reader may not read evidence.
        UnknownCode: There is no such file.
    """
    row = connection.execute(
        sa.select(*_FACTS, _FILE.c.content).where(_FILE.c.id == file_id)
    ).first()
    require(actor, Right.READ_EVIDENCE, (row[1],) if row is not None else ())
    if row is None:
        raise UnknownCode(n_("evidence file"), file_id)
    return EvidenceFile(*row[:-1]), bytes(row[-1])
