"""The words of `figure`: list the figures, or give one as data, as a file, or again by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ifla_metrics.cli.choices_parser import add_choices

if TYPE_CHECKING:
    from ifla_metrics.cli.parser import Parser
    from ifla_metrics.i18n import Translate

DATA = ("json", "csv", "jsonl")
FILES: tuple[Literal["png", "svg", "pdf", "csv", "json"], ...] = (
    "png",
    "svg",
    "pdf",
    "csv",
    "json",
)


def add_figure(parser: Parser, t: Translate) -> None:
    """Add the commands of `figure`."""
    command = parser.below()
    listed = command("list", t("list the figures of a strategy"), "list --titles --period 2012")
    listed.add_argument(
        "--titles", action="store_true", help=t("say also what each figure shows; takes seconds")
    )
    data = command(
        "data",
        t("write the table of a figure to the terminal"),
        "data coverage-map --format csv --known-on 2012-12",
    )
    render = command(
        "render",
        t("write a figure to a file"),
        "render coverage-map --format png --out map.png --language fr",
    )
    which = data.add_mutually_exclusive_group(required=True)
    for made, times in ((which, "?"), (render, None)):
        made.add_argument(
            "name", nargs=times, metavar=t("NAME"), help=t("a name that 'figure list' gives")
        )
    which.add_argument(
        "--all",
        action="store_true",
        help=t("every figure of the strategy, one JSON object per line"),
    )
    data.add_argument(
        "--format",
        choices=DATA,
        metavar="FORMAT",
        help=t("one of {choices}; without it, json, of all figures jsonl", choices=", ".join(DATA)),
    )
    render.add_argument(
        "--format",
        choices=FILES,
        metavar="FORMAT",
        help=t("one of {choices}; without it, as the file's name ends", choices=", ".join(FILES)),
    )
    render.add_argument(
        "--out", required=True, metavar=t("FILE"), help=t("the file to write; '-' is the terminal")
    )
    for made in (listed, data, render):
        add_choices(made, t)
    reopen = command(
        "reopen",
        t("write the figure of an id again, the same as it was"),
        "reopen C-01~2010-2015~2011-2012~2012-12~all~full~all~en --out map.pdf",
    )
    reopen.add_argument("id", metavar="ID", help=t("the id that stands under the figure"))
    reopen.add_argument(
        "--format",
        choices=FILES,
        metavar="FORMAT",
        help=t("one of {choices}; without it, as the file's name ends", choices=", ".join(FILES)),
    )
    reopen.add_argument(
        "--out",
        default="",
        metavar=t("FILE"),
        help=t("the file to write; '-' is the terminal; without it, a file named after the id"),
    )
    for made in (render, reopen):
        _paper(made, t)


def _paper(parser: Parser, t: Translate) -> None:
    """Add how a picture is made for paper."""
    from ifla_metrics.report.sizes import PALETTES, RESOLUTIONS, SIZES

    group = parser.add_argument_group(t("for paper"))
    group.add_argument(
        "--size",
        choices=SIZES,
        metavar="SIZE",
        help=t("one of {choices}; without it, 170 mm wide", choices=", ".join(SIZES)),
    )
    group.add_argument(
        "--dpi",
        type=int,
        choices=RESOLUTIONS,
        default=RESOLUTIONS[0],
        metavar="DPI",
        help=t(
            "dots per inch of a PNG, one of {choices}", choices=", ".join(map(str, RESOLUTIONS))
        ),
    )
    group.add_argument(
        "--palette",
        choices=PALETTES,
        default="colour",
        metavar="PALETTE",
        help=t("one of {choices}", choices=", ".join(PALETTES)),
    )
    group.add_argument("--transparent", action="store_true", help=t("no white behind"))
    group.add_argument(
        "--outlined", action="store_true", help=t("letters as shapes, in SVG and PDF")
    )
