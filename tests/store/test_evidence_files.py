"""Evidence is told by its bytes, kept once a group, and given only to who may read it."""

import io
import zipfile

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Refused
from ifla_metrics.store import evidence_files
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.evidence_files import read_evidence, save_evidence
from tests.store.conftest import entries

PDF = b"%PDF-1.7\nreport"
ALP = Actor("ada", Role.EDITOR, frozenset({"ALP"}))


def archive(name):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as found:
        found.writestr(name, "x")
    return made.getvalue()


def test_a_file_is_kept_once_a_group_and_given_back_byte_for_byte(engine):
    kept = save_evidence(engine, PDF, name="C:\\reports\\May\n2011.PDF", group="ALP", actor=ALP)

    with read_transaction(engine) as connection:
        found, content = read_evidence(connection, kept.id, actor=Actor("v", Role.VIEWER))
        audited = entries(connection, subject=kept.id)

    assert content == PDF
    assert (found.name, found.media_type, found.size) == ("May 2011.pdf", "application/pdf", 15)
    assert kept.address == f"evidence:{kept.id}"
    assert len(audited) == 1
    assert save_evidence(engine, PDF, name="b.pdf", group="ALP", actor=LOCAL) == kept
    assert save_evidence(engine, PDF, name="c.pdf", group="HQ", actor=LOCAL).id != kept.id


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "PDF"),
        (b"<script>alert(1)</script>", "PDF"),
        (b"PK\x03\x04 not a zip", "PDF"),
        (archive("a.txt"), "PDF"),
        (archive("word/vbaProject.bin"), "macros"),
        (b"%PDF-" + b"x" * 5_000_000, "5 MB"),
    ],
)
def test_what_cannot_be_evidence_is_refused_and_nothing_is_kept(engine, content, words):
    with pytest.raises(Refused, match=words):
        save_evidence(engine, content, name="report.pdf", group="ALP", actor=LOCAL)


def test_a_group_has_room_for_so_much(engine, monkeypatch):
    monkeypatch.setattr(evidence_files, "GROUP_QUOTA", 20)
    save_evidence(engine, PDF, name="a.pdf", group="ALP", actor=LOCAL)
    with pytest.raises(Refused, match="link"):
        save_evidence(engine, PDF + b"2", name="b.pdf", group="ALP", actor=LOCAL)
