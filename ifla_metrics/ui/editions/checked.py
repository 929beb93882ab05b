"""What a drift check found: old and new value, the entries behind it, and the errata."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.figures.registry import reopened
from ifla_metrics.i18n import Translate
from ifla_metrics.report import drift_causes
from ifla_metrics.report.drift import Drift, errata
from ifla_metrics.report.drift_causes import FEW, Behind, Causes, Entry
from ifla_metrics.report.drift_check import Check, translation_changed
from ifla_metrics.report.marks import marks
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.editions import Changed, Edition
from ifla_metrics.ui import errors, shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.editions import checking
from ifla_metrics.ui.editions.held import held
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.navigation import entry_address
from ifla_metrics.ui.tables import plain

TYPES = ("pdf", "docx", "pptx", "html", "svg")
Link = Callable[[str, str, str], Html]
"""Gives an entry's title, kind and id as a link."""
MOST = 40
"""Cells of one figure, and entries, that are listed."""


def edition(one: Edition, t: Translate, *, today: date) -> None:
    """Show what has changed since an edition was frozen."""
    with reading(engine_of(database_url())) as connection:
        figures = editions.figures_of(connection, one.uid)
    found = held("check", one.uid, lambda: checking.check(figures))
    if _told(found, t, name=one.name, key=one.uid, today=today):
        changes = held("causes", one.uid, lambda: checking.causes(one))
        st.html(_causes(changes, one.framework, t))


def _told(found: Check, t: Translate, *, name: str, key: str, today: date) -> bool:
    """Show what was found, when asked for the entries behind it, and the errata; say if any are."""
    behind: Behind | None = None
    if found.moved and st.toggle(
        t("Show the entries behind each change"), key=f"edition_behind_{key}"
    ):
        with st.spinner(t("The figures are made again, day by day …")):
            ids = tuple(one.figure_id for one in found.moved)
            behind = held("behind", (key, ids), lambda: checking.behind(found.moved))
    st.html(_found(found, t, behind))
    told = None if behind is None else drift_causes.told(found.moved, behind, t)
    text = errata(found.moved, t, edition=name, day=today, behind=told)
    if text:
        st.download_button(
            t("Errata as text"),
            data=text.encode("utf-8"),
            file_name="errata.txt",
            mime="text/plain",
            on_click="ignore",
            key=f"errata_{key}",
        )
    return bool(text)


def dropped(t: Translate, *, today: date) -> None:
    """Let the reader drop a file made here, or type ids, and say what has changed since."""
    st.html(tag("h2", t("Check a draft")))
    upload = st.file_uploader(
        t("A PDF, Word, PowerPoint or HTML file that was made here"),
        type=list(TYPES),
        key="edition_draft",
    )
    typed = st.text_area(t("Or figure ids, one a line"), key="edition_ids", max_chars=20_000)
    try:
        if upload is not None:
            name, ids = upload.name, marks(upload.getvalue())
        else:
            name = t("Draft")
            ids = tuple(line.strip() for line in (typed or "").splitlines() if line.strip())
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    if ids:
        found = held("draft", ids, lambda: checking.check_ids(ids))
        _told(found, t, name=name, key="draft", today=today)


def _found(found: Check, t: Translate, behind: Behind | None = None) -> Html:
    moved = found.moved
    checked = len(found.drifts)
    head = (
        t.plural(
            "{n} figure of {all} no longer says what was printed",
            "{n} figures of {all} no longer say what was printed",
            len(moved),
            all=checked,
        )
        if moved
        else t.plural(
            "{n} figure still says what was printed",
            "{n} figures still say what was printed",
            checked,
        )
        if checked
        else ""
    )
    parts = [tag("h4", head)] if head else []
    parts += [
        _drift(one, t, None if behind is None else behind.get(one.figure_id, Causes()))
        for one in moved
    ]
    if found.reworded:
        parts.append(tag("p", translation_changed(found, t), class_="im-sub"))
    parts += [
        tag("p", t("{id}: {reason}", id=one, reason=reason.say(t)), class_="im-sub")
        for one, reason in found.lost
    ]
    if found.unknown:
        words = t(
            "In no edition: {ids}. Freeze one to check them later.", ids=", ".join(found.unknown)
        )
        parts.append(tag("p", words, class_="im-sub"))
    return tag("div", *parts)


def _drift(one: Drift, t: Translate, behind: Causes | None) -> Html:
    titles = [t("Row"), t("Column"), t("Printed"), t("Now")]
    titles += [] if behind is None else [t("Entries behind it")]
    link = _links(reopened(one.figure_id)[1].framework)
    rows = (
        (
            cell.row,
            cell.column,
            cell.before,
            cell.now,
            *(() if behind is None else (_linked(behind.of(cell), link, t),)),
        )
        for cell in one.moved[:MOST]
    )
    notes = [t("The translation changed too: the table has the words of today.")]
    notes = notes if one.reworded else []
    notes += [] if behind is None else drift_causes.not_made(behind, t)
    return tag(
        "details",
        tag("summary", f"{one.title} · {t.number(len(one.moved))}"),
        tag("p", one.figure_id, class_="im-small"),
        plain(titles, rows, caption=one.title),
        *(tag("p", said, class_="im-sub") for said in notes),
    )


def _links(framework: str) -> Link:
    """Return what makes of an entry of a strategy a link for who may open it, else its title.

    A link carries the reader's choices, or those that another strategy opens with.
    """
    chosen, reader = shell.choices(), actor()
    if framework != chosen.framework:
        chosen = sources.plan().start(framework, language=chosen.language)

    def link(title: str, kind: str, uid: str) -> Html:
        href = entry_address(kind, uid, chosen, reader)
        return tag("a", title, href=href, target="_self") if href else tag("span", title)

    return link


def _linked(entries: Sequence[Entry], link: Link, t: Translate) -> Html:
    """Return links to the entries behind a change; words where no entry is."""
    if not entries:
        return join((drift_causes.named(entries, t),))
    links = [
        link(drift_causes.title_of(entry, t), entry.kind, entry.uid) for entry in entries[:FEW]
    ]
    more = len(entries) - FEW
    words = [t.plural("and {n} more", "and {n} more", more)] if more > 0 else []
    return join((*links, *words), between=", ")


def _causes(changes: list[Changed], framework: str, t: Translate) -> Html:
    if not changes:
        return tag(
            "p",
            t("No entry changed since: the strategy or the reference data did."),
            class_="im-sub",
        )
    link = _links(framework)
    lines = (
        tag(
            "li",
            link(change.title, change.kind, change.uid),
            tag(
                "span",
                t("version {n}", n=change.version)
                + f" · {shell.moment(change.at, t)}"
                + (f" · {change.reason}" if change.reason else ""),
                class_="im-small",
            ),
        )
        for change in changes[:MOST]
    )
    return join((tag("h4", t("Entries behind it")), tag("ul", *lines, class_="im-entries")))
