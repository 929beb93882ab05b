"""Where the shipped files are: the map and the fonts of screen and print."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
TOPOLOGY = DATA / "geo" / "countries-50m.json"
"""The world at 1:50 million as TopoJSON; ids are three-digit ISO numbers as text ("072")."""

FONTS = DATA / "fonts"
"""The folder of the font files: register it whole with whatever draws."""
FONTS_FIRST = FONTS / "fonts.conf"
"""Puts the shipped fonts before the machine's; FONTCONFIG_FILE names it where something draws."""

FONT_FAMILY = "Noto Sans"
FONT_FAMILY_ARABIC = "Noto Sans Arabic"
"""The same letters and signs, joined with those of Arabic; not for screens, which need fewer."""
TOPOLOGY_URL = "/assets/geo/countries-50m.json"
"""Where the server hands out TOPOLOGY; charts on screen name this address."""
