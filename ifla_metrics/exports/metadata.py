"""What a file says of the figure in it, written into SVG and PNG; Typst writes it into PDF."""

import io

from lxml import etree
from PIL import Image, PngImagePlugin

from ifla_metrics.exports.sizes import PictureJob

SVG = "{http://www.w3.org/2000/svg}"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
FACTS_NAMESPACE = "urn:ifla-metrics:figure"
"""Namespace of what Dublin Core has no word for: known-on day, framework version, filters."""
PRODUCER = "IFLA Metrics"


def add_svg_metadata(root: etree._Element, job: PictureJob) -> bytes:
    """Return the SVG as a labelled picture: role, title, description, Dublin Core metadata."""
    root.set("role", "img")
    root.set("aria-labelledby", "figure-title figure-description")
    root.set("lang", job.language)
    title = etree.Element(f"{SVG}title", id="figure-title")
    title.text = job.title
    description = etree.Element(f"{SVG}desc", id="figure-description")
    description.text = job.description

    block = etree.Element(f"{SVG}metadata")
    rdf = etree.SubElement(
        block, f"{{{RDF}}}RDF", nsmap={"rdf": RDF, "dc": DC, "ifla": FACTS_NAMESPACE}
    )
    facts = etree.SubElement(rdf, f"{{{RDF}}}Description")
    facts.set(f"{{{RDF}}}about", "")
    for name, value in _dublin_core(job).items():
        etree.SubElement(facts, f"{{{DC}}}{name}").text = value
    for name, value in job.facts.items():
        etree.SubElement(facts, f"{{{FACTS_NAMESPACE}}}{name}").text = value
    for place, part in enumerate((title, description, block)):
        root.insert(place, part)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def add_png_metadata(png: bytes, job: PictureJob) -> bytes:
    """Return the PNG with its resolution and UTF-8 text chunks; opaque unless transparent."""
    info = PngImagePlugin.PngInfo()
    words = {"Comment": job.subtitle, "Software": PRODUCER} | {
        name.capitalize(): value
        for name, value in {**_dublin_core(job), **job.facts}.items()
        if name not in {"subject", "publisher"}
    }
    for key, value in words.items():
        info.add_itxt(key, value, job.language, key)
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGBA" if job.transparent else "RGB").save(
            written, "PNG", pnginfo=info, dpi=(job.dpi, job.dpi)
        )
    return written.getvalue()


def _dublin_core(job: PictureJob) -> dict[str, str]:
    """Return a figure's words by their Dublin Core names."""
    return {
        "title": job.title,
        "description": job.description,
        "subject": job.subtitle,
        "source": job.source,
        "identifier": job.id,
        "language": job.language,
        "publisher": PRODUCER,
    }
