"""Writing the passport into a file: SVG title and metadata, PNG text chunks, PDF properties."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
from lxml import etree
from PIL import Image, PngImagePlugin

from ifla_metrics.report.page import SVG

if TYPE_CHECKING:
    from ifla_metrics.report.sheet import Passport

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
OURS = "urn:ifla-metrics:figure"
"""Namespace of what Dublin Core has no word for: known-on day, framework version, filters."""
MAKER = "IFLA Metrics"


def _facts(passport: Passport) -> list[tuple[str, str]]:
    return [(name.capitalize(), value) for name, value in passport.facts.items()]


def into_svg(root: etree._Element, passport: Passport) -> bytes:
    """Return the SVG as a labelled picture: role, title, description, Dublin Core metadata."""
    root.set("role", "img")
    root.set("aria-labelledby", "figure-title figure-description")
    root.set("lang", passport.language)

    title = etree.Element(f"{{{SVG}}}title", id="figure-title")
    title.text = passport.title
    description = etree.Element(f"{{{SVG}}}desc", id="figure-description")
    description.text = passport.description

    metadata = etree.Element(f"{{{SVG}}}metadata")
    rdf = etree.SubElement(metadata, f"{{{RDF}}}RDF", nsmap={"rdf": RDF, "dc": DC})
    facts = etree.SubElement(rdf, f"{{{RDF}}}Description")
    facts.set(f"{{{RDF}}}about", "")
    for name, value in (
        ("title", passport.title),
        ("description", passport.description),
        ("subject", passport.subtitle),
        ("source", passport.source),
        ("identifier", passport.id),
        ("language", passport.language),
        ("publisher", MAKER),
    ):
        etree.SubElement(facts, f"{{{DC}}}{name}").text = value
    for name, value in passport.facts.items():
        etree.SubElement(facts, f"{{{OURS}}}{name}", nsmap={"ifla": OURS}).text = value

    for place, part in enumerate((title, description, metadata)):
        root.insert(place, part)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def into_png(
    png: bytes, passport: Passport, *, dots_per_inch: int, transparent: bool = False
) -> bytes:
    """Return the PNG with its resolution and its passport as UTF-8 text chunks; else opaque."""
    facts = PngImagePlugin.PngInfo()
    for key, value in (
        ("Title", passport.title),
        ("Description", passport.description),
        ("Comment", passport.subtitle),
        ("Source", passport.source),
        ("Identifier", passport.id),
        ("Software", MAKER),
        *_facts(passport),
    ):
        facts.add_itxt(key, value, passport.language, key)
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGBA" if transparent else "RGB").save(
            written, "PNG", pnginfo=facts, dpi=(dots_per_inch, dots_per_inch)
        )
    return written.getvalue()


def into_pdf(pdf: bytes, passport: Passport) -> bytes:
    """Return the PDF with its passport as document properties and XMP, the same bytes each time."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.docinfo["/Title"] = passport.title
        document.docinfo["/Subject"] = passport.description
        document.docinfo["/Keywords"] = f"{passport.source} {passport.id}"
        document.docinfo["/Creator"] = MAKER
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as facts:
            facts["dc:title"] = passport.title
            facts["dc:description"] = passport.description
            facts["dc:source"] = passport.source
            facts["dc:identifier"] = passport.id
            facts["dc:language"] = {passport.language}
            facts["xmp:CreatorTool"] = MAKER
            for name, value in passport.facts.items():
                facts[f"{{{OURS}}}{name}"] = value
        document.Root.Lang = pikepdf.String(passport.language)
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        document.save(written, deterministic_id=True)
    return written.getvalue()


def joined(parts: list[bytes]) -> bytes:
    """Return the pages of several PDFs as one, with what the first says of itself."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(parts[0])) as document:
        for part in parts[1:]:
            with pikepdf.open(io.BytesIO(part)) as further:
                document.pages.extend(further.pages)
        document.save(written, deterministic_id=True)
    return written.getvalue()
