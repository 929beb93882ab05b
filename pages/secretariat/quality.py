"""Data quality: entries to check before anybody relies on them."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.errors import n_
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.read import quality
from ifla_metrics.store.read.quality import Finding
from ifla_metrics.ui import lists, navigation, shell
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.markup import as_markdown

CHECKS: dict[str, tuple[str, str, Callable[[Any], list[Finding]]]] = {
    "contradictions": (
        n_("Contradictions"),
        n_("Entries of the same fact, with different values."),
        quality.contradictions,
    ),
    "totals": (
        n_("Totals do not match"),
        n_(
            "A value differs from its numerator and denominator or from the sum of its "
            "countries, or a stage has more people than the stage before."
        ),
        quality.mismatched_totals,
    ),
    "never_updated": (
        n_("Never updated"),
        n_("Ended over a month ago, still marked planned or under way."),
        lambda connection: quality.never_updated(connection, on=today()),
    ),
    "no_evidence": (
        n_("Without evidence"),
        n_("Completed over a month ago, with neither evidence nor a source."),
        lambda connection: quality.activities_without_evidence(connection, on=today()),
    ),
}
"""Title, rule and function of each check, the most serious first."""


def describe(check: str, finding: Finding) -> str:
    """Return a few words on a finding."""
    entry = finding.entry
    if check == "totals":
        stated, computed = t.number(finding.stated), t.number(finding.computed)
        return t("{stated} reported, {computed} from its parts", stated=stated, computed=computed)
    if isinstance(entry.draft, ActivityDraft):
        return t("ended on {day}", day=t.date(entry.draft.ended_on, "medium"))
    return t.date(entry.day, "medium") if entry.day else ""


shell.require(Right.REVIEW)
t = shell.t()
code_book = form_code_book(t)

with read_transaction(engine()) as connection:
    findings_by_check = {check: find(connection) for check, (_, _, find) in CHECKS.items()}
entries = {(f.entry.kind, f.entry.uid) for found in findings_by_check.values() for f in found}
number = len(entries)
title = t.plural("{n} entry should be checked", "{n} entries should be checked", number)
if any(len(findings) >= quality.MOST for findings in findings_by_check.values()):
    title = t("At least {n} entries should be checked", n=number)
shell.title(title if number else t("No entry needs checking"))

titles = {
    check: f"{t(CHECKS[check][0])} · {t.number(len(findings))}"
    for check, findings in findings_by_check.items()
    if findings
}
chosen = navigation.selectbox_in_url("check", titles, t("All checks"))
rows = [
    {
        t("Entry"): code_book.entry_title(entry.kind, entry.title, entry.framework),
        t("Check"): t(CHECKS[check][0]),
        t("Finding"): describe(check, finding),
        t("Working groups"): t(", ").join(map(code_book.group, entry.groups)),
        lists.LINK: navigation.entry_url(entry.kind, entry.uid, entry.framework),
    }
    for check, findings in findings_by_check.items()
    if chosen in ("", check)
    for finding in findings
    for entry in [finding.entry]
]
if rows:
    lists.show("quality", rows, title=t("Entries to check"))
    with st.expander(t("What is checked")):
        for title, rule, _find in CHECKS.values():
            st.markdown(f"**{as_markdown(t(title))}**  \n{as_markdown(t(rule))}")
