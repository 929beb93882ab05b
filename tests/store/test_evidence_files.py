"""Evidence is told by its bytes, kept once a group, and given only to who may read it."""

import io
import sqlite3
import time
import zipfile

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import InvalidRecord, NotAllowed, UnknownCode
from ifla_metrics.store import evidence_files
from ifla_metrics.store.database import reading
from ifla_metrics.store.evidence_files import content_of, facts, keep_evidence
from tests.store.conftest import entries
from tests.store.test_failures import in_threads

PDF = b"%PDF-1.7\nreport"
ALP = Actor("ada", Role.EDITOR, frozenset({"ALP"}))


def archive(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as found:
        for name in names:
            found.writestr(name, "x")
    return made.getvalue()


def test_a_kept_file_is_given_back_byte_for_byte(engine):
    kept = keep_evidence(engine, PDF, name="C:\\reports\\May\n2011.PDF", group="ALP", actor=ALP)

    with reading(engine) as connection:
        found, content = content_of(connection, kept.id, actor=Actor("v", Role.VIEWER))
        told = facts(connection, ("https://example.org", kept.address))
        audited = entries(connection, subject=kept.id)

    assert content == PDF
    assert (found.name, found.media_type, found.size) == ("May 2011.pdf", "application/pdf", 15)
    assert told == {kept.address: kept}
    assert len(audited) == 1


def test_the_same_content_is_kept_once_a_group(engine):
    first = keep_evidence(engine, PDF, name="a.pdf", group="ALP", actor=LOCAL)
    again = keep_evidence(engine, PDF, name="b.pdf", group="ALP", actor=LOCAL)
    other = keep_evidence(engine, PDF, name="c.pdf", group="HQ", actor=LOCAL)

    assert again == first
    assert other.id != first.id


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<script>alert(1)</script>", "PDF"),
        (b"MZ\x90\x00 program", "PDF"),
        (b"PK\x03\x04 not a zip", "PDF"),
        (archive("a.txt"), "PDF"),
        (archive("word/document.xml", "word/vbaProject.bin"), "macros"),
        (b"%PDF-" + b"x" * 5_000_000, "5 MB"),
    ],
)
def test_what_cannot_be_evidence_is_refused_and_nothing_is_kept(engine, content, words):
    with pytest.raises(InvalidRecord, match=words):
        keep_evidence(engine, content, name="report.pdf", group="ALP", actor=LOCAL)


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"])
def test_office_files_are_told_by_what_is_inside(engine, part):
    kept = keep_evidence(engine, archive(part), name="report", group="ALP", actor=LOCAL)

    assert kept.name.split(".")[-1] in {"docx", "xlsx", "pptx"}
    assert kept.name.startswith("report.")


def test_only_a_group_keeps_its_own_evidence(engine):
    for actor in (Actor("v", Role.VIEWER), Actor("e", Role.EDITOR, frozenset({"HQ"}))):
        with pytest.raises(NotAllowed):
            keep_evidence(engine, PDF, name="a.pdf", group="ALP", actor=actor)
    with pytest.raises(UnknownCode):
        keep_evidence(engine, PDF, name="a.pdf", group="ALPS", actor=LOCAL)


def test_a_stranger_reads_no_evidence_and_learns_of_none(engine):
    kept = keep_evidence(engine, PDF, name="a.pdf", group="ALP", actor=LOCAL)
    stranger = Actor("", Role.STRANGER)
    with reading(engine) as connection:
        for file_id in (kept.id, "no-such-file"):
            with pytest.raises(NotAllowed):
                content_of(connection, file_id, actor=stranger)
        with pytest.raises(UnknownCode):
            content_of(connection, "no-such-file", actor=LOCAL)


def test_a_group_has_room_for_so_much(engine, monkeypatch):
    monkeypatch.setattr(evidence_files, "MOST", 20)
    keep_evidence(engine, PDF, name="a.pdf", group="ALP", actor=LOCAL)
    with pytest.raises(InvalidRecord, match="link"):
        keep_evidence(engine, PDF + b"2", name="b.pdf", group="ALP", actor=LOCAL)


def test_uploads_at_once_do_not_pass_the_room_of_a_group(engine, monkeypatch):
    """Each upload waits between looking and writing, so that all would have looked first."""
    monkeypatch.setattr(evidence_files, "MOST", 40)
    real = evidence_files.now

    def slowly():
        time.sleep(0.3)
        return real()

    monkeypatch.setattr(evidence_files, "now", slowly)
    kept, refused = [], []

    def upload(i):
        try:
            content = PDF + str(i % 4).encode()
            kept.append(keep_evidence(engine, content, name="a.pdf", group="ALP", actor=ALP).id)
        except InvalidRecord:
            refused.append(i)

    in_threads(8, upload)

    with engine.connect() as connection:
        count, size = connection.exec_driver_sql(
            "SELECT count(*), sum(size) FROM evidence_file"
        ).one()
    print(f"\n{engine.dialect.name}: 8 uploads at once, {count} kept, {size} of 40 bytes")
    assert size <= 40
    assert (count, len(set(kept))) == (2, 2)
    assert len(kept) + len(refused) == 8


def test_a_file_travels_with_a_backup(engine, tmp_path):
    if engine.dialect.name != "sqlite":
        assert engine.dialect.name == "postgresql"  # pg_dump takes every table.
        return
    kept = keep_evidence(engine, PDF, name="a.pdf", group="ALP", actor=LOCAL)
    copy = tmp_path / "backup.db"
    with sqlite3.connect(engine.url.database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    [row] = target.execute("SELECT content FROM evidence_file WHERE id = ?", (kept.id,)).fetchall()
    assert row[0] == PDF
    source.close()
    target.close()
