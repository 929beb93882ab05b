"""Write a report as one HTML file without scripts, from `data/reports/report.html`."""

import base64

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ifla_metrics.exports.document import Document
from ifla_metrics.settings import DATA


def jinja_environment() -> Environment:
    """Return an environment of the templates in `data/reports`: escaping, undefined names fail."""
    loader = FileSystemLoader(DATA / "reports")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def write(document: Document) -> bytes:
    """Return the document as HTML in UTF-8. The drawings must be PNG."""
    environment = jinja_environment()
    environment.filters["base64"] = lambda content: base64.b64encode(content).decode()
    page = environment.get_template("report.html").render(d=document)
    return page.encode("utf-8")
