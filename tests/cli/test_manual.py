"""The manual matches the commands, and its examples work."""

import shlex

import pytest
import typer

from tests.cli.manual import FILE, commands, manual

COMMANDS = commands()


def test_the_manual_is_up_to_date():
    assert FILE.read_text("utf-8") == manual(), "Run: python -m tests.cli.manual"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_in_the_help_of_a_command_is_valid(name):
    example = COMMANDS[name].epilog.partition("python -m ifla_metrics ")[2]

    assert example.startswith(name)
    context = typer.Context(COMMANDS[name])
    COMMANDS[name].parse_args(context, shlex.split(example.removeprefix(name)))
    assert not context.args


CHOICES = (
    "--framework --period --known-on --since --direction --region --group --reviewed-only "
    "--counting --language --documented-only"
)
IMAGE = "--format --out --size --dpi --palette --transparent --outlined"
OPTIONS = {
    "init": "--empty --documented-only",
    "check": "--untranslated",
    "backup": "--out --check",
    "restore": "--over",
    "copy": "--to",
    "audit list": "--json",
    "people add": "--email --role --group",
    "people change": "--name --email --role --group --inactive --active --new-account --sign-out",
    "people link": "--days",
    "review list": "--group --json",
    "review approve": "--comment",
    "review return": "--comment",
    "review lock": "--framework --reason",
    "review unlock": "--framework --reason",
    "review open": "--framework --reason --group --until",
    "review due": "--on --group --json --framework",
    "review remind": "--language --group --framework",
    "review calendar": "--out --group --framework",
    "review settings": "--framework --counts --due-days --asked-from",
    "figure list": f"{CHOICES} --titles --json",
    "figure data": f"{CHOICES} --format --all",
    "figure render": f"{CHOICES} {IMAGE}",
    "figure reopen": IMAGE,
    "export": "--group --all --out --sheet --framework --language",
    "import": (
        "--group --framework --language --mapping --suggest-mapping --reason "
        "--withdraw-missing --max-rows --dry-run --json --take-valid"
    ),
    "report": f"{CHOICES} --template --by --format --out",
    "edition freeze": f"{CHOICES} --template --by --note --corrects",
    "edition check": "--json",
    "data": f"{CHOICES} --format --out --public --internal --reporting-org --organisation",
}
"""Options that scripts may rely on: commands can gain options, but not lose them."""


@pytest.mark.parametrize("name", OPTIONS)
def test_a_command_keeps_its_options(name):
    params = COMMANDS[name].params
    options = {option for param in params for option in (*param.opts, *param.secondary_opts)}

    assert {*OPTIONS[name].split()} <= options
