"""Fixtures for every test: Hypothesis settings, database URLs, and a browser that stays local."""

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from tests import databases
from tests.provision import memory, postgres, programs

KINDS = ("sqlite", "postgresql")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

Prepare = Callable[[str], object]

# A test that sets no database must not open the user's own.
os.environ["IFLA_DATABASE_URL"] = "sqlite:////nowhere/no-database-was-named.db"

# Hypothesis tries few examples by day and many at night, without its time limit for an example,
# which fails on a busy machine.
settings.register_profile(
    "default_examples",
    deadline=None,
    max_examples=400 if os.environ.get("IFLA_NIGHT") else 10,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default_examples")


def pytest_configure(config: pytest.Config) -> None:
    """Write temporary files to memory. Workers inherit the folder."""
    folder = memory.begin()
    if folder is not None:
        config.add_cleanup(lambda: memory.end(folder))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return one more than there are cores, because tests wait for browsers and servers."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests marked `night`, unless IFLA_NIGHT=1."""
    if os.environ.get("IFLA_NIGHT"):
        return
    night = [item for item in items if item.get_closest_marker("night")]
    if night:
        config.hook.pytest_deselected(items=night)
        items[:] = [item for item in items if item not in night]


# Databases


class PostgresServer:
    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = psycopg.connect(url, autocommit=True)
        self._templates: dict[Prepare, str] = {}

    def close(self) -> None:
        self._connection.close()

    def url_of(self, database: str) -> str:
        return self.url.replace("/postgres?", f"/{database}?")

    def create(self, template: str = "template0") -> str:
        name = f"t_{uuid.uuid4().hex}"
        # PostgreSQL 15 copies through the log by default, which takes three times as long.
        is_15 = self._connection.info.server_version >= 150_000
        strategy = "STRATEGY file_copy" if is_15 else ""
        self._connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')
        return name

    def drop(self, name: str) -> None:
        self._connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def template(self, prepare: Prepare) -> str:
        if prepare not in self._templates:
            name = self.create()
            prepare(self.url_of(name))
            self._templates[prepare] = name
        return self._templates[prepare]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A temporary PostgreSQL server, one for each test process."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.server())
        except postgres.PostgresMissing as error:
            pytest.fail(str(error), pytrace=False)
        server = PostgresServer(url)
        stack.callback(server.close)
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.night)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Run the test on SQLite, and at night on PostgreSQL too."""
    return str(request.param)


BOTH_BY_DAY = pytest.mark.parametrize("database_kind", KINDS, indirect=True)
"""For behaviour that differs between the databases: locks, triggers, search, copies."""


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The URL of a new, empty database."""
    if database_kind == "sqlite":
        file = tmp_path / "test.sqlite3"
        file.touch()
        yield sqlite_url(file)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture(scope="session")
def sqlite_templates() -> dict[Prepare, Path]:
    """The SQLite files that `database_from` has prepared."""
    return {}


@pytest.fixture
def database_from(
    database_kind: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    sqlite_templates: dict[Prepare, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Prepare], str]]:
    """Return a function that copies the database that `prepare(url)` fills, and returns its URL.

    `prepare` runs once per session and kind of database, so pass a function of a module, not a
    lambda. It must close its connections. You can write to the copy.
    """
    copies: list[str] = []

    def copy(prepare: Prepare) -> str:
        if database_kind == "sqlite":
            if prepare not in sqlite_templates:
                template = tmp_path_factory.mktemp("template") / "template.sqlite3"
                prepare(sqlite_url(template))
                sqlite_templates[prepare] = template
            target = tmp_path / f"{uuid.uuid4().hex}.sqlite3"
            with (
                closing(sqlite3.connect(sqlite_templates[prepare])) as source,
                closing(sqlite3.connect(target)) as destination,
            ):
                source.backup(destination)
            return sqlite_url(target)
        server: PostgresServer = request.getfixturevalue("postgres_server")
        copies.append(server.create(server.template(prepare)))
        return server.url_of(copies[-1])

    yield copy
    for name in copies:
        request.getfixturevalue("postgres_server").drop(name)


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of the database with the shipped history, which this process uses."""
    monkeypatch.setenv("IFLA_DATABASE_URL", databases.history_url())
    return databases.history_url()


# Browser


# The features that Playwright disables, because Chromium reads only the last such list, and the
# hidden pages of the address bar, which take as much time as the page under test.
DISABLED_FEATURES = (
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,"
    "MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,WebUIOmniboxPopup"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    chromium = programs.chromium()
    if chromium is None:
        pytest.fail(programs.MISSING, pytrace=False)
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "chromium_sandbox": False,
        "args": [
            "--disable-background-networking",
            "--disable-component-update",
            f"--disable-features={DISABLED_FEATURES}",
            "--disable-quic",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """An English browser without animations, so that pictures are the same each time."""
    return {**browser_context_args, "locale": "en-GB", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def shared_context(browser, browser_context_args):
    """One browser context for all tests, because each new one compiles Streamlit's scripts."""
    with browser.new_context(**browser_context_args) as context:
        yield context


@pytest.fixture
def context(shared_context):
    """Fail the test if a page requests anything outside this machine."""
    foreign: list[str] = []

    def check(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOOPBACK:
            foreign.append(url)

    listeners = {
        "request": lambda request: check(request.url),
        "page": lambda page: page.on("websocket", lambda socket: check(socket.url)),
    }
    for event, listener in listeners.items():
        shared_context.on(event, listener)
    yield shared_context
    for page in shared_context.pages:
        page.close()
    for event, listener in listeners.items():
        shared_context.remove_listener(event, listener)
    shared_context.clear_cookies()
    assert not foreign, f"The page requested URLs outside this machine: {foreign}"
