"""The reader's choices as command line options, and the readings for them."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any

from ifla_metrics.choices import COUNTING_RULES, NOW, Choices
from ifla_metrics.cli.options import (
    FrameworkId,
    GroupCode,
    Language,
    PeriodCode,
    choice,
    flag,
    option,
)
from ifla_metrics.figures.registry import FigureSpec, find_spec, needs_of
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Reading
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.read import framework_known_on, read


@dataclass(frozen=True)
class ChoiceOptions:
    """The reader's choices as options; "" is the strategy's default."""

    framework: FrameworkId = ""
    period: PeriodCode = ""
    known_on: Annotated[str, option("DAY", "a day (2012-06-30), a meeting (2012-12), 'now'")] = NOW
    since: Annotated[str, option("DAY", "compare with this day, not the last meeting")] = ""
    direction: Annotated[str, option("CODE", "only one direction, such as SD1")] = ""
    region: Annotated[str, option("CODE", "only one region, such as africa")] = ""
    group: GroupCode = ""
    reviewed_only: Annotated[bool, flag("--reviewed-only", "only approved entries")] = False
    counting: Annotated[str, choice("default: the strategy's counting rule", COUNTING_RULES)] = ""
    language: Language = ""
    documented_only: Annotated[bool, flag("--documented-only", "no demonstration data")] = False


def framework_as_known(connection: Any, code: str, known_on: str = NOW) -> Framework:
    """Return a strategy as known on a day; "" is the one that the screen opens with.

    Raises:
        UnknownCode: No such strategy or known-on date.
    """
    first = next(iter(read_catalogue(connection).frameworks), "")
    return framework_known_on(connection, code or first, known_on)


def resolve_choices(
    connection: Any, options: ChoiceOptions, t: Translate
) -> tuple[Framework, Choices]:
    """Return the strategy as known on the chosen day, and the choices with its defaults.

    Raises:
        UnknownCode: No such strategy, known-on date or period.
    """
    framework = framework_as_known(connection, options.framework, options.known_on)
    values: dict[str, Any] = asdict(options) | {
        "framework": framework.id,
        "period": framework.period(options.period or framework.default_period).code,
        "counting": options.counting or framework.counting,
        "language": t.language,
    }
    return framework, Choices(**values)


def read_again(connection: Any, name: str, choices: Choices) -> tuple[FigureSpec, Reading]:
    """Return a figure made earlier, with a reading of the same choices today.

    Raises:
        UnknownCode: The strategy no longer has the figure, its period or its direction.
    """
    spec = find_spec(name, framework_as_known(connection, choices.framework))
    return spec, read(connection, choices, *needs_of([spec]))
