"""For every test: laws, databases of both kinds, and a browser that stays on this machine.

Only URLs are handed out here; opening them is the store's business.
"""

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

# A test that forgets to name its database opens none: least of all the one that a user keeps.
os.environ["IFLA_DATABASE_URL"] = "sqlite:////nowhere/no-database-was-named.db"

# Laws are tried on a few cases every day and on many at night, wherever a test does not say how
# many. Hypothesis's own time limit for a case would only tell how busy the machine is.
settings.register_profile(
    "laws",
    deadline=None,
    max_examples=400 if os.environ.get("IFLA_NIGHT") else 10,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("laws")


def pytest_configure(config: pytest.Config) -> None:
    """Write to memory instead of the disk. A worker does as the process that started it."""
    folder = memory.begin()
    if folder is not None:
        config.add_cleanup(lambda: memory.end(folder))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: a third of the time a test waits for a browser or a server."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests marked `night` for the night (IFLA_NIGHT=1)."""
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
        # Since 15 a copy goes through the log unasked, at three times the price.
        how = "STRATEGY file_copy" if self._connection.info.server_version >= 150_000 else ""
        self._connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {how}')
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
    """A throwaway PostgreSQL, one for each test process."""
    with ExitStack() as stack:
        missing = None
        try:
            url = stack.enter_context(postgres.server())
        except postgres.PostgresMissing as error:
            missing = str(error)
        if missing:
            pytest.fail(missing, pytrace=False)
        running = PostgresServer(url)
        stack.callback(running.close)
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.night)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Runs the test on SQLite, and at night on PostgreSQL too."""
    return str(request.param)


BOTH_BY_DAY = pytest.mark.parametrize("database_kind", KINDS, indirect=True)
"""For what each kind of database does in its own way: locks, triggers, search, copies."""


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The URL of a new, empty database, once of each kind."""
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
    """The SQLite files that `database_from` has prepared so far."""
    return {}


@pytest.fixture
def database_from(
    database_kind: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    sqlite_templates: dict[Prepare, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Prepare], str]]:
    """Gives `database_from(prepare)`: the URL of a copy of a database that `prepare(url)` filled.

    `prepare` (a function of a module, so that it is recognised) runs once a session and kind and
    closes what it opened; each call gives a new copy, which may be written to.
    """
    made: list[str] = []

    def copy(prepare: Prepare) -> str:
        if database_kind == "sqlite":
            if prepare not in sqlite_templates:
                template = tmp_path_factory.mktemp("template") / "template.sqlite3"
                prepare(sqlite_url(template))
                sqlite_templates[prepare] = template
            target = tmp_path / f"{uuid.uuid4().hex}.sqlite3"
            with (
                closing(sqlite3.connect(sqlite_templates[prepare])) as source,
                closing(sqlite3.connect(target)) as sink,
            ):
                source.backup(sink)
            return sqlite_url(target)
        server: PostgresServer = request.getfixturevalue("postgres_server")
        made.append(server.create(server.template(prepare)))
        return server.url_of(made[-1])

    yield copy
    for name in made:
        request.getfixturevalue("postgres_server").drop(name)


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a database with the whole history, in force for this process."""
    monkeypatch.setenv("IFLA_DATABASE_URL", databases.history_url())
    return databases.history_url()


# Browser


SWITCHED_OFF = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)
"""What Playwright switches off, for of two lists the last counts alone; and the pages that wait
under the address line of each window, which nobody sees here and which cost as much as ours."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    found = programs.chromium()
    if found is None:
        pytest.fail(programs.MISSING, pytrace=False)
    return {
        **browser_type_launch_args,
        "executable_path": found,
        "chromium_sandbox": False,
        "args": [
            "--disable-background-networking",
            "--disable-component-update",
            f"--disable-features={','.join(SWITCHED_OFF)}",
            "--disable-quic",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A reader with English as language and nothing moving, so that pictures are alike."""
    return {**browser_context_args, "locale": "en-GB", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def one_context(browser, browser_context_args):
    """One for all tests: each new one compiles all scripts of Streamlit anew."""
    with browser.new_context(**browser_context_args) as context:
        yield context


@pytest.fixture
def context(one_context):
    """Fails the test when a page asks for anything outside this machine."""
    foreign: list[str] = []

    def look(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOOPBACK:
            foreign.append(address)

    heard = {
        "request": lambda request: look(request.url),
        "page": lambda page: page.on("websocket", lambda socket: look(socket.url)),
    }
    for event, hear in heard.items():
        one_context.on(event, hear)
    yield one_context
    for page in one_context.pages:
        page.close()
    for event, hear in heard.items():
        one_context.remove_listener(event, hear)
    one_context.clear_cookies()
    assert not foreign, f"The page asked for something outside this machine: {foreign}"
