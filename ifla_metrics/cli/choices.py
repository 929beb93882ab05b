"""Options for the choices that every figure depends on, and the reading they select."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

from ifla_metrics.choices import COUNTING, NOW, Choices
from ifla_metrics.cli.options import (
    FrameworkId,
    GroupCode,
    Language,
    PeriodCode,
    flag,
    one_of,
    option,
)
from ifla_metrics.errors import UnknownCode, n_

if TYPE_CHECKING:
    from ifla_metrics.figures.registry import FigureSpec
    from ifla_metrics.framework import Framework
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading


@dataclass(frozen=True)
class ChoiceOptions:
    """The choices of the screen, as options of a command; "" is what the strategy has."""

    framework: FrameworkId = ""
    period: PeriodCode = ""
    known_on: Annotated[
        str,
        option("MOMENT", n_("a Governing Board meeting (2012-12), a day (2012-06-30) or 'now'")),
    ] = NOW
    since: Annotated[
        str,
        option(
            "MOMENT", n_("what to compare with: an earlier meeting or day; else the meeting before")
        ),
    ] = ""
    direction: Annotated[str, option("CODE", n_("one direction, such as SD1"))] = ""
    region: Annotated[str, option("CODE", n_("activities in one region, such as africa"))] = ""
    group: GroupCode = ""
    reviewed_only: Annotated[
        bool, flag("--reviewed-only", n_("only what the secretariat has approved"))
    ] = False
    counting: Annotated[
        str, one_of(n_("the counting rule; without it, the strategy's own"), COUNTING)
    ] = ""
    language: Language = ""
    documented_only: Annotated[
        bool, flag("--documented-only", n_("leave out what is invented, targets included"))
    ] = False


def framework_code(connection: Any, code: str) -> str:
    """Return the code of a strategy, "" being the one that the screen opens with.

    Raises:
        UnknownCode: There is no such strategy.
    """
    from ifla_metrics.store.catalogue import catalogue

    known = catalogue(connection)
    return known.framework(code or next(iter(known.frameworks), "")).id


def framework_as_known(connection: Any, code: str, known_on: str = NOW) -> "Framework":
    """Return a strategy as it was known on a day; raises UnknownCode."""
    from ifla_metrics.store.read import known_framework

    return known_framework(connection, framework_code(connection, code), known_on)


def choices_of(options: ChoiceOptions, framework: "Framework", t: "Translate") -> Choices:
    """Return the choices of a command; defaults come from the strategy.

    Raises:
        UnknownCode: The strategy has no such period or direction.
    """
    require_direction(framework, options.direction)
    rule = options.counting or framework.counting
    values: dict[str, Any] = asdict(options) | {
        "framework": framework.id,
        "period": framework.period(options.period or framework.default_period).code,
        "counting": rule if rule in COUNTING else COUNTING[0],
        "language": t.language,
    }
    return Choices(**values)


def require_direction(framework: "Framework", code: str) -> None:
    """Raise UnknownCode when a strategy has no such direction; "" is all of them."""
    known = [node.code for node in framework.directions]
    if code and code not in known:
        raise UnknownCode("direction", code, known)


def require_group(connection: Any, code: str) -> None:
    """Raise UnknownCode when there is no such working group; "" is all of them."""
    from ifla_metrics.store.catalogue import catalogue

    groups = catalogue(connection).groups
    if code and code not in groups:
        raise UnknownCode("working group", code, groups)


def reading_of(connection: Any, choices: Choices, kinds: Iterable["FigureSpec"]) -> "Reading":
    """Return one reading with all that the figures of `kinds` need."""
    from ifla_metrics.store.read import read

    kinds = tuple(kinds)
    needs = {need for kind in kinds for need in kind.needs}
    previous = {need for kind in kinds for need in kind.previous}
    return read(connection, choices, sorted(needs), sorted(previous))
