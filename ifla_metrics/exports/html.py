"""A document as one HTML file without scripts, by Jinja2 from `data/reports/report.html`."""

import base64

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ifla_metrics.exports.document import Document, Drawings
from ifla_metrics.settings import DATA


def jinja_environment() -> Environment:
    """Return the templates of `data/reports`: what is filled in is text, and nothing is lacking."""
    folder = FileSystemLoader(DATA / "reports")
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined)


def write(document: Document, drawings: Drawings) -> bytes:
    """Return the document as HTML in UTF-8; `drawings` are PNG."""
    environment = jinja_environment()
    environment.filters["base64"] = lambda content: base64.b64encode(content).decode()
    page = environment.get_template("report.html").render(d=document, drawings=drawings)
    return page.encode("utf-8")
