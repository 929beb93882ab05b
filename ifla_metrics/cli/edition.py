"""`edition`: freeze a report, list what is frozen, see what has changed since."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.asked import reading_of
from ifla_metrics.cli.database import opened, plainly
from ifla_metrics.settings import database_url

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.models.edition_drafts import FrozenFigure

DONE, FOUND = 0, 1


def edition(name: str) -> Callable[[Namespace, Translate], int]:
    """Return the function of one of the commands."""
    return {"list": listed, "freeze": freeze, "check": checked}[name]


def listed(_asked: Namespace, t: Translate) -> int:
    """Write one line an edition: id, name, what it speaks of, when it was frozen."""
    from ifla_metrics.store import editions

    with opened() as connection:
        for one in editions.editions(connection):
            known = t("Log as known on {day}", day=t.date(one.known_on, "medium"))
            print(f"{one.uid}  {one.name}  {one.framework}  {known}  {one.frozen_at:%Y-%m-%d}")
    return DONE


def freeze(asked: Namespace, t: Translate) -> int:
    """Draw a report, keep it, and write the id of the edition."""
    from ifla_metrics.cli import report
    from ifla_metrics.report.book import contents, press
    from ifla_metrics.report.edition import edition_of
    from ifla_metrics.store.database import engine_of
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
        figures.values(), t,
        name=asked.name, choices=facts.choices, known_on=facts.known_on, files=files,
        template=template.name, texts=json.dumps(book.record(), ensure_ascii=False),
        note=asked.note, corrects=asked.corrects,
    )  # fmt: skip
    with plainly():
        print(freeze_edition(engine_of(database_url()), draft, actor=LOCAL))
    return DONE


def checked(asked: Namespace, t: Translate) -> int:
    """Write the errata of what was printed; nothing, and 0, when everything still stands."""
    from ifla_metrics.report.drift import errata
    from ifla_metrics.report.drift_check import check

    with opened() as connection:
        name, figures, unknown = _printed(connection, asked.what)
        found = check(figures, lambda figure, choices: _now(connection, figure, choices))
    for one, reason in found.lost:
        print(t("{id}: {reason}", id=one, reason=reason.say(t)))
    if unknown:
        print(t("In no edition: {ids}. Freeze one to check them later.", ids=", ".join(unknown)))
    today: date = datetime.now(UTC).date()
    text = errata(found.moved, t, edition=name, day=today)
    print(text, end="")
    if not text and found.drifts:
        print(t.plural(
            "{n} figure still says what was printed",
            "{n} figures still say what was printed", len(found.drifts),
        ))  # fmt: skip
    return FOUND if found.moved or found.lost else DONE


def _printed(connection: Any, what: Sequence[str]) -> tuple[str, list[FrozenFigure], list[str]]:
    """Return what is asked about: its name, its figures as printed, ids that no edition has."""
    from ifla_metrics.report.marks import marks
    from ifla_metrics.store import editions

    if len(what) == 1 and Path(what[0]).is_file():
        name, ids = Path(what[0]).name, list(marks(Path(what[0]).read_bytes()))
    elif len(what) == 1 and "~" not in what[0]:
        one = editions.edition(connection, what[0])
        return one.name, editions.figures_of(connection, one.uid), []
    else:
        name, ids = ", ".join(what), list(what)
    printed = editions.printed(connection, ids)
    return name, [printed[i] for i in ids if i in printed], [i for i in ids if i not in printed]


def _now(connection: Any, name: str, choices: Choices) -> Figure:
    from ifla_metrics.figures import catalogue
    from ifla_metrics.i18n import translate
    from ifla_metrics.store import queries

    framework = queries.known_framework(connection, choices.framework, choices.known_on)
    period = framework.period(choices.period).code
    kind = catalogue.find(name, framework)
    reading = reading_of(connection, replace(choices, period=period), (kind,))
    return kind.build(reading, translate(choices.language))
