"""Write a figure's metadata into SVG and PNG files. Typst writes it into PDF (`pdf.py`)."""

import io

from lxml import etree
from PIL import Image, PngImagePlugin

from ifla_metrics.exports.sizes import PictureJob

SVG = "{http://www.w3.org/2000/svg}"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
FACTS_NAMESPACE = "urn:ifla-metrics:figure"
"""XML namespace of facts without a Dublin Core term: known-on day, framework version, filters."""
PRODUCER = "IFLA Metrics"


def add_svg_metadata(root: etree._Element, job: PictureJob) -> bytes:
    """Return the SVG with an accessible title and description, and Dublin Core metadata."""
    root.set("role", "img")
    root.set("aria-labelledby", "figure-title figure-description")
    root.set("lang", job.language)
    title = etree.Element(f"{SVG}title", id="figure-title")
    title.text = job.title
    description = etree.Element(f"{SVG}desc", id="figure-description")
    description.text = job.description

    metadata = etree.Element(f"{SVG}metadata")
    rdf = etree.SubElement(
        metadata, f"{{{RDF}}}RDF", nsmap={"rdf": RDF, "dc": DC, "ifla": FACTS_NAMESPACE}
    )
    facts = etree.SubElement(rdf, f"{{{RDF}}}Description")
    facts.set(f"{{{RDF}}}about", "")
    for name, value in _dublin_core(job).items():
        etree.SubElement(facts, f"{{{DC}}}{name}").text = value
    for name, value in job.facts.items():
        etree.SubElement(facts, f"{{{FACTS_NAMESPACE}}}{name}").text = value
    root[:0] = [title, description, metadata]
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def add_png_metadata(png: bytes, job: PictureJob) -> bytes:
    """Return the PNG with its resolution and metadata in text chunks; opaque unless transparent."""
    info = PngImagePlugin.PngInfo()
    for name, value in {**_dublin_core(job), **job.facts}.items():
        info.add_itxt(name.capitalize(), value, job.language, name)
    file = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGBA" if job.transparent else "RGB").save(
            file, "PNG", pnginfo=info, dpi=(job.dpi, job.dpi)
        )
    return file.getvalue()


def _dublin_core(job: PictureJob) -> dict[str, str]:
    """Return the figure's metadata by Dublin Core term."""
    return {
        "title": job.title,
        "description": job.description,
        "subject": job.subtitle,
        "source": job.source,
        "identifier": job.id,
        "language": job.language,
        "publisher": PRODUCER,
    }
