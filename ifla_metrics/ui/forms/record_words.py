"""One line about a record: what it is about, with its day or stage."""

from __future__ import annotations

from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models import drafts
from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.ui.codes import FormCodeBook


def summary(draft: RecordDraft, framework: Framework, code_book: FormCodeBook, t: Translate) -> str:
    """Return what a record is about, with its day or stage."""
    return " · ".join(part for part in _parts(draft, framework, code_book, t) if part)


def _parts(
    draft: RecordDraft, framework: Framework, code_book: FormCodeBook, t: Translate
) -> list[str]:
    match draft:
        case drafts.ObservationDraft():
            names = {i.code: i.short_title for i in framework.indicators}
            indicator = f"{draft.indicator} {names.get(draft.indicator, '')}".strip()
            return [indicator, t.date(draft.as_of, "medium"), _value(draft, t)]
        case drafts.MilestoneDraft():
            if draft.actual_on:
                return [draft.title, t("reached {day}", day=t.date(draft.actual_on, "medium"))]
            if draft.planned_on:
                return [draft.title, t("planned {day}", day=t.date(draft.planned_on, "medium"))]
            return [draft.title]
        case drafts.CohortCountDraft():
            stage = _term(code_book, "cohort_stage", draft.stage, t)
            return [draft.cohort, stage, t.number(draft.count), t.date(draft.as_of, "medium")]
        case drafts.ResourceStageDraft():
            stage = _term(code_book, "resource_stage", draft.stage, t)
            language = _term(code_book, "resource_language", draft.language, t)
            return [draft.title, language, stage, t.date(draft.as_of, "medium")]
        case drafts.AssociationOutcomeDraft():
            association = code_book.associations.get(draft.association, draft.association)
            return [association, draft.title, t.date(draft.as_of, "medium")]
        case drafts.StoryDraft():
            country = code_book.country(draft.country, t) if draft.country else ""
            return [draft.title, country, t.date(draft.as_of, "medium")]
        case drafts.RemarkDraft():
            return [draft.subject, draft.why, t.date(draft.as_of, "medium")]
    raise TypeError(type(draft).__name__)


def _value(draft: drafts.ObservationDraft, t: Translate) -> str:
    if draft.numerator is not None and draft.denominator is not None:
        return t("{n} of {k}", n=t.number(draft.numerator), k=t.number(draft.denominator))
    return t.number(draft.value) if draft.value is not None else t("no value")


def _term(code_book: FormCodeBook, name: str, code: str, t: Translate) -> str:
    title = code_book.terms.get(name, {}).get(code, "")
    return t(title) if title else code
