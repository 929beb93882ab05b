"""The report as one HTML file that prints as the PDF does: no script, nothing from elsewhere.

Runs in the composing process only.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from lxml import etree

from ifla_metrics.report.book.book import Book
from ifla_metrics.report.book.parts import (
    Decisions,
    Drawings,
    Grid,
    Heading,
    KeyNumbers,
    Listing,
    Paragraph,
    Part,
    Picture,
    Stories,
)

STYLE = Path(__file__).with_name("report.css")
FACES = (("NotoSans-Regular.ttf", 400), ("NotoSans-SemiBold.ttf", 600))
ARABIC_FACES = (("NotoSansArabic-Regular.ttf", 400), ("NotoSansArabic-SemiBold.ttf", 600))
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_POINTS_AT = re.compile(r"url\(#([^)]+)\)")


def written(book: Book, drawings: Drawings, *, fonts: str, scale: float = 1.0) -> bytes:
    """Return the report as HTML in UTF-8.

    Args:
        book: The report.
        drawings: By figure id, as SVG.
        fonts: Folder of the shipped fonts; those of the text go along.
        scale: How large figures are in print; 1 is their own size.
    """
    places = [part for part in book.parts if isinstance(part, Heading)]
    inside = "\n".join(_part(part, book, drawings, places) for part in book.parts)
    way, faces = ("rtl", (*FACES, *ARABIC_FACES)) if book.right_to_left else ("ltr", FACES)
    page = f"""<!doctype html>
<html lang="{escape(book.language)}" dir="{way}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{_(book.title)} · {_(book.subtitle)}</title>
<meta name="author" content="{_(book.author)}">
<meta name="description" content="{_(book.facts)}">
<style>
{_faces(fonts, faces)}
{STYLE.read_text("utf-8")}{_running(book)}
@media print {{ figure > svg {{ width: {100 * scale:g}% }} }}
</style>
</head>
<body>
<header><h1>{_(book.title)}</h1>
<p class="sub">{_(book.subtitle)}</p><p class="facts">{_(book.facts)}</p>
{_demonstration(book)}</header>
{_contents(book, places)}
<main>
{inside}
</main>
</body>
</html>
"""
    return page.encode("utf-8")


def _(words: object) -> str:
    return escape(str(words))


def _demonstration(book: Book) -> str:
    said = book.demonstration
    return f'<p class="demonstration"><b>{_(said)}</b></p>' if said else ""


def _running(book: Book) -> str:
    """Return the style by which every printed page says that the report is a demonstration."""
    if not book.demonstration:
        return ""
    said = re.sub(r'["\\<]', "", book.words.demonstration)
    return f'@page {{ @top-left {{ content: "{said}"; font: 600 7.5pt "Noto Sans" }} }}'


def _faces(fonts: str, faces: tuple[tuple[str, int], ...]) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "Noto Sans{" Arabic" if "Arabic" in name else ""}"; '
        f"font-weight: {weight}; src: "
        f"url(data:font/ttf;base64,{_packed(Path(fonts) / name)}) }}"
        for name, weight in faces
    )


def _packed(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _contents(book: Book, places: list[Heading]) -> str:
    if not book.contents:
        return ""
    lines = "".join(
        f'<li style="padding-inline-start:{6 * (heading.level - 1)}mm">'
        f'<a href="#part-{number}">{_(heading.text)}</a></li>'
        for number, heading in enumerate(places, start=1)
        if heading.level < 3
    )
    title = _(book.words.contents)
    return f'<nav aria-label="{title}"><h2>{title}</h2><ol>{lines}</ol></nav>'


def _part(part: Part, book: Book, drawings: Drawings, places: list[Heading]) -> str:
    if isinstance(part, Heading):
        number = next(i for i, one in enumerate(places, start=1) if one is part)
        level = part.level + 1
        new = ' class="new"' if part.new_page else ""
        return f'<h{level} id="part-{number}"{new}>{_(part.text)}</h{level}>'
    if isinstance(part, Paragraph):
        lead = f"<b>{_(book.words.led(part.lead))}</b> " if part.lead else ""
        return f'<p class="{part.style}">{lead}{_(part.text)}</p>'
    if isinstance(part, Listing):
        items = "".join(f"<li>{_(item)}</li>" for item in part.items)
        return f"<p><b>{_(part.title)}</b></p><ul>{items}</ul>"
    if isinstance(part, Picture):
        drawing = "".join(
            _inline(one["svg"], part, place) for place, one in enumerate(drawings[part.key])
        )
        source = f'<p class="source">{_(part.source)}</p>'
        half = ' class="half"' if part.half else ""
        return f"<figure{half}>{_caption(part, book.words.figure)}{drawing}{source}</figure>"
    if isinstance(part, Grid):
        return _table(part, book)
    if isinstance(part, KeyNumbers):
        items = "".join(
            f"<li><b>{_(i.value)}</b><strong>{_(i.label)}</strong><span>{_(i.note)}</span></li>"
            for i in part.items
        )
        return f'<ul class="keys">{items}</ul>'
    return _stories(part, book) if isinstance(part, Stories) else _decisions(part)


def _caption(part: Picture | Grid, label: str) -> str:
    under = f"<span>{_(part.subtitle)}</span>" if part.subtitle else ""
    number = f'<b class="n">{_(label)} {part.number}.</b>'
    return f"<figcaption>{number} <b>{_(part.title)}</b>{under}</figcaption>"


def _table(part: Grid, book: Book) -> str:
    head = "".join(
        f'<th scope="col" class="{kind}">{_(title)}</th>'
        for title, kind in zip(part.titles, part.kinds, strict=True)
    )
    body = "".join(f"<tr>{''.join(_cells(row, part, book))}</tr>" for row in part.rows)
    more = f'<p class="more">{_(part.more)}</p>' if part.more else ""
    return (
        f'<figure class="data">{_caption(part, book.words.table)}<div class="scroll"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
        f'<p class="source">{_(part.source)}</p></figure>'
    )


def _cells(row: list[str], part: Grid, book: Book) -> Iterator[str]:
    """Give the cells; read from the right, each is a line of its own words' direction."""
    own = "<bdi>{}</bdi>" if book.right_to_left else "{}"
    for place, (cell, kind) in enumerate(zip(row, part.kinds, strict=True)):
        name, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        yield f'<{name}{scope} class="{kind}">{own.format(_(cell))}</{name}>'


