"""The addresses of the server that are not pages."""

from __future__ import annotations

from ifla_metrics.ui.web import data, figures, office, sign_in, static

ROUTES = [
    *static.ROUTES,
    *figures.ROUTES,
    *data.ROUTES,
    *sign_in.ROUTES,
    *office.ROUTES,
]
