"""What a test reads out of a PDF: its tree of structure, its fonts, its text."""

import io
from collections.abc import Iterator

import pikepdf


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def elements(document) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree."""
    waiting = [document.Root.StructTreeRoot]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(one)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                yield one
            if "/K" in one:
                waiting.append(one.K)


def fonts(document):
    """The font descriptors of all pages and of the drawings on them, by name."""
    found = {}
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
            found[str(thing.FontName)] = thing
    return found


def outline(document):
    with document.open_outline() as found:
        return [item.title for item in found.root]
