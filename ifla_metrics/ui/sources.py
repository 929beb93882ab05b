"""What pages are made from: the choices there are, and one reading of the log for each page.

The store keeps what was read until the revision of the log moves.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotReady, n_
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.provenance import demonstration_sentence
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import translate
from ifla_metrics.reading import Moment, Reading
from ifla_metrics.settings import database_url, read_only
from ifla_metrics.store import migrate
from ifla_metrics.store.as_of import meetings
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import engine, reading, revision_of
from ifla_metrics.store.read import cached_reading, known_framework
from ifla_metrics.ui.address import AvailableChoices

STATE = "figures_state"
ServedState = tuple[str, int, int, bool]
"""Database, revision, day, whether for the public: what a finished figure depends on beside its
choices."""
P = ParamSpec("P")
R = TypeVar("R")


def revision() -> int:
    """Return the number that every write to the log moves.

    Raises:
        NotReady: The database cannot be asked.
    """
    return revision_of(database_url())


def begin_run() -> None:
    """Ask for the state that the figures of this run depend on."""
    st.session_state.pop(STATE, None)
    st.session_state[STATE] = state()


def state() -> ServedState:
    """Return the state of now, asked once a run (`begin_run`)."""
    # A request for a file has no session: asking for one would leave a warning in the log.
    known: ServedState | None = None
    if get_script_run_ctx(suppress_warning=True):
        known = st.session_state.get(STATE)
    # The day, because "now" moves on without a write.
    return known or (database_url(), revision(), datetime.now(UTC).toordinal(), read_only())


def cached(make: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function makes of choices until the state is another one."""
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def of_now(*args: P.args, **kwargs: P.kwargs) -> R:
        key = repr((name, state(), args, kwargs))
        found: R = _kept(key=key, _make=lambda: make(*args, **kwargs))
        return found

    return of_now


# Streamlit compares the key alone: it would take arguments apart at every call, and look up the
# names of those without one.
@st.cache_data(max_entries=2_000, show_spinner=False)
def _kept(key: str, _make: Callable[[], Any]) -> Any:
    return _make()


def ready() -> int:
    """Return the revision of a database that stands at this program's schema.

    Raises:
        NotReady: It is missing, unreachable, older or newer; with the command that helps.
    """
    migrate.require_ready(engine())
    return revision()


def available_choices() -> AvailableChoices:
    """Return what can be chosen: the strategies and the Governing Board meetings.

    Raises:
        NotReady: The database cannot be asked, or holds no strategy.
    """
    return _available(state())


@lru_cache(maxsize=8)
def _available(_now: ServedState) -> AvailableChoices:
    with reading(engine()) as connection:
        known = catalogue(connection)
        held = [Moment(m.held_on, m.code, m.title) for m in meetings(connection)]
    if not known.frameworks:
        raise NotReady(
            n_("The database holds no strategy: run 'python -m ifla_metrics init' first.")
        )
    return AvailableChoices(known.frameworks, tuple(reversed(held)), known.regions, known.groups)


def framework(choices: Choices) -> Framework:
    """Return the strategy as it was known on the chosen moment, in the reader's language.

    Figures are made from it.

    Raises:
        UnknownCode: There is no such strategy or moment.
    """
    with reading(engine()) as connection:
        found = known_framework(connection, choices.framework, choices.known_on)
    return found.in_language(choices.language)


def demonstration(choices: Choices) -> str:
    """Return the sentence that says how much of what counts is invented; "" when nothing is.

    For the strategy and period, so that other choices neither change it nor make it anew.
    """
    if choices.documented_only:
        return ""
    return _demonstration(
        Choices(choices.framework, choices.period, choices.known_on, language=choices.language)
    )


@cached
def _demonstration(choices: Choices) -> str:
    reading = _page(choices, framework(choices), "overview")
    return demonstration_sentence(reading, translate(choices.language))


def _page(choices: Choices, framework: Framework, page: str) -> Reading:
    """Return the reading that all figures of a page are made from."""
    specs = [spec for spec in registry.specs_for(framework) if spec.page == page]
    return cached_reading(choices, *registry.needs_of(specs))


def figure(name: str, choices: Choices) -> tuple[Figure, Reading]:
    """Return the figure of `name`, and the reading of its page that it was made from.

    All figures of a page are made from one reading, so that they share what they work out. Served
    for reading only, the tool is open to anybody: small numbers of people are hidden.

    Raises:
        UnknownCode: There is no such figure, or a choice is unknown.
    """
    known = framework(choices)
    spec = registry.find_spec(name, known)
    reading = _page(choices, known, spec.page)
    return spec.build(reading, translate(choices.language)), reading
