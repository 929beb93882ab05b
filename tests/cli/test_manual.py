"""Help and manual say what the commands take, with an example that works."""

import shlex

import pytest

from ifla_metrics.cli.manual import _commands, manual
from ifla_metrics.cli.parser import PROGRAM, build
from ifla_metrics.i18n import translate
from ifla_metrics.settings import ROOT

PARSER = build(translate("en"))
COMMANDS = {command.prog.removeprefix(PROGRAM).strip(): command for command in _commands(PARSER)}
CHOICES = (
    "--framework",
    "--period",
    "--known-on",
    "--direction",
    "--counting",
    "--language",
    "--documented-only",
)


def test_the_manual_is_what_the_parsers_say():
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    assert written == manual(), "Run: python -m ifla_metrics.cli.manual > docs/cli.md"


def test_there_are_the_commands_that_are_promised():
    assert list(COMMANDS) == [
        "init",
        "check",
        "verify",
        "rebuild",
        "backup",
        "restore",
        "copy",
        "people list",
        "people add",
        "people change",
        "people remove",
        "people link",
        "review list",
        "review approve",
        "review return",
        "review lock",
        "review unlock",
        "review open",
        "review locks",
        "review due",
        "review remind",
        "review calendar",
        "review settings",
        "audit list",
        "figure list",
        "figure data",
        "figure render",
        "figure reopen",
        "export",
        "import",
        "report",
        "edition list",
        "edition freeze",
        "edition check",
        "data",
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_holds_an_example_that_can_be_parsed(name):
    command = COMMANDS[name]

    assert f"Example:\n  {PROGRAM} {command.example}" in command.format_help()
    assert command.example.startswith(name)
    PARSER.parse_args(shlex.split(command.example))


ASKED_BY_ID = "figure reopen"
"""An id holds every choice."""


@pytest.mark.parametrize(
    "name", [n for n in COMMANDS if n.startswith("figure") and n != ASKED_BY_ID]
)
def test_every_command_about_figures_takes_every_choice(name):
    known = {word for action in COMMANDS[name]._actions for word in action.option_strings}

    assert set(CHOICES) <= known


def test_an_unknown_command_is_one_line_with_the_nearest_one(run):
    code, out, err = run("verfy")

    assert (code, out) == (2, "")
    assert err == (
        "Unknown command 'verfy'. Did you mean 'verify'? See 'python -m ifla_metrics --help'.\n"
    )


def test_help_ends_well(run):
    code, out, err = run("--help")

    assert (code, err) == (0, "")
    for name in ("init", "check", "verify", "rebuild", "figure"):
        assert name in out
