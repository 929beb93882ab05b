"""Help and manual say what the commands take, with an example that works."""

import shlex

import pytest
import typer

from tests.cli.manual import FILE, commands, manual

COMMANDS = commands()


def test_the_manual_is_what_the_commands_say():
    assert FILE.read_text("utf-8") == manual(), "Run: python -m tests.cli.manual"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_a_command_can_be_parsed(name):
    example = COMMANDS[name].epilog.partition("python -m ifla_metrics ")[2]

    assert example.startswith(name)
    context = typer.Context(COMMANDS[name])
    COMMANDS[name].parse_args(context, shlex.split(example.removeprefix(name)))
    assert not context.args


CHOICES = "framework period known_on since direction region group reviewed_only counting language"
PROMISED = {
    "figure list": "framework json",
    "figure data": f"{CHOICES} documented_only",
    "figure render": f"{CHOICES} size dpi palette transparent outlined out",
    "figure reopen": "size dpi palette transparent outlined out",
    "report": f"{CHOICES} documented_only",
    "review due": "group framework on json",
    "import": "dry_run mapping suggest_mapping reason withdraw_missing take_valid max_rows json",
    "data": f"{CHOICES} public reporting_org organisation",
}
"""Options that scripts may rely on."""


@pytest.mark.parametrize("name", PROMISED)
def test_no_option_is_lost(name):
    assert set(PROMISED[name].split()) <= {option.name for option in COMMANDS[name].params}
