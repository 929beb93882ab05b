"""The fields of an activity: what, when, where, who, which outcomes; the rest is optional."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import streamlit as st

from ifla_metrics.access import Role, others_removed
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.text import clean, clean_line
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import CodeNames
from ifla_metrics.ui.forms import days, directions, session
from ifla_metrics.ui.forms.activity_widgets import ask_countries, edit_partners, edit_people
from ifla_metrics.ui.forms.fields import (
    Field,
    evidence_file,
    names,
    render,
    seed,
    show_faults,
)
from ifla_metrics.ui.forms.participation import Attendance
from ifla_metrics.ui.forms.session import OpenForm
from ifla_metrics.ui.forms.values import ReadForm, Typed, read_form
from ifla_metrics.ui.markup import as_markdown

LIVE = {
    "when": "when",
    "people": "people",
    "women": "women",
    "men": "men",
    "lines": "lines",
    "directions": "shares",
}
"""Fields whose faults are shown while they are typed, and what must have been typed there."""
STATES = (
    Lifecycle.COMPLETED,
    Lifecycle.UNDER_WAY,
    Lifecycle.PLANNED,
    Lifecycle.SUSPENDED,
    Lifecycle.CANCELLED,
)
NOT_CHOSEN = {"": "–"}


def show(form: OpenForm, lists: CodeNames, t: Translate) -> tuple[OpenForm, ReadForm, ReadForm]:
    """Show the form; return it with what was typed, as read when shown and as read now."""
    shown = read = read_form(form.values, lists, t, basis=form.basis, usual=form.framework)
    with st.container(key="form", gap="small"):
        typed = _ActivityForm(form, read, lists, t).render()
    if typed != form.values:
        form = session.change(form, values=typed, refusal="", likely=())
        read = read_form(typed, lists, t, basis=form.basis, usual=form.framework)
    return form, shown, read


def joint(owners: Iterable[str], lists: CodeNames, t: Translate) -> str:
    """Say what the reader cannot do because other groups own it too; "" when they can do all."""
    others = others_removed(actor(), owners)
    if not others:
        return ""
    return t(
        "Joint activity with {groups}. "
        "Only the secretariat can remove another group or withdraw it.",
        groups=names((lists.groups.get(code, code) for code in others), t),
    )


class _ActivityForm:
    """One run of the form: its parts share the open form, how it is read, lists and words.

    What comes and goes while somebody types stands in a container that is always there, so that
    the fields below it keep their place (`fields.show_faults`).
    """

    def __init__(self, form: OpenForm, read: ReadForm, lists: CodeNames, t: Translate) -> None:
        self.form, self.read, self.lists, self.t = form, read, lists, t
        self.typed: Typed = form.values

    def render(self) -> Typed:
        t, lists = self.t, self.lists
        self.ask(Field("title", t("What was it?"), placeholder=t("Title of the activity")))
        kinds = {code: t(title) for code, title in lists.terms["activity_kind"].items()}
        states = {state.value: lists.term("lifecycle", state.value, t) for state in STATES}
        with st.container(key="kinds"):
            self.side_by_side(
                Field("kind", t("What kind?"), "choice", kinds),
                Field("lifecycle", t("Is it done?"), "choice", states),
            )
        self.when()
        chosen = ask_countries(self.form, self.read.places, lists, t)
        self.typed = replace(self.typed, countries=chosen)
        self.groups()
        self.people()
        self.outcomes()
        self.directions()
        self.further()
        if self.form.base:
            self.reason()
        return self.typed

    # Pieces

    def ask(self, *fields: Field) -> None:
        """Show fields and take over what was typed."""
        faults = {f.name: self.faults(f.name) for f in fields}
        found = render(fields, vars(self.typed), key=self.form.widget, faults=faults)
        self.typed = replace(self.typed, **found)

    def side_by_side(self, *fields: Field) -> None:
        for column, field in zip(st.columns(len(fields)), fields, strict=True):
            with column:
                self.ask(field)

    def faults(self, name: str) -> tuple[str, ...]:
        """Return what is wrong at a field: at once where it is read live, else after a try."""
        if name == "reason" and self.form.tried and not clean_line(self.typed.reason):
            return (self.t("A change needs a reason."),)
        live = name in LIVE and getattr(self.form.values, LIVE[name])
        return self.read.faults.get(name, ()) if self.form.tried or live else ()

    def show_faults(self, name: str) -> None:
        show_faults(self.faults(name), self.form.widget(name))

    # Fields with a question or an answer of their own

    def when(self) -> None:
        t = self.t
        self.ask(
            Field("when", t("When?"), placeholder=t("3-5 March 2012, or March 2012, or Q3 2012"))
        )
        with st.container():
            self.read_back_days()

    def read_back_days(self) -> None:
        t, read = self.t, self.read
        if read.when.readings:
            options = {days.key_of(d): days.in_words(d, t) for d in read.when.readings}
            reading = self.typed.reading
            key = seed(self.form.widget("reading"), reading if reading in options else None)
            if st.session_state[key] not in options:
                st.session_state[key] = None
            picked = st.pills(
                t("Which days do you mean?"),
                list(options),
                format_func=options.__getitem__,
                key=key,
            )
            self.typed = replace(self.typed, reading=picked or "")
        elif read.when.days:
            _read_back(t("That is {days}.", days=days.in_words(read.when.days, t)))

    def groups(self) -> None:
        reader, groups = actor(), self.lists.groups
        own = reader.groups if reader.role is Role.EDITOR else frozenset()
        ordered = {code: groups[code] for code in sorted(groups, key=lambda code: code not in own)}
        self.ask(
            Field(
                "groups",
                self.t("Which working groups?"),
                "choices",
                ordered,
                placeholder=self.t("Yours first; others if you did it together"),
            )
        )
        owners = self.form.base.draft.groups if self.form.base else ()
        with st.container():
            if note := joint(owners, self.lists, self.t):
                st.caption(as_markdown(note))

    def people(self) -> None:
        t, lines = self.t, self.typed.lines
        with st.container(key="people"):
            if lines:
                _read_back(
                    t.plural(
                        "People: {n} line in the table under “More”.",
                        "People: {n} lines in the table under “More”.",
                        len(lines),
                    )
                )
                return
            self.side_by_side(
                Field("people", t("How many people?")),
                Field("women", t("Women among them")),
                Field("men", t("Men among them")),
            )

    def outcomes(self) -> None:
        with st.container():
            if options := outcome_choices(self.read.framework, self.typed.groups):
                self.choose_outcomes(options)

    def choose_outcomes(self, options: dict[str, str]) -> None:
        t, framework = self.t, self.read.framework
        name = f"outcomes_{framework.id}"
        hint = t("Outcomes of “{strategy}”", strategy=framework.short_title)
        field = Field(name, t("What did it advance?"), "choices", options, placeholder=hint)
        found = render([field], {name: self.typed.outcomes}, key=self.form.widget, faults={})
        self.show_faults("outcomes")
        others = (code for code in self.typed.outcomes if code not in options)
        self.typed = replace(self.typed, outcomes=(*others, *found[name]))

    def directions(self) -> None:
        """Show the directions: as proposed by the outcomes until the reader chooses others."""
        t, framework = self.t, self.read.framework
        titles = {d.code: d.short_title for d in framework.directions}
        proposed = self.read.proposed
        chosen = [code for code in titles if code in (self.typed.directions or ())]
        own = bool(chosen) or self.typed.directions == ()
        key = self.form.widget(f"directions_{framework.id}")
        if own:
            seed(key, chosen)
        else:
            st.session_state[key] = list(proposed)
        st.pills(
            t(framework.direction_level.plural),
            list(titles),
            selection_mode="multi",
            format_func=titles.__getitem__,
            key=key,
            on_change=_choose_directions,
            args=(self.form.place, key),
        )
        with st.container():
            if own and proposed and tuple(st.session_state[key] or ()) != proposed:
                st.button(
                    t("Take those of the outcomes"),
                    key=self.form.widget("as_proposed"),
                    type="tertiary",
                    on_click=_take_proposed,
                    args=(self.form.place, key),
                )
            elif proposed:
                _read_back(t("Proposed from the outcomes; change them if you know better."))
        self.show_faults("directions")
        with st.popover(t("Shares, main direction, strategy"), type="tertiary"):
            strategies = {f.id: f.title for f in self.lists.frameworks.values()}
            in_force = {"": t("The one in force at its dates")}
            self.ask(Field("framework", t("Strategy"), "choice", in_force | strategies))
            self.shares()

    def shares(self) -> None:
        """Show the shares of the directions in per cent, and which is the main one."""
        t, served, framework = self.t, self.read.directions, self.read.framework
        if len(served) < 2:
            self.typed = replace(self.typed, shares=None, primary="")
            return
        titles = {code: framework.node(code).short_title for code in served}
        shares = None
        key = seed(self.form.widget("unequal"), self.typed.shares is not None)
        if st.toggle(t("Not in equal parts"), key=key):
            equal = directions.shares(served, None).weights
            values = {f"share_{code}": directions.as_percent(equal[code]) for code in served}
            values |= {f"share_{code}": share for code, share in self.typed.shares or ()}
            asked = (
                Field(f"share_{code}", t("{direction}: share in %", direction=title))
                for code, title in titles.items()
            )
            found = render(asked, values, key=self.form.widget, faults={})
            shares = tuple((code, found[f"share_{code}"]) for code in served)
        options = {"": t("None")} | titles
        key = self.form.widget("primary")
        if st.session_state.get(key, self.typed.primary) not in options:
            st.session_state[key] = ""
        self.ask(Field("primary", t("Main direction"), "choice", options))
        self.typed = replace(self.typed, shares=shares)

    def further(self) -> None:
        """Show what is optional, open where something of it was stored."""
        t, lists, typed = self.t, self.lists, self.typed
        names_of = ("level", "arena", "mode", "associations", "partners", "description")
        filled = any(getattr(typed, name) for name in (*names_of, "evidence", "lines"))
        with st.expander(t("More, if you have it"), expanded=filled and bool(self.form.base)):
            terms = {
                name: NOT_CHOSEN
                | {c: t(title) for c, title in lists.terms[name].items() if c != "not_stated"}
                for name in ("level", "arena", "mode")
            }
            self.side_by_side(
                Field("level", t("Level"), "choice", terms["level"]),
                Field("arena", t("Arena"), "choice", terms["arena"]),
                Field("mode", t("On site or remote"), "choice", terms["mode"]),
            )
            self.ask(
                Field(
                    "associations",
                    t("Which library associations took part?"),
                    "choices",
                    lists.associations,
                    placeholder=t("Type a name"),
                )
            )
            self.partners_table()
            self.ask(
                Field(
                    "description",
                    t("What happened, and what changed?"),
                    "text",
                    placeholder=t("A few sentences. Please name no private person."),
                ),
                Field(
                    "evidence",
                    t("Where can it be read or seen?"),
                    "text",
                    placeholder=t("One web address a line"),
                    lines=2,
                ),
            )
            with st.container():
                evidence_file(self.form.widget, next(iter(self.typed.groups), ""), t)
            with st.container():
                if not self.form.base:
                    self.story()
            self.people_table()

    def story(self) -> None:
        t = self.t
        hint = t("Two sentences for the Board. Please name no private person.")
        self.ask(Field("story", t("A story: what changed for whom?"), "text", placeholder=hint))
        if clean(self.typed.story):
            hint = t("Public librarians in Nepal")
            self.ask(Field("story_for", t("For whom?"), placeholder=hint))

    def partners_table(self) -> None:
        """Show the table of outside partners for those who had any."""
        partners: tuple[tuple[str, str], ...] = ()
        key = seed(self.form.widget("with_partners"), bool(self.typed.partners))
        shown = st.toggle(self.t("In partnership with outside organisations"), key=key)
        with st.container():
            if shown:
                partners = edit_partners(self.form, self.lists, self.t)
                self.show_faults("partners")
        self.typed = replace(self.typed, partners=partners)

    def people_table(self) -> None:
        """Show the table of people by country, role and so on, for those who want it."""
        lines: tuple[Attendance, ...] = ()
        key = seed(self.form.widget("with_table"), bool(self.typed.lines))
        shown = st.toggle(self.t("People by country, role or association"), key=key)
        with st.container():
            if shown:
                lines = edit_people(self.form, self.lists, self.t)
                self.show_faults("lines")
        self.typed = replace(self.typed, lines=lines)

    def reason(self) -> None:
        """Ask why it is changed: the history shows it."""
        with st.container(key="form_reason"):
            hint = self.t("A few words for the history")
            self.ask(Field("reason", self.t("Why is it changed?"), placeholder=hint))


def _read_back(words: str) -> None:
    """Say how a field was understood."""
    st.caption(as_markdown(f"✓ {words}"))


def outcome_choices(framework: Framework, groups: Collection[str] = ()) -> dict[str, str]:
    """Return the outcomes there are, each with the element of the strategy that it belongs to.

    An element without outcomes can be advanced itself. Those that `groups` own come first: a
    telephone shows seven at once.
    """
    top = framework.direction_level.key
    parents = {node.parent for node in framework.nodes}
    found: dict[str, str] = {}
    own = set()
    for node in framework.nodes:
        if node.level == top or node.code in parents:
            continue
        above = framework.node(node.parent) if node.parent else None
        element = f" ({above.short_title})" if above and above.level != top else ""
        code = f"{framework.id} {node.code}"
        found[code] = f"{node.short_title}{element}"
        if any(part.owner in groups for part in framework.lineage(node.code)):
            own.add(code)
    return {code: found[code] for code in sorted(found, key=lambda code: code not in own)}


# Callbacks: they run before the page, so each finds the form in the session


def _choose_directions(place: str, key: str) -> None:
    form = session.current(place)
    if form and key in st.session_state:
        picked = tuple(st.session_state[key] or ())
        session.change(form, values=replace(form.values, directions=picked, shares=None))


def _take_proposed(place: str, key: str) -> None:
    form = session.current(place)
    if form:
        st.session_state.pop(key, None)
        values = replace(form.values, directions=None, shares=None, primary="")
        session.change(form, values=values)
