"""`edition`: freeze a report, list what is frozen, see what has changed since."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.database import engine, opened, plainly
from ifla_metrics.cli.edition_check import checked

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate

DONE = 0


def edition(name: str) -> Callable[[Namespace, Translate], int]:
    """Return the function of one of the commands."""
    return {"list": listed, "freeze": freeze, "check": checked}[name]


def listed(_asked: Namespace, t: Translate) -> int:
    """Write one line an edition: id, name, what it speaks of, when it was frozen and by whom."""
    from ifla_metrics.store import editions, rights

    with opened() as connection:
        names = rights.names(connection)
        for one in editions.editions(connection):
            known = t("Log as known on {day}", day=t.date(one.known_on, "medium"))
            frozen = f"{one.frozen_at:%Y-%m-%d}  {names.get(one.frozen_by, one.frozen_by)}"
            print(f"{one.uid}  {one.name}  {one.framework}  {known}  {frozen}")
    return DONE


def freeze(asked: Namespace, t: Translate) -> int:
    """Draw a report, keep it, and write the id of the edition."""
    from ifla_metrics.cli import report
    from ifla_metrics.report.book import contents, press
    from ifla_metrics.report.edition import edition_of
    from ifla_metrics.store.editions import freeze_edition

    template = report.template_of(asked)
    figures, facts = report.read(template, asked, t)
    book = contents.build(template, figures, facts, t)
    formats: tuple[press.Format, ...] = ("pdf", "docx")
    files = {
        f"{template.name}.{kind}": (press.MEDIA_TYPES[kind], press.write(book, kind, figures, t))
        for kind in formats
    }
    draft = edition_of(
        figures.values(),
        t,
        name=asked.name,
        choices=facts.choices,
        known_on=facts.known_on,
        files=files,
        template=template.name,
        texts=json.dumps(book.record(), ensure_ascii=False),
        note=asked.note,
        corrects=asked.corrects,
    )
    with plainly():
        print(freeze_edition(engine(), draft, actor=LOCAL))
    return DONE
