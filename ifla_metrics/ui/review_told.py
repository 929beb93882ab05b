"""What an entry that waits for review says: all of it when it is new, else what changed."""

from __future__ import annotations

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import OF_RECORD
from ifla_metrics.imports.differences import Difference, Names, differences
from ifla_metrics.models.columns import Precision
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.review import Compared, Item
from ifla_metrics.ui import shell
from ifla_metrics.ui.auth import person_name
from ifla_metrics.ui.changed import changed
from ifla_metrics.ui.forms.lists import Lists, record_options
from ifla_metrics.ui.markup import Html, join, tag


def told(item: Item, said: Compared, known_by: dict[str, str], known: Lists, t: Translate) -> Html:
    """Return the entry: its title, whose it is, who sent it when, and what it says."""
    kind = t("Activity") if item.kind == "activity" else t(OF_RECORD[item.kind].title)
    groups = ", ".join(known.groups.get(code, code) for code in item.groups)
    facts = [kind, groups, _day(item, said.after, t)]
    sent = t(
        "sent by {who}, {time}",
        who=person_name(item.recorded_by, known_by, t),
        time=shell.moment(item.recorded_at, t),
    )
    found = differences(said.before, said.after, t, names=_names(item, known))
    return join(
        (
            tag("h3", _title(item, said.after, known)),
            tag("p", " · ".join(filter(None, [*facts, sent])), class_="im-small"),
            tag("p", t("“{words}”", words=item.reason), class_="im-reason")
            if item.reason
            else Html(),
            _first(found, t) if said.before is None else _changes(found, said, t),
        )
    )


def _day(item: Item, said: ActivityDraft | RecordDraft, t: Translate) -> str:
    """Return the day no more exactly than it is known: "mars 2012" as it was typed."""
    stated = str(getattr(said, "date_as_stated", ""))
    if stated and getattr(said, "date_precision", Precision.DAY) != Precision.DAY:
        return stated
    return t.date(item.day, "medium") if item.day else ""


def _title(item: Item, said: ActivityDraft | RecordDraft, known: Lists) -> str:
    framework = known.frameworks.get(item.framework)
    if framework is None or "title" in type(said).model_fields:
        return item.title
    parts = {i.code: i.short_title for i in framework.indicators}
    parts |= {n.code: n.short_title for n in framework.nodes}
    return f"{item.title} {parts.get(item.title, '')}".strip()


def _names(item: Item, known: Lists) -> Names:
    framework = known.frameworks.get(item.framework)
    if item.kind == "activity" or framework is None:
        return known.name
    columns = OF_RECORD[item.kind].by_key

    def name(field: str, code: str, t: Translate) -> str:
        if field in columns and columns[field].codes:
            return record_options(columns[field], framework, known, t).get(code, code)
        return known.name(field, code, t)

    return name


def _first(found: list[Difference], t: Translate) -> Html:
    """Return a first version: everything that it says."""
    rows = (
        tag("tr", tag("th", one.title, scope="row"), tag("td", one.after or "–"))
        for one in found
        if one.field != "title"
    )
    return tag(
        "details",
        tag("summary", t("New: everything it says")),
        tag("table", tag("tbody", *rows), class_="im-changes"),
    )


def _changes(found: list[Difference], said: Compared, t: Translate) -> Html:
    if not found:
        return tag(
            "p",
            t("The same as version {version}, sent again.", version=said.before_version),
            class_="im-small",
        )
    return changed(found, t)
