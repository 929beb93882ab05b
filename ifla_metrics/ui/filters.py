"""The filter bar, and the reader's choices in the session and the URL.

The URL always holds every choice: a link opens what its sender saw, and each change is a step in
the browser's history.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import streamlit as st

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import NOW, Choices, parse_day
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.store.catalogue import Catalogue
from ifla_metrics.ui import errors, page_data, url_choices
from ifla_metrics.ui.markup import as_markdown
from ifla_metrics.ui.web.responses import language_of

CHOICES_KEY = "choices"
Options = Mapping[str, Mapping[str, str]]
"""Labels by code, by choice."""
LABELS = {
    "framework": n_("Strategy"),
    "period": n_("Period"),
    "direction": n_("Direction"),
    "region": n_("Region"),
    "group": n_("Working group"),
    "known_on": n_("As known on"),
    "counting": n_("Counting"),
    "documented_only": n_("Data"),
    "reviewed_only": n_("Entries"),
    "since": n_("What changed since"),
}
"""Labels of the choices, in the order of the filter bar."""
BEHIND_MORE = ("counting", "documented_only", "reviewed_only")


def choices() -> Choices:
    """Return the choices of this run's reader."""
    chosen: Choices = st.session_state[CHOICES_KEY]
    return chosen


def language() -> str:
    """Return the chosen language; before there are choices, by the same rule as `<html lang>`."""
    if CHOICES_KEY in st.session_state:
        return choices().language
    return language_of(st.query_params, st.context.cookies, st.context.headers)


def read_url(catalogue: Catalogue) -> None:
    """Read the choices from the URL and complete it.

    A URL without choices, such as a link of the menu, keeps the present ones.
    """
    query = st.query_params.to_dict()
    stated = {name: value for name, value in query.items() if name in url_choices.NAMES}
    if stated or CHOICES_KEY not in st.session_state:
        parsed, invalid = url_choices.parse(stated, catalogue, language=language())
        st.session_state[CHOICES_KEY] = parsed
        for error in invalid:
            errors.show(error, translate(parsed.language))
    if choices().query() != stated:
        _write_url()


def _write_url() -> None:
    """Write the choices into the URL, next to its other parameters."""
    query = st.query_params.to_dict()
    others = {name: value for name, value in query.items() if name not in url_choices.NAMES}
    st.query_params.from_dict({**others, **choices().query()})


def show(catalogue: Catalogue, names: Collection[str]) -> None:
    """Show the filters a page depends on, and a chip to remove each active one.

    On a phone the style sheet hides the filters until the reader presses a button.
    """
    chosen = choices()
    t = translate(chosen.language)
    shown = [name for name in LABELS if name in names and name in url_choices.allowed_names()]
    if not shown:
        return
    options = url_choices.options(catalogue, chosen.framework, chosen.language)
    defaults = url_choices.defaults(catalogue, chosen.framework, language=chosen.language)
    active = {
        name: t("{label}: {value}", label=t(LABELS[name]), value=_label(name, options, chosen, t))
        for name in shown
        if getattr(chosen, name) != getattr(defaults, name)
    }
    label = t("Filters ({n} active)", n=len(active)) if active else t("Filters")
    st.pills(
        t("Filters"),
        [True],
        selection_mode="multi",  # A single choice would be a radio button to a screen reader.
        format_func=lambda _: f":material/expand_more: {label}",
        key="open_filters",
        label_visibility="collapsed",
        width="stretch",
    )
    more = [name for name in shown if name in BEHIND_MORE]
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        for name in shown:
            if name not in (*more, "since"):
                _show_filter(name, options, chosen, t)
        if "known_on" in shown:
            popover = st.popover(t("More"), type="tertiary", key="more_filters", on_change="rerun")
            if popover.open:
                with popover:
                    for name in more:
                        _show_filter(name, options, chosen, t)
                    _show_day("known_on", t("As known on another day"), chosen, t)
    if active:
        with st.container(horizontal=True, key="chips"):
            for name, label in active.items():
                st.button(
                    f"✕ {as_markdown(label)}",
                    key=f"remove_{name}",
                    on_click=change_choices,
                    kwargs={name: ""},
                )


