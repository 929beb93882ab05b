"""From a template and the figures it asks for to a book: every word and number of it fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ifla_metrics.assets import FONTS
from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures import words
from ifla_metrics.report.book import asked as wanted
from ifla_metrics.report.book import sections
from ifla_metrics.report.book.asked import Asked
from ifla_metrics.report.book.blocks import Block
from ifla_metrics.report.book.book import Book, Words
from ifla_metrics.report.book.font_coverage import covered
from ifla_metrics.report.book.key_numbers import key_numbers
from ifla_metrics.report.book.native import native
from ifla_metrics.report.book.parts import (
    Decisions,
    Grid,
    Heading,
    KeyNumbers,
    Paragraph,
    Part,
    Picture,
    Stories,
)
from ifla_metrics.report.book.tables import grid, recorded
from ifla_metrics.report.book.text_screen import Screen
from ifla_metrics.report.passport import one_line, passport_of

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.framework import Node
    from ifla_metrics.i18n import Translate
    from ifla_metrics.report.book.facts import Facts
    from ifla_metrics.report.book.templates import Template

AUTHOR = "IFLA"
Figures = Mapping[Asked, "Figure"]
Printed = list[tuple[str, "Figure"]]


def build(template: Template, figures: Figures, facts: Facts, t: Translate) -> Book:
    """Return the report of a template.

    Args:
        template: The blocks in order.
        figures: The figures of `asked.asked(template, …)`, in the language of `t`.
        facts: What the log says beside the figures.
        t: The words of the report's language.

    Raises:
        UnknownCode: A figure that a block uses is not among `figures`.
    """
    parts: list[Part] = []
    printed: Printed = []
    by_id = {figure.id: figure for figure in figures.values()}
    pictures = tables = level = 0
    for block in template.printed:
        for part in _parts(block, figures, facts, t, printed):
            found = part
            if isinstance(part, Heading):
                level = min(part.level, level + 1)  # A level that is left out loses its readers.
                found = replace(part, level=level)
            elif isinstance(part, Picture):
                pictures += 1
                found = replace(part, number=pictures)
                printed.append((f"{t('Figure')} {pictures}", by_id[part.id]))
            elif isinstance(part, Grid):
                tables += 1
                found = replace(part, number=tables)
                printed.append((f"{t('Table')} {tables}", by_id[part.id]))
            parts.append(found)
    return _screened(_book(template, parts, by_id, facts, t), t)


def _book(
    template: Template, parts: list[Part], by_id: dict[str, Figure], facts: Facts, t: Translate
) -> Book:
    known = t("Log as known on {day}", day=t.date(facts.known_on))
    invented = any(figure.facts.get("demonstration") for figure in by_id.values())
    beside = t("Some of the data behind it is invented for demonstration.")
    chosen = facts.choices.direction
    direction = words.node_name(facts.framework.node(chosen), facts.framework) if chosen else ""
    return Book(
        template=template.name,
        title=t(template.title),
        subtitle=one_line(facts.framework.title),
        facts=" · ".join(
            one_line(p)
            for p in (
                facts.period,
                facts.meeting,
                facts.position,
                known,
                facts.unreviewed.removesuffix("."),
                direction,
            )
            if p
        ),
        author=AUTHOR,
        language=t.language,
        known_on=facts.known_on.isoformat(),
        contents=template.contents,
        pages=template.pages,
        parts=tuple(parts),
        words=Words(
            contents=t("Contents"),
            figure=t("Figure"),
            table=t("Table"),
            source=t("Source"),
            for_whom=t("For whom"),
            page=t("Page {n} of {all}"),
            lead=t("{lead}:"),
            demonstration=t("Demonstration data"),
        ),
        tables={i: recorded(figure) for i, figure in by_id.items()},
        demonstration=facts.demonstration or (beside if invented else ""),
    )


def _screened(book: Book, t: Translate) -> Book:
    """Return the book without a letter that no shipped font can draw, and the list of them."""
    screen = Screen(
        covered(str(FONTS)), row=lambda n: t("row {n}", n=n), right_to_left=t.right_to_left
    )
    title, subtitle, facts, demonstration = (
        screen.text(said, t("Title"))
        for said in (book.title, book.subtitle, book.facts, book.demonstration)
    )
    parts = tuple(screen.part(part, _where(part, t)) for part in book.parts)
    return replace(
        book,
        title=title,
        subtitle=subtitle,
        facts=facts,
        demonstration=demonstration,
        parts=parts,
        undrawable=tuple(dict.fromkeys(screen.found)),
    )


def _where(part: Part, t: Translate) -> str:
    if isinstance(part, Picture):
        return f"{t('Figure')} {part.number}"
    if isinstance(part, Grid):
        return f"{t('Table')} {part.number}"
    if isinstance(part, Stories):
        return t("Stories")
    if isinstance(part, Decisions):
        return t("Decisions wanted")
    return t("Key numbers") if isinstance(part, KeyNumbers) else t("Text")


def _parts(
    block: Block, figures: Figures, facts: Facts, t: Translate, printed: Printed
) -> Iterator[Part]:
    used = {
        a.name: _figure(a, figures)
        for a in wanted.of(block, facts.framework, facts.choices)
        if not a.direction
    }
    mine = [used[name] for name in block.figures if name in used]
    if block.kind == "heading":
        yield Heading(one_line(t(block.text)), block.level, block.new_page)
    elif block.kind == "text":
        yield from (Paragraph(one_line(p)) for p in block.text.split("\n\n") if p.strip())
    elif block.kind == "summary":
        yield Paragraph(words.sentences(*(one_line(f.title) for f in mine)), "lede")
    elif block.kind == "key_numbers":
        yield KeyNumbers(key_numbers(used, t))
    elif block.kind == "figure":
        yield from (_drawn(f, t, rows=block.rows, half=block.half) for f in mine)
    elif block.kind in {"table", "data_tables"}:
        small = block.kind == "data_tables"
        yield from (
            _tabled(f, t, rows=block.rows, columns=block.columns, small=small) for f in mine
        )
    elif block.kind == "each":
        for node in wanted.nodes(block, facts.framework, facts.choices):
            yield from _each(block, node, figures, facts, t)
    elif block.kind == "since":
        yield from sections.since(used, facts, t, rows=block.rows)
    elif block.kind == "decisions":
        yield from sections.decisions(facts, t, rows=block.rows)
    elif block.kind == "stories":
        yield from sections.stories(used["stories"], t, rows=block.rows)
    elif block.kind == "milestones":
        yield _drawn(used["milestones"], t)
    elif block.kind == "methods":
        yield from sections.methods(printed, t)


def _each(block: Block, node: Node, figures: Figures, facts: Facts, t: Translate) -> Iterator[Part]:
    """Give one part of the programme: its name, what its owner says, its figures."""
    yield Heading(one_line(words.node_name(node, facts.framework)), level=2)
    remark = facts.remarks.get(node.code)
    if remark is not None and remark.why:
        yield Paragraph(
            one_line(remark.why),
            "owner",
            lead=t(
                "{owner}, {day}",
                owner=words.capital(one_line(remark.owner)),
                day=t.date(remark.as_of, "medium"),
            ),
        )
    found = [_figure(a, figures) for a in wanted.of_node(block, node)]
    yield from (_drawn(f, t) for f in found if not f.empty)


def _drawn(figure: Figure, t: Translate, *, rows: int = 0, half: bool = False) -> Part:
    """Return the figure as a picture; as a table, or in words, when there is nothing to draw."""
    if figure.chart is None:
        return _tabled(figure, t, rows=rows)
    said = passport_of(figure, t)
    return Picture(
        number=0,
        id=said.id,
        name=said.name,
        title=said.title,
        subtitle=said.subtitle,
        source=said.source,
        alt=one_line(said.description),
        half=half,
        native=native(figure, t),
    )


def _tabled(
    figure: Figure,
    t: Translate,
    *,
    rows: int = 0,
    columns: tuple[str, ...] = (),
    small: bool = False,
) -> Part:
    if not len(figure.table.frame):
        title = one_line(figure.title)
        empty = one_line(figure.empty) or t("There is nothing to show.")
        said = empty if empty.startswith(title) else words.sentences(title, empty)
        return Paragraph(said, "note")
    return grid(figure, t, rows=rows, columns=columns, small=small)


def _figure(one: Asked, figures: Figures) -> Figure:
    if one not in figures:
        raise UnknownCode("figure", one.name, (a.name for a in figures))
    return figures[one]
