"""The choices of the screen as options of a command, and what is read for them."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any

from ifla_metrics.choices import COUNTING_RULES, NOW, Choices
from ifla_metrics.cli.options import (
    FrameworkId,
    GroupCode,
    Language,
    PeriodCode,
    flag,
    one_of,
    option,
)
from ifla_metrics.figures.registry import FigureSpec, find_spec, needs_of
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Reading
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.read import known_framework, read


@dataclass(frozen=True)
class ChoiceOptions:
    """The choices of the screen, as options of a command; "" is what the strategy has."""

    framework: FrameworkId = ""
    period: PeriodCode = ""
    known_on: Annotated[str, option("DAY", "a meeting (2012-12), a day (2012-06-30), 'now'")] = NOW
    since: Annotated[str, option("DAY", "compared with a day; else the meeting before")] = ""
    direction: Annotated[str, option("CODE", "one direction, such as SD1")] = ""
    region: Annotated[str, option("CODE", "activities in one region, such as africa")] = ""
    group: GroupCode = ""
    reviewed_only: Annotated[bool, flag("--reviewed-only", "only what was approved")] = False
    counting: Annotated[str, one_of("else the counting rule of the strategy", COUNTING_RULES)] = ""
    language: Language = ""
    documented_only: Annotated[bool, flag("--documented-only", "nothing that is invented")] = False


def framework_as_known(connection: Any, code: str, known_on: str = NOW) -> Framework:
    """Return a strategy as it was known on a day; "" is the one that the screen opens with.

    Raises:
        UnknownCode: There is no such strategy or day.
    """
    first = next(iter(catalogue(connection).frameworks), "")
    return known_framework(connection, code or first, known_on)


def resolve_choices(
    connection: Any, asked: ChoiceOptions, t: Translate
) -> tuple[Framework, Choices]:
    """Return the strategy as known on the chosen day, and the choices with its defaults.

    Raises:
        UnknownCode: There is no such strategy, or it has no such period.
    """
    framework = framework_as_known(connection, asked.framework, asked.known_on)
    values: dict[str, Any] = asdict(asked) | {
        "framework": framework.id,
        "period": framework.period(asked.period or framework.default_period).code,
        "counting": asked.counting or framework.counting,
        "language": t.language,
    }
    return framework, Choices(**values)


def read_again(connection: Any, name: str, choices: Choices) -> tuple[FigureSpec, Reading]:
    """Return a figure that was made before, and what it is made from now.

    Raises:
        UnknownCode: The strategy no longer has its period, its direction or the figure.
    """
    spec = find_spec(name, framework_as_known(connection, choices.framework))
    return spec, read(connection, choices, *needs_of([spec]))
