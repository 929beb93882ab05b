"""What stands in brackets beside the name of a column changes what it is, or does not."""

import time

import pytest

from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.headers import find_header
from ifla_metrics.exchange.sheets import Sheet

HINTS = {
    "started_on": [
        "Date (required, dd/mm/yyyy)",
        "Date (required - dd.mm.yyyy)",
        "Date (dd/mm/yyyy)",
        "Date (please use yyyy-mm-dd)",
        "Date (format: dd/mm/yyyy)",
        "Date (dd/mm/yyyy, required)",
        "Date(s) (list all date(s))",
        "Date (jj/mm/aaaa, obligatoire)",
        "Fecha (obligatorio, dd/mm/aaaa)",
    ],
    "title": [
        "Title (in English or French)",
        "Titre (en français ou en anglais)",
        "Título (en español o en inglés)",
        "Title (in English, French and Spanish)",
        "Title (optional)",
        "Title (max. 80 characters)",
        "Title (if known)",
    ],
    "countries": [
        "Countries (list all countries)",
        "Country (please list country(ies))",
        "Country (please select a country)",
        "Place (please select a country)",
        "Country (e.g. Kenya)",
        "Country (one per line)",
        "Country/ies (separated by semi-colons)",
    ],
    "groups": ["Working group (select all group(s) that apply)", "Groups (list all groups)"],
    "kind": [
        "Kind (choose: training / meeting)",
        "Kind (choose one: training / meeting)",
        "Type (please select from the list: training, meeting or other)",
        "Type (drop-down)",
    ],
    "participants": [
        "Participants (number)",
        "Participants (ex. 25)",
        "Participants (ex : 25)",
        "Participants (number of people)",
        "Participants (max. 4 digits)",
    ],
}
UNREAD = (
    "Participants (number of women)",
    "Participants (max capacity)",
    "Participants (max.)",
    "Participants (number, max)",
    "Participants (number expected)",
    "Participants (ex staff)",
    "Participants (choose: women)",
    "Participants (number of groups)",
    "Participants (number of countries)",
    "Participants (list groups)",
    "Participants (please list countries)",
    "Countries (number of countries)",
    "Groups (number of group(s))",
    "Women (if known, staff)",
    "Participants (nombre de femmes)",
    "Country (training / meeting)",
)


def _keys(*header):
    found = find_header(Sheet("A", [[*header, "Evidence", "Source"], ["x"]]))
    return set(found.columns) if found else set()


@pytest.mark.parametrize(
    ("header", "key"), [(header, key) for key, headers in HINTS.items() for header in headers]
)
def test_a_hint_in_brackets_leaves_a_column_what_it_is(header, key):
    assert key in _keys("Date" if key == "title" else "Title", header)


@pytest.mark.parametrize("header", UNREAD)
def test_brackets_that_say_what_a_column_holds_leave_it_unread(header):
    without = _keys("Title", "Date")
    assert _keys("Title", "Date", header) == without


def _seconds(header):
    """Processor time of one key, the least of several."""
    times = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(20):
            header_key(header)
        times.append(time.process_time() - start)
    return min(times) / 20


@pytest.mark.parametrize(
    "words", ["one per ", "max 1 ", "if known ", "dd/mm/yyyy ", "(s)", "((", "d "]
)
def test_a_long_header_takes_no_time(words):
    short, long = (f"Title ({words * (n // len(words))}x)" for n in (400, 800))
    assert _seconds(short) < 0.01
    assert _seconds(long) < 4 * _seconds(short) + 0.001
