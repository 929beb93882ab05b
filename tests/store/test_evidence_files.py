"""Evidence files: identified by content, stored once per group, checked before they are stored."""

import io
import zipfile

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import Refused
from ifla_metrics.store.write import evidence_files
from ifla_metrics.store.write.evidence_files import read_evidence, save_evidence
from tests.store.conftest import ALP, VIEWER
from tests.store.queries import audit_entries, query

PDF = b"%PDF-1.7\nreport"


def archive(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, "x")
    return buffer.getvalue()


def test_a_file_is_stored_once_per_group_and_read_back_unchanged(engine):
    saved = save_evidence(engine, PDF, name="C:\\reports\\May\n2011.PDF", group="ALP", actor=ALP)

    file = query(engine, read_evidence, saved.id, actor=VIEWER)

    assert file.content == PDF
    assert (file.name, file.media_type, file.size) == ("May 2011.pdf", "application/pdf", 15)
    assert saved.address == f"evidence:{saved.id}"
    assert len(audit_entries(engine, saved.id)) == 1
    assert save_evidence(engine, PDF, name="b.pdf", group="ALP", actor=LOCAL) == saved
    assert save_evidence(engine, PDF, name="c.pdf", group="HQ", actor=LOCAL).id != saved.id


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "PDF"),
        (b"<script>alert(1)</script>", "PDF"),
        (b"PK\x03\x04 not a zip", "PDF"),
        (archive("a.txt"), "PDF"),
        (archive("word/vbaProject.bin"), "macros"),
        (b"%PDF-" + b"x" * 5_000_000, "5 MB"),
    ],
)
def test_an_unsuitable_file_is_refused(engine, content, reason):
    with pytest.raises(Refused, match=reason):
        save_evidence(engine, content, name="report.pdf", group="ALP", actor=LOCAL)


def test_a_group_has_a_storage_quota(engine, monkeypatch):
    monkeypatch.setattr(evidence_files, "GROUP_QUOTA", 20)
    save_evidence(engine, PDF, name="a.pdf", group="ALP", actor=LOCAL)
    with pytest.raises(Refused, match="link"):
        save_evidence(engine, PDF + b"2", name="b.pdf", group="ALP", actor=LOCAL)
