"""The button that takes a backup (`web.office` makes it)."""

from __future__ import annotations

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.markup import Html, join, tag

ADDRESS = "/backup"


def section(t: Translate) -> Html:
    """Return the words and the button."""
    return join(
        (
            tag("h2", t("Backup")),
            tag(
                "p",
                t(
                    "Everything in one file: activities with their history, records, evidence, "
                    "editions, people, settings, audit. It holds names and addresses: "
                    "keep it where "
                    "nobody else reads it."
                ),
                class_="im-sub",
            ),
            tag(
                "form",
                tag("button", t("Take a backup"), type="submit", class_="im-button"),
                method="post",
                action=f"{ADDRESS}?language={t.language}",
            ),
            tag(
                "p",
                t(
                    "That it was taken, and by whom, is written into the audit. It is brought back "
                    "by command: see docs/backup.md."
                ),
                class_="im-small",
            ),
        )
    )
