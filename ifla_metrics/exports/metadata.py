"""What a file says of the figure in it, written into SVG and PNG; Typst writes it into PDF."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree
from PIL import Image, PngImagePlugin

from ifla_metrics.text import clean, one_line

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

SVG = "{http://www.w3.org/2000/svg}"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
OURS = "urn:ifla-metrics:figure"
"""Namespace of what Dublin Core has no word for: known-on day, framework version, filters."""
MAKER = "IFLA Metrics"


@dataclass(frozen=True)
class Metadata:
    """A figure's words and facts, clean enough for every kind of file."""

    id: str
    name: str
    title: str
    subtitle: str
    source: str
    description: str
    """The alternative text."""
    language: str
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What else a program can read in the file: see `Figure.facts`."""

    @property
    def dublin_core(self) -> dict[str, str]:
        """The words by their Dublin Core names."""
        return {
            "title": self.title,
            "description": self.description,
            "subject": self.subtitle,
            "source": self.source,
            "identifier": self.id,
            "language": self.language,
            "publisher": MAKER,
        }


def metadata_of(figure: Figure, t: Translate) -> Metadata:
    """Return what the files of `figure` say of it."""
    names = ("id", "name", "title", "subtitle", "source")
    lines = {name: one_line(getattr(figure, name)) for name in names}
    return Metadata(
        **lines,
        description=clean(figure.alt) or lines["title"],
        language=t.language,
        facts={name: one_line(value) for name, value in figure.facts.items() if value},
    )


def into_svg(root: etree._Element, metadata: Metadata) -> bytes:
    """Return the SVG as a labelled picture: role, title, description, Dublin Core metadata."""
    root.set("role", "img")
    root.set("aria-labelledby", "figure-title figure-description")
    root.set("lang", metadata.language)
    title = etree.Element(f"{SVG}title", id="figure-title")
    title.text = metadata.title
    description = etree.Element(f"{SVG}desc", id="figure-description")
    description.text = metadata.description

    block = etree.Element(f"{SVG}metadata")
    rdf = etree.SubElement(block, f"{{{RDF}}}RDF", nsmap={"rdf": RDF, "dc": DC, "ifla": OURS})
    facts = etree.SubElement(rdf, f"{{{RDF}}}Description")
    facts.set(f"{{{RDF}}}about", "")
    for name, value in metadata.dublin_core.items():
        etree.SubElement(facts, f"{{{DC}}}{name}").text = value
    for name, value in metadata.facts.items():
        etree.SubElement(facts, f"{{{OURS}}}{name}").text = value
    for place, part in enumerate((title, description, block)):
        root.insert(place, part)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def into_png(png: bytes, metadata: Metadata, *, dpi: int, transparent: bool) -> bytes:
    """Return the PNG with its resolution and UTF-8 text chunks; opaque unless `transparent`."""
    info = PngImagePlugin.PngInfo()
    words = {"Comment": metadata.subtitle, "Software": MAKER} | {
        name.capitalize(): value
        for name, value in (metadata.dublin_core | dict(metadata.facts)).items()
        if name not in {"subject", "publisher"}
    }
    for key, value in words.items():
        info.add_itxt(key, value, metadata.language, key)
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGBA" if transparent else "RGB").save(
            written, "PNG", pnginfo=info, dpi=(dpi, dpi)
        )
    return written.getvalue()
