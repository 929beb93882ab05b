"""Weeks: “week of 5 March 2012”, “KW 10/2012”; and whether a named day of the week fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from ifla_metrics.errors import n_
from ifla_metrics.exchange.day_spans import NO_SUCH_DAY, AskedDays, Days, Read, span
from ifla_metrics.exchange.day_words import plain, weekdays
from ifla_metrics.exchange.faults import Refused, because
from ifla_metrics.models.columns import Precision

OTHER_DAY = because(n_("The day of the week is not that of this date: is the date right?"))
_FROM = re.compile(
    r"(?:the )?(?:(?:week|wk)\.? (?:of|commencing|starting|beginning|from)(?: the)?|w/c|w\.c\.|wc"
    r"|(?:la )?semaine (?:du|de)|(?:la )?semana (?:del?|da|do)|(?:die )?woche (?:vom|ab|des)"
    r"|неделя с|неделя)\s+(?P<rest>.*\d.*)"
)
_WITHIN = re.compile(
    r"(?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd|4th|premiere|deuxieme|troisieme"
    r"|quatrieme|derniere|primera|segunda|tercera|cuarta|ultima|primeira|terceira|erste|zweite"
    r"|dritte|vierte|letzte|первая|последняя) (?:week|semaine|semana|woche|неделя)"
    r"(?: (?:of|in|de|d'|du|im))? ?(?P<rest>.+)"
)
_NUMBERED = re.compile(
    r"(?:(?:kw|weeks?|wk|w|semaines?|semanas?|неделя|s(?=\d\d))[ .]*(?P<w>\d{1,2})"
    r"(?: ?- ?(?P<l>\d{1,2}))?[ ,./-]+(?:of )?(?P<y>\d{4})"
    r"|(?P<w3>\d{1,2})\. ?kw[ ,./-]*(?P<y3>\d{4})"
    r"|(?P<y2>\d{4})[ /-]?(?:w|kw ?|week )(?P<w2>\d{1,2}))"
)
_DAYS = timedelta(days=6)


def week_of(typed: str, read: Callable[[str], Read]) -> Read | None:
    """Return the days of a week that `typed` names; None when it names none.

    Nobody said on which of them it was, so they are known as a month is. A span within the week
    is taken as it stands. `read` reads the rest of the text.
    """
    text = plain(typed)
    numbered = _NUMBERED.fullmatch(text)
    if numbered:
        year = int(numbered["y"] or numbered["y2"] or numbered["y3"])
        week = int(numbered["w"] or numbered["w2"] or numbered["w3"])
        try:
            monday = date.fromisocalendar(year, week, 1)
            last = date.fromisocalendar(year, int(numbered["l"] or week), 1) + _DAYS
        except ValueError:
            return Refused(NO_SUCH_DAY)
        return _said(span(monday, last, Precision.MONTH), typed)
    within = _WITHIN.fullmatch(text)
    if within:
        month = read(within["rest"])
        known = isinstance(month, Days) and month.precision is Precision.MONTH
        return _said(month, typed) if known else None
    begins = _FROM.fullmatch(text)
    if begins is None:
        return None
    found = read(begins["rest"])
    if isinstance(found, AskedDays):
        return replace(found, readings=tuple(_whole(days, typed) for days in found.readings))
    return _whole(found, typed) if isinstance(found, Days) else found


def _whole(days: Days, typed: str) -> Days:
    if days.precision is not Precision.DAY or days.started_on != days.ended_on:
        return replace(days, as_stated=typed)
    return Days(days.started_on, days.started_on + _DAYS, Precision.MONTH, typed)


def _said(read: Read, typed: str) -> Read:
    return replace(read, as_stated=typed) if isinstance(read, Days) else read


def of_weekday(typed: str, read: Days | AskedDays) -> Read:
    """Return the readings that fall on the day of the week that is named, or a question.

    “Mon 5/3/2012” is in March; of “Tuesday 5 March 2012” one half is wrong.
    """
    named = [weekdays()[w] for w in re.findall(r"[^\W\d_]{3,}", plain(typed)) if w in weekdays()]
    if not named or len(named) > 2:
        return read
    readings = read.readings if isinstance(read, AskedDays) else (read,)
    right = tuple(days for days in readings if _fits(days, named))
    if len(right) == 1:
        return right[0]
    if right:
        return AskedDays(right, read.why, read.order) if isinstance(read, AskedDays) else read
    return AskedDays(readings, OTHER_DAY)


def _fits(days: Days, named: list[frozenset[int]]) -> bool:
    apart = days.started_on != days.ended_on
    if days.precision is not Precision.DAY or (len(named) == 1 and apart):
        return True
    ends = (days.started_on, days.ended_on)
    return all(day.weekday() in of for day, of in zip(ends, named, strict=False))
