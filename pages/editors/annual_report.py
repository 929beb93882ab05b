"""Annual report: which blocks go in, what the pages look like, and the files to take along."""

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import n_
from ifla_metrics.exports import open_data
from ifla_metrics.ui import reports, shell
from ifla_metrics.ui.auth import actor

PACKS: dict[open_data.Format, str] = {
    "xlsx": n_("Workbook (XLSX)"),
    "csv": n_("Tables (CSV)"),
    "package": n_("Data package"),
    "iati": n_("IATI activities"),
}
EXAMPLE = "NL-KVK-12345678"


def show_pack() -> None:
    """Show what can be downloaded as data: links to addresses, which make it."""
    st.header(t("Data pack"), anchor=False)
    st.caption(t("Every figure as a table, with what its numbers depend on and the licence."))
    inside = allowed(actor(), Right.READ_ENTRY)
    public = st.toggle(
        t("For the public: small numbers of people hidden"),
        value=True,
        disabled=not inside,
        key="data_pack_public",
    )
    organisation = st.text_input(
        t("For IATI: identifier of the organisation that reports"),
        key="data_pack_org",
        placeholder=EXAMPLE,
        max_chars=80,
    )
    asked = {"public": "1" if public or not inside else "0", "reporting_org": organisation.strip()}
    query = urlencode({**choices.query(), **asked})
    with st.container(horizontal=True, key="data_pack"):
        for kind, title in PACKS.items():
            address = f"/data/pack.{kind}?{query}"
            st.link_button(t(title), address, icon=":material/download:", key=f"data_pack_{kind}")


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

shell.title(
    t("Annual report"),
    intro=t(
        "Choose a template, change its blocks, preview the pages and download the file. "
        "Strategy, period and day are those chosen above."
    ),
)
assemble, take = st.columns([3, 2], gap="large")
with assemble:
    reports.choose_template(t)
    template = reports.show_blocks(choices, t)
with take:
    if template is not None:
        language = shell.choose_print_language(t("Language of the report"), choices.language)
        reports.show_formats(template, replace(choices, language=language), t)
        reports.offer_to_keep(template, t)
    show_pack()
reports.show_pages(t)
