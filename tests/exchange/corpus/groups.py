"""Rows above the names of columns that say “online”, “staff” or “target”: the counts below stay."""

import datetime
from functools import partial

from tests.exchange.corpus.making import BAD, OK, csv_case

MAY = datetime.date(2012, 5, 14)
HEAD = ("Title", "Date", "Country")
GONE = ("", "", "")
CLINIC = ("A clinic", MAY, "Kenya")
_csv = partial(csv_case, group="groups")
BOTH = {"genders": {"woman": 12, "man": 8}}
PAIRS = ("Women", "Men", "Women", "Men")


def _over(label, names, cells, **genders):
    return _csv(
        f"{label!r} over {', '.join(names)}",
        [(*GONE, label, *[""] * (len(names) - 1)), (*HEAD, *names), (*CLINIC, *cells)],
        (OK,),
        ({"genders": genders},),
    )


def _two(names, verdict, says, dropped=0):
    one, other = names
    return _csv(
        f"{one!r} beside {other!r}",
        [(*GONE, one, "", other, ""), (*HEAD, *PAIRS), (*CLINIC, 12, 8, 5, 3)],
        (verdict,),
        (says,),
        dropped=dropped,
    )


CASES = (
    *(
        _over(label, ("Women", "Men"), (12, 8), woman=12, man=8)
        for label in (
            "Participants (in person and online)",
            "Attendance (online or onsite)",
            "Online training",
            "Library staff trained",
            "Participants (target countries)",
        )
    ),
    _over(
        "Attendance (online or onsite)",
        ("Women", "Men", "Total"),
        (12, 8, 21),
        woman=12,
        man=8,
        not_stated=1,
    ),
    _over(
        "Library staff trained",
        ("Women", "Men", "Total"),
        (12, 8, 21),
        woman=12,
        man=8,
        not_stated=1,
    ),
    *(
        _over(label, ("Participants",), (20,), not_stated=20)
        for label in ("Online", "(online and in person)", "number, on site and online")
    ),
    _csv(
        "a row of hints above",
        [
            ("text", "day", "name", "number, on site and online"),
            (*HEAD, "Participants"),
            (*CLINIC, 20),
        ],
        (OK,),
        ({"count": 20},),
    ),
    _csv(
        "a title over the column of counts",
        [
            ("", "", "Volunteer activities 2012"),
            ("Title", "Date", "Participants"),
            ("A clinic", MAY, 20),
        ],
        (OK,),
        ({"count": 20},),
    ),
    _csv(
        "online training in a header of two rows",
        [(*HEAD, "Online training", ""), (*GONE, "Women", "Men"), (*CLINIC, 12, 8)],
        (OK,),
        (BOTH,),
    ),
    # Beside another group they are parts, or others.
    _two(("Onsite training", "Online training"), OK, {"genders": {"woman": 17, "man": 11}}),
    _two(("Library staff trained", "Trainers"), OK, BOTH, 2),
    _two(("Participants", "Staff involved"), OK, BOTH, 2),
    _two(("Online", "Trainers"), OK, BOTH, 2),
    _two(("Library staff trained", "Volunteers trained"), BAD, {}),
    _two(("Online", "Zoom"), BAD, {}, 4),
    # Nobody else is counted.
    _csv(
        "expected participants alone",
        [(*GONE, "Expected participants", ""), (*HEAD, "Women", "Men"), (*CLINIC, 12, 8)],
        (BAD,),
        dropped=2,
    ),
    _csv(
        "on site by sex, online in all",
        [
            (*GONE, "Onsite", "", "Online"),
            (*HEAD, "Women", "Men", "Participants"),
            (*CLINIC, 12, 8, 5),
        ],
        (BAD,),
        dropped=3,
    ),
    _csv(
        "on site and online, and men on site only",
        [(*GONE, "Onsite", "", "Online"), (*HEAD, "Women", "Men", "Women"), (*CLINIC, 12, 8, 5)],
        (BAD,),
        dropped=1,
    ),
)
"""Labels that were taken for a part of the people, so that nobody was counted."""