def choose_comparison() -> bool:
    """Let the reader choose what to compare with; return whether there is anything."""
    chosen, catalogue = choices(), page_data.catalogue()
    t = translate(chosen.language)
    options = url_choices.options(catalogue, chosen.framework, chosen.language)
    codes = ["", *url_choices.earlier_meetings(chosen, catalogue)]
    with st.container(horizontal=True, vertical_alignment="center", key="compare"):
        _show_filter("since", options, chosen, t, codes=codes)
        _show_day("since", t("or since another day"), chosen, t)
    return bool(chosen.since or url_choices.has_previous_meeting(chosen, catalogue))


def own_groups(reader: Actor, groups: Collection[str]) -> tuple[str, ...]:
    """Return the groups whose work to show: the reader's own, narrowed by the filter.

    The secretariat works for every group. The filter is ignored when it names another group.
    """
    is_secretariat = reader.role is Role.SECRETARIAT
    own = tuple(code for code in groups if is_secretariat or code in reader.groups)
    return (choices().group,) if choices().group in own else own


def change_choices(**changes: str) -> None:
    """Set choices by their codes; "" resets one to its default. Call it in a callback.

    Invalid values are ignored: anyone can send widget values without using the page.
    """
    if CHOICES_KEY in st.session_state:
        st.session_state[CHOICES_KEY] = changed_choices(**changes)
        _write_url()


def changed_choices(**changes: str) -> Choices:
    """Return the reader's choices with some changed by their codes; "" is the default."""
    chosen, catalogue = choices(), page_data.catalogue()
    query = chosen.query()
    if changes.get("framework", chosen.framework) != chosen.framework:
        # Codes of periods, directions and regions differ between strategies.
        shared = ("language", "known_on", "group", "documented_only", "reviewed_only")
        query = {name: query[name] for name in shared if name in query}
    query = {name: value for name, value in {**query, **changes}.items() if value}
    changed, _invalid = url_choices.parse(query, catalogue, language=chosen.language)
    return changed


def _label(name: str, options: Options, chosen: Choices, t: Translate) -> str:
    """Return the label of the chosen option, or of a day that is none."""
    value = chosen.query().get(name, "")
    day = parse_day(value)
    return t.date(day) if day else options[name][value]


def _show_filter(
    name: str, options: Options, chosen: Choices, t: Translate, codes: Collection[str] | None = None
) -> None:
    """Show the menu of a choice, of some of its codes; the bar hides the bold label by style."""
    key, label = f"choice_{name}", as_markdown(_label(name, options, chosen, t))
    if name != "framework" and (name != "known_on" or chosen.known_on != NOW):
        label = f"**{as_markdown(t(LABELS[name]))}** {label}"  # The others contain their name.
    st.menu_button(
        label,
        list(options[name] if codes is None else codes),
        format_func=lambda code: as_markdown(options[name][code]),
        key=key,
        on_click=_on_change,
        args=(name, key),
        width="stretch",
        wrap=True if name == "since" else None,  # Its label takes two lines on a phone.
    )


def _show_day(name: str, label: str, chosen: Choices, t: Translate) -> None:
    """Show the date input of a choice that takes any day."""
    key = f"day_{name}"
    st.session_state[key] = parse_day(chosen.query().get(name, ""))
    st.date_input(
        label,
        min_value=url_choices.FIRST_DAY,
        max_value=datetime.now(UTC).date(),
        format=t.day_format,
        key=key,
        on_change=_on_change,
        args=(name, key),
        width=380,
    )


def _on_change(name: str, key: str) -> None:
    value = st.session_state.get(key)
    if value is not None:  # Else the reader has opened another page meanwhile.
        change_choices(**{name: str(value)})
