"""Annual report: which blocks go in, what the pages look like, and the files to take along."""

from dataclasses import replace

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.exports import templates
from ifla_metrics.i18n import FIGURE_LANGUAGES
from ifla_metrics.ui import report_page, reports, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

shell.title(
    t("Annual report"),
    lede=t(
        "Choose a template, change its blocks, preview the pages and download the file. "
        "Strategy, period and day are those chosen above."
    ),
)
assemble, take = shell.columns(3, 2)
with assemble:
    report_page.choose_template(t)
    template = report_page.show_blocks(choices, t)
with take:
    if template is not None:
        language = st.segmented_control(
            t("Language of the report"),
            FIGURE_LANGUAGES,
            default=choices.language,
            required=True,
            format_func=t.language_name,
            key=f"report_language_{choices.language}",
        )
        reports.show_formats(template, replace(choices, language=language), t)
        st.download_button(
            t("Download this template"),
            data=templates.write(template),
            file_name=f"{template.name}.toml",
            mime="application/toml",
            type="tertiary",
            on_click="ignore",
            key="report_keep",
        )
        report_page.offer_to_keep(template, t)
    reports.show_pack(choices, t)
reports.show_pages(t)