def _stories(part: Stories, book: Book) -> str:
    told = []
    for story in part.items:
        whom = f'<p class="about">{_(book.words.led(book.words.for_whom))} {_(story.for_whom)}</p>'
        source = f'<p class="source">{_(book.words.led(book.words.source))} {_(story.source)}</p>'
        told.append(
            f'<article><p><b>{_(story.title)}</b></p><p class="about">{_(story.about)}</p>'
            f"<p>{_(story.change)}</p>{whom if story.for_whom else ''}"
            f"{source if story.source else ''}</article>"
        )
    return "\n".join(told)


def _decisions(part: Decisions) -> str:
    items = "".join(
        f'<li><p><b>{_(d.ask)}</b></p><p><span class="subject">{_(d.subject)}.</span> {_(d.why)}'
        f'</p><p class="about">{_(d.about)}</p></li>'
        for d in part.items
    )
    return f'<ol class="asks">{items}</ol>'


def _inline(svg: str, part: Picture, place: int) -> str:
    """Return the picture as a part of the page: its names its own, its words as a label."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(svg.encode(), parser)
    mark = f"f{part.number}-{place}-"
    for element in [*root.iter()]:
        if not isinstance(element.tag, str):
            continue
        if element.tag in {f"{_SVG}script", f"{_SVG}metadata", f"{_SVG}title", f"{_SVG}desc"}:
            above = element.getparent()
            if above is not None:
                above.remove(element)
            continue
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, mark + value)
            elif name in {"href", _XLINK} and value.startswith("#"):
                element.set(name, f"#{mark}{value[1:]}")
            elif "url(#" in value:
                element.set(name, _POINTS_AT.sub(rf"url(#{mark}\1)", value))
    for name in ("aria-labelledby", "aria-describedby"):
        root.attrib.pop(name, None)
    if root.get("viewBox") is None:
        wide, high = (root.get(side, "0").removesuffix("px") for side in ("width", "height"))
        root.set("viewBox", f"0 0 {wide} {high}")
    root.set("role", "img")
    root.set("aria-label", part.alt)
    return etree.tostring(root, encoding="unicode")
