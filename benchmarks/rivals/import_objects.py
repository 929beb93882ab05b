"""The rival of an import: openpyxl, one validated object a row, each written as objects of a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measuring import Steps

TOGETHER = 1_000
"""Drafts whose objects are written at once: as quick as all, in half of the memory."""


def objects(file: Path, _folder: Path) -> dict[str, Any]:
    """Read with openpyxl, build a validated draft a row, write each as objects of a session."""
    import openpyxl

    from ifla_metrics.models.drafts import (
        ActivityDraft,
        AlignmentDraft,
        ContributionDraft,
        ParticipationDraft,
    )
    from ifla_metrics.settings import database_url
    from ifla_metrics.store.database import engine_of

    steps, engine = Steps(), engine_of(database_url())

    def drafts() -> list[Any]:
        found = []
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(min_row=2, values_only=True):
            title, kind, begun, ended, country, group, plan, outcome, direction, women, men = row
            found.append(
                ActivityDraft(
                    title=title,
                    kind=kind,
                    started_on=begun.date(),
                    ended_on=ended.date(),
                    countries=(country,),
                    groups=(group,),
                    contributions=(ContributionDraft(framework=plan, outcome=outcome),),
                    alignments=(
                        AlignmentDraft(framework=plan, direction=direction.split()[0], weight=1200),
                    ),
                    participation=(
                        ParticipationDraft(gender="woman", count=women),
                        ParticipationDraft(gender="man", count=men),
                    ),
                )
            )
        return found

    read = steps.take("read and validate", drafts)
    steps.take("write", lambda: _write_objects(engine, read))
    return {"seconds": steps.seconds, "processor": steps.processor, "rows": len(read)}


def _write_objects(engine: Any, drafts: Sequence[Any]) -> None:
    """Write in one transaction; what was flushed is let go, `TOGETHER` drafts at a time."""
    from sqlmodel import Session

    from ifla_metrics.models import activity_tables as tables
    from ifla_metrics.models import tables as every  # noqa: F401  The mapper wants those referred to.
    from ifla_metrics.store.known import now
    from ifla_metrics.store.moments import new_uid

    at = now()
    scalar = [
        name
        for name in tables.ActivityVersionRow.model_fields
        if name in type(drafts[0]).model_fields
    ]
    with Session(engine) as session:
        for first in range(0, len(drafts), TOGETHER):
            some = list(enumerate(drafts[first : first + TOGETHER], start=first + 1))
            for number, _ in some:
                session.add(
                    tables.ActivityRow(id=number, uid=new_uid(), created_at=at, logged_on=at.date())
                )
            session.flush()
            for number, d in some:
                session.add(
                    tables.ActivityVersionRow(
                        **{name: getattr(d, name) for name in scalar},
                        id=number,
                        activity_id=number,
                        version=1,
                        withdrawn=False,
                        known_from_assumed=False,
                        recorded_at=at,
                        recorded_by="local",
                        reason="",
                    )
                )
            session.flush()
            for number, d in some:
                session.add_all(_children(tables, number, d))
            session.flush()
        session.commit()


def _children(tables: Any, number: int, d: Any) -> Iterator[Any]:
    yield tables.ActivityGroupRow(version_id=number, position=0, group_code=d.groups[0], lead=True)
    yield tables.ActivityCountryRow(version_id=number, position=0, country=d.countries[0])
    for place, claim in enumerate(d.contributions):
        yield tables.ContributionRow(version_id=number, position=place, **dict(claim))
    for place, served in enumerate(d.alignments):
        yield tables.AlignmentRow(version_id=number, position=place, **dict(served))
    for place, line in enumerate(d.participation):
        said = {**dict(line), "dimensions": "{}", "country": None, "association": None}
        yield tables.ParticipationRow(version_id=number, line=place, **said)
