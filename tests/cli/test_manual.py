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


CHOICES = (
    "--framework --period --known-on --since --direction --region --group --reviewed-only "
    "--counting --language --documented-only"
)
PICTURE = "--format --out --size --dpi --palette --transparent --outlined"
PROMISED = {
    "init": "--empty --documented-only",
    "check": "--untranslated",
    "backup": "--out --check",
    "restore": "--over",
    "copy": "--to",
    "audit list": "--json",
    "people add": "--email --role --group",
    "people change": ("--name --email --role --group --inactive --active --new-account --sign-out"),
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
    "figure render": f"{CHOICES} {PICTURE}",
    "figure reopen": PICTURE,
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
"""Options that scripts may rely on: commands gain options, they lose none."""


@pytest.mark.parametrize("name", PROMISED)
def test_no_option_is_lost(name):
    options = {word for one in COMMANDS[name].params for word in (*one.opts, *one.secondary_opts)}

    assert {*PROMISED[name].split()} <= options
