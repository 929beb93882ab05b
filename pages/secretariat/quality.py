"""Data quality: what in the log should be looked at before anybody relies on it."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.ui import due_reports, lists, navigation, quality_checks, shell, sources
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.markup import as_markdown
from ifla_metrics.ui.quality_checks import CHECKS

shell.require(Right.REVIEW)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)

due = due_reports.read(choices)
found = quality_checks.run(
    sources.available_choices().in_language(t.language).frameworks[choices.framework]
)
number = sum(map(len, found.values()))
shell.title(
    t.plural("{n} entry should be checked", "{n} entries should be checked", number)
    if number
    else t("No entry needs checking"),
    lede=words.sentences(
        words.overdue_reports(due.overdue, t), words.about_reports(due.reading, t)
    ),
)

titles = {
    code: f"{t(CHECKS[code].title)} · {t.number(len(findings))}"
    for code, findings in found.items()
    if findings
}
chosen = navigation.select_in_address("check", titles, t("All checks"))
if chosen:
    st.caption(as_markdown(t(CHECKS[chosen].rule)))
rows = [
    {
        "kind": finding.kind,
        "uid": finding.uid,
        "framework": finding.framework,
        "title": code_book.entry(finding.kind, finding.title, finding.framework),
        "check": t(CHECKS[code].title),
        "finding": CHECKS[code].describe(finding, code_book, t),
        "groups": t(", ").join(code_book.groups.get(group, group) for group in finding.groups),
    }
    for code, findings in found.items()
    if chosen in ("", code)
    for finding in findings
]
if rows:
    columns = {
        "title": t("Entry"),
        "check": t("Check"),
        "finding": t("Finding"),
        "groups": t("Working groups"),
    }
    lists.show("quality", rows, columns, choices, t, title=t("Entries to check"))
    with st.expander(t("What is checked")):
        for check in CHECKS.values():
            st.markdown(f"**{as_markdown(t(check.title))}**  \n{as_markdown(t(check.rule))}")

if due.overdue:
    st.header(t("Overdue reports by group"), anchor=False)
for group in dict.fromkeys(report.group for report in due.overdue):
    owed = words.counted_reports([r for r in due.overdue if r.group == group], t)
    told = t(
        "{subject}: {told}",
        subject=code_book.groups.get(group, group) or t("no owner named"),
        told=owed,
    )
    if group:
        navigation.link(told, "our-work", choices, group=group)
    else:
        st.markdown(as_markdown(told))
