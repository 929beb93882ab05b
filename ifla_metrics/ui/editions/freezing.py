"""Freeze a report: draw it, and keep its figures, words and files in one write."""

from __future__ import annotations

import json
from datetime import date

from ifla_metrics.choices import Choices
from ifla_metrics.i18n import translate
from ifla_metrics.report.book import press
from ifla_metrics.report.book.templates import Template
from ifla_metrics.report.edition import edition_of
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.editions import freeze_edition
from ifla_metrics.ui import report_figures
from ifla_metrics.ui.auth import actor

FORMATS: tuple[press.Format, ...] = ("pdf", "docx")
"""Files that an edition keeps: the one that was printed, and the one that editors went on with."""


def freeze(
    name: str, template: Template, choices: Choices, *, note: str, corrects: str, key: str
) -> str:
    """Freeze the report of a template with these choices; returns the edition's uid.

    Raises:
        IflaMetricsError: What is wrong with it; nothing was kept.
    """
    t = translate(choices.language)
    book, figures = report_figures.read(template, choices)
    files = {
        f"{template.name}.{kind}": (press.MEDIA_TYPES[kind], press.write(book, kind, figures, t))
        for kind in FORMATS
    }
    known_on = date.fromisoformat(next(iter(figures.values())).facts["known_on"])
    draft = edition_of(
        figures.values(),
        t,
        name=name,
        choices=choices,
        known_on=known_on,
        files=files,
        template=template.name,
        texts=json.dumps(book.record(), ensure_ascii=False),
        note=note,
        corrects=corrects,
    )
    return freeze_edition(engine_of(database_url()), draft, actor=actor(), key=key)
