"""Figures that are read and not looked at: stories of change, and the strategy as a tree."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from ifla_metrics.i18n import Translate, translate
from ifla_metrics.text import folded
from ifla_metrics.ui import figure_card, sources
from ifla_metrics.ui.markup import as_markdown, evidence_href, markdown_link

Row = Mapping[Hashable, Any]

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.reading import Reading


def stories(choices: Choices) -> None:
    """Show each story with what changed, for whom, and where it can be read."""
    t = translate(choices.language)
    made = figure_card.card("stories", choices)
    if made.empty:
        figure_card.empty(made, choices, t)
        return
    figure, reading = sources.figure("stories", choices)
    known = _sources(reading)
    with st.container(key="stories", gap="small"):
        for row in figure.table.frame.to_dict("records"):
            place = " · ".join(filter(None, (row["place"], t.month(row["as_of"]))))
            title = as_markdown(f"{row['title']} · {place}")
            with st.expander(title):
                st.markdown(as_markdown(row["change"]))
                if row["for_whom"]:
                    st.markdown(as_markdown(t("For whom: {people}", people=row["for_whom"])))
                st.caption(as_markdown(f"{row['row_name']} · {row['origin']}"))
                read = " · ".join(_links(row, known, t))
                if read:
                    st.markdown(read)
    figure_card.foot(made, choices, t)


def _sources(reading: Reading) -> dict[str, tuple[str, str]]:
    """Return title and address of each source of the data, by its code."""
    if "sources" not in reading.frames:
        return {}
    rows = reading.frame("sources").to_dict("records")
    return {str(row["id"]): (str(row["title"]), str(row["address"])) for row in rows}


def _links(row: Row, known: dict[str, tuple[str, str]], t: Translate) -> Iterator[str]:
    """Yield where a story can be read: its evidence, then its sources."""
    for place in _parts(row["evidence"]):
        href = evidence_href(place)
        if href:
            yield markdown_link(t("Evidence"), href)
    for code in _parts(row["source"]):
        title, place = known.get(code, (code, ""))
        href = evidence_href(place)
        yield markdown_link(title, href) if href else as_markdown(title)


def _parts(listed: object) -> list[str]:
    return [part.strip() for part in str(listed or "").replace(", ", "|").split("|") if part]


def tree(choices: Choices) -> None:
    """Show the strategy part by part, each branch folded; a search opens what it finds."""
    t = translate(choices.language)
    made = figure_card.card("framework-tree", choices)
    if made.empty:
        figure_card.empty(made, choices, t)
        return
    figure, reading = sources.figure("framework-tree", choices)
    framework = reading.framework
    wanted = folded(st.text_input(t("Search the strategy"), key="framework_search"))
    branches: dict[str, list[Row]] = {}
    for row in figure.table.frame.to_dict("records"):
        *_, top = framework.lineage(row["code"])
        branches.setdefault(top.code, []).append(row)
    for rows in branches.values():
        found = [row for row in rows if wanted in folded(f"{row['code']} {row['title']}")]
        if not found:
            continue
        first = rows[0]
        with st.expander(
            as_markdown(f"{first['level']} {first['code']}: {str(first['title']).strip()}"),
            expanded=bool(wanted),
        ):
            lines = (
                "  " * (len(list(framework.lineage(row["code"]))) - 1) + f"- {_node(row, t)}"
                for row in (found if wanted else rows)
            )
            st.markdown("\n".join(lines))
    figure_card.foot(made, choices, t)


def _node(row: Row, t: Translate) -> str:
    number = int(row["indicators"] or 0)
    facts = " · ".join(
        filter(
            None,
            (
                row["level"],
                t("serves {directions}", directions=row["serves"]) if row["serves"] else "",
                row["owner"],
                t.plural("{n} indicator", "{n} indicators", number) if number else "",
                row["note"],
            ),
        )
    )
    original = str(row.get("original") or "")
    own = as_markdown(str(row["title"]).strip())
    if original and original != str(row["title"]).strip():
        own = f"{own} *{as_markdown(original)}*"
    return f"**{as_markdown(row['code'])}** {own} :small[{as_markdown(facts)}]"
