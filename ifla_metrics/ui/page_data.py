"""Data for pages and downloads: the catalogue, strategies and figures, with their cache.

All figures of a page share one `Reading`, which the store caches until the log changes.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
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
from ifla_metrics.reading import Reading
from ifla_metrics.settings import database_url, read_only
from ifla_metrics.store.catalogue import Catalogue, read_catalogue
from ifla_metrics.store.database import engine, read_transaction, revision, revision_of
from ifla_metrics.store.operations import migrate
from ifla_metrics.store.read.reading import cached_reading, framework_known_on

STATE, CATALOGUE = "figures_state", "catalogue"
"""Session keys of what `begin_run` reads."""
CacheState = tuple[str, int, int, bool]
"""What finished figures depend on besides choices: database, revision, day, public or not."""
P = ParamSpec("P")
R = TypeVar("R")


def begin_run() -> None:
    """Read the cache state and the catalogue once for this script run."""
    for key in (STATE, CATALOGUE):
        st.session_state.pop(key, None)
    with read_transaction(engine()) as connection:
        st.session_state[STATE] = _state(revision(connection))
        st.session_state[CATALOGUE] = read_catalogue(connection)


def cache_state() -> CacheState:
    """Return the current cache state; within a script run, as `begin_run` read it.

    Raises NotReady if the database cannot be reached.
    """
    state: CacheState | None = _of_this_run(STATE)
    return state or _state(revision_of(database_url()))


def _state(number: int) -> CacheState:
    # The day is part of the state because "now" moves on without a write.
    return database_url(), number, datetime.now(UTC).toordinal(), read_only()


def _of_this_run(key: str) -> Any:
    """Return what `begin_run` has read; None in a download, which has no session."""
    # Streamlit would log a warning if it were asked for a session that is not there.
    return st.session_state.get(key) if get_script_run_ctx(suppress_warning=True) else None


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Cache the results of a function until the cache state changes."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        key = repr((name, cache_state(), args, kwargs))
        result: R = _cached_result(key=key, _function=lambda: function(*args, **kwargs))
        return result

    return wrapper


# Only `key` is hashed, because hashing arguments is slow; keyword arguments are quicker still.
@st.cache_data(max_entries=2_000, show_spinner=False)
def _cached_result(key: str, _function: Callable[[], Any]) -> Any:
    return _function()


def require_ready() -> int:
    """Return the revision of a database that has the current schema.

    Raises:
        NotReady: It is missing, unreachable, older or newer; the message names the command to run.
    """
    migrate.require_ready(engine())
    return revision_of(database_url())


def catalogue() -> Catalogue:
    """Return what readers can choose from; within a script run, as `begin_run` read it.

    Raises:
        NotReady: The database cannot be reached, or holds no strategy.
    """
    catalogue: Catalogue | None = _of_this_run(CATALOGUE)
    if catalogue is None:
        with read_transaction(engine()) as connection:
            catalogue = read_catalogue(connection)
    if not catalogue.frameworks:
        raise NotReady(
            n_("The database holds no strategy: run 'python -m ifla_metrics init' first.")
        )
    return catalogue


def frameworks(language: str) -> dict[str, Framework]:
    """Return the current strategies in a language, by id."""
    return {f.id: f.in_language(language) for f in catalogue().frameworks.values()}


def framework(choices: Choices) -> Framework:
    """Return the strategy as known at the chosen moment, in the reader's language.

    Raises:
        UnknownCode: The strategy or the moment does not exist.
    """
    with read_transaction(engine()) as connection:
        framework = framework_known_on(connection, choices.framework, choices.known_on)
    return framework.in_language(choices.language)


def demonstration(choices: Choices) -> str:
    """Return the sentence that says how much of the data is invented; "" when nothing is.

    It covers the strategy and the period. Other filters neither change it nor recompute it.
    """
    if choices.documented_only:
        return ""
    return _demonstration(
        Choices(choices.framework, choices.period, choices.known_on, language=choices.language)
    )


@cached
def _demonstration(choices: Choices) -> str:
    reading = _page_reading(choices, framework(choices), "overview")
    return demonstration_sentence(reading, translate(choices.language))


def _page_reading(choices: Choices, framework: Framework, page: str) -> Reading:
    """Return the reading that all figures of a page share."""
    specs = [spec for spec in registry.specs_for(framework) if spec.page == page]
    return cached_reading(choices, *registry.needs_of(specs))


def figure(name: str, choices: Choices, **view: str) -> tuple[Figure, Reading]:
    """Return a figure and the reading of its page that it was built from.

    `view` holds the options of the page. A public (read-only) server hides small numbers of people.

    Raises:
        UnknownCode: The figure or a choice does not exist.
    """
    strategy = framework(choices)
    spec = registry.find_spec(name, strategy)
    reading = _page_reading(choices, strategy, spec.page)
    return spec.build(reading, translate(choices.language), **view), reading
