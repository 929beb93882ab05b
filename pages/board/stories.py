"""Stories and evidence: what changed for whom, and where to read about it."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.reading import CodeLabel, Codes
from ifla_metrics.ui import figure_card, page_data, shell
from ifla_metrics.ui.markup import as_markdown, evidence_href, markdown_link, source_link

Row = Mapping[Hashable, Any]
IN_FULL = 3
"""The stories shown at once; the others are one click away."""


def story(row: Row, sources: Codes) -> str:
    """Return a story as Markdown: what changed, for whom, and links to its sources."""
    place = " · ".join(filter(None, (row["place"], t.month(row["as_of"]))))
    people = t("For whom: {people}", people=row["for_whom"]) if row["for_whom"] else ""
    facts = map(as_markdown, filter(None, (people, row["row_name"], row["origin"])))
    small = " · ".join((*facts, *story_links(row, sources)))
    title, change = as_markdown(row["title"]), as_markdown(row["change"])
    return f"**{title}** · {as_markdown(place)}  \n{change}  \n:small[{small}]"


def story_links(row: Row, sources: Codes) -> Iterator[str]:
    """Yield links to the evidence of a story, then to its sources."""
    for address in row["evidence"].replace(", ", "|").split("|"):
        if href := evidence_href(address.strip()):
            yield markdown_link(t("Evidence"), href)
    for code in words.source_codes([row["source"]]):
        source = sources.get(code, CodeLabel(code))
        yield source_link(source.title, source.address)


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

stories = figure_card.build("stories", choices)
figure_card.page_header(stories, intro=stories.method)
if not stories.empty:
    figure, reading = page_data.figure("stories", choices)
    rows = figure.table.frame.to_dict("records")
    rows.sort(key=lambda row: not (row["evidence"] or row["source"]))  # The others come last.
    texts = [story(row, reading.lists["sources"]) for row in rows]
    with st.container(key="stories"):
        st.markdown("\n\n".join(texts[:IN_FULL]))
    if others := texts[IN_FULL:]:
        with st.expander(t.plural("{n} more story", "{n} more stories", len(others))):
            st.markdown("\n\n".join(others))
    figure_card.footer(stories)
figure_card.show("evidence-share")
