"""Paths of the shipped map and fonts."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
TOPOLOGY = DATA / "geo" / "countries-50m.json"
"""The world at 1:50 million as TopoJSON; ids are three-digit ISO numbers as text ("072")."""

FONTS = DATA / "fonts"
"""The folder of the font files; renderers register all of it."""
FONTS_FIRST = FONTS / "fonts.conf"
"""Prefers the shipped fonts to the machine's; FONTCONFIG_FILE names it for renderers."""

FONT_FAMILY = "Noto Sans"
FONT_FAMILY_ARABIC = "Noto Sans Arabic"
"""Noto Sans with Arabic letters; for print, too large for screens."""
TOPOLOGY_URL = "/assets/geo/countries-50m.json"
"""The address of TOPOLOGY on the server, for charts on screen."""
