"""What hangs on the cells of a workbook beside their values: addresses behind them, and notes.

The readers do not give it. A sheet's part names the cells with an address, the part of its
relations says which; the notes are a part of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from ifla_metrics.exchange.named import place_of

Link = tuple[int, int, str]
"""Row and column, from 0, and the address."""
Extras = tuple[tuple[Link, ...], tuple[tuple[int, int], ...]]
NOTHING: Extras = ((), ())
_TAG = rb"<(?:\w+:)?%s\b([^>]*)>"
_LINK = re.compile(_TAG % b"hyperlink")
_RELATION = re.compile(_TAG % b"Relationship")
_AUTHOR = re.compile(rb"<(?:\w+:)?author\b[^>]*>([^<]{0,200})</|<(?:\w+:)?author\b[^>]*/>")
_NOTE = re.compile(_TAG % b"comment")
_REF = re.compile(rb'\bref="([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?"')
_MARK = re.compile(rb'([\w:]+)="([^"]{0,2000})"')
_ADDRESS = re.compile(rb"https?://\S+", re.I)
_COMMENTS = re.compile(r"xl/(?:\w+/)?comments?[^/]*\.xml", re.IGNORECASE)
_RELATIONS = re.compile(r"xl/worksheets/_rels/[^/]*\.rels", re.IGNORECASE)
MOST_LINKS = 50_000
"""Links of a sheet that are read, and notes that are told."""
OURS = b"IFLA Metrics"
"""Who writes the notes of a file that goes back with its faults."""


def is_extra(name: str) -> bool:
    """Say whether a part of a workbook says what hangs on cells."""
    return bool(_COMMENTS.fullmatch(name) or _RELATIONS.fullmatch(name))


def links_and_notes(parts: Mapping[str, bytes], path: str) -> Extras:
    """Return the addresses behind the cells of a sheet, and the places of its notes.

    Args:
        parts: Of the workbook, by name.
        path: The sheet's part.
    """
    folder, _, name = path.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{name}.rels", b"")
    targets: dict[bytes, bytes] = {}
    notes: list[tuple[int, int]] = []
    for tag in _RELATION.finditer(relations):
        marks = dict(_MARK.findall(tag[1]))
        targets[marks.get(b"Id", b"")] = target = marks.get(b"Target", b"")
        if marks.get(b"Type", b"").endswith(b"/comments"):
            part = target.decode("utf-8", "replace").rpartition("/")[2]
            notes += next(
                (
                    _notes(p)
                    for n, p in parts.items()
                    if _COMMENTS.fullmatch(n) and n.endswith(f"/{part}")
                ),
                [],
            )
    links: list[Link] = []
    for tag in _LINK.finditer(parts.get(path, b"")) if targets else ():
        ref = _REF.search(tag[1])
        own = next((v for k, v in _MARK.findall(tag[1]) if k.endswith(b":id")), b"")
        target = targets.get(own, b"")
        if ref and _ADDRESS.fullmatch(target):
            address = target.decode("utf-8", "replace").replace("&amp;", "&")
            most = MOST_LINKS + 1 - len(links)
            links += [(*place, address) for place in islice(_places(ref), most)]
    return tuple(links), tuple(sorted(notes)[:MOST_LINKS])


def _notes(part: bytes) -> list[tuple[int, int]]:
    """Return the places of notes that others than this tool wrote."""
    authors = [found[1] or b"" for found in _AUTHOR.finditer(part)]
    places: list[tuple[int, int]] = []
    for tag in _NOTE.finditer(part):
        ref, marks = _REF.search(tag[1]), dict(_MARK.findall(tag[1]))
        number = marks.get(b"authorId", b"")
        by = authors[int(number)] if number.isdigit() and int(number) < len(authors) else b""
        if ref and by.strip() != OURS:
            places += islice(_places(ref), 1)
    return places


def _places(ref: re.Match[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the cells of an area: “D2”, “D2:D9”."""
    last = place_of(ref[3] or ref[1])
    for row in range(int(ref[2]) - 1, int(ref[4] or ref[2])):
        for column in range(place_of(ref[1]), last + 1):
            yield row, column
