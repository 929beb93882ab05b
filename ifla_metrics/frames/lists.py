"""Reference data and sources, as figures read them."""

COUNTRIES = (
    "country",
    "alpha2",
    "numeric",
    "name",
    "latitude",
    "longitude",
    "small",
    "ldc",
    "lldc",
    "sids",
    "region",
)
"""One row per country; its region in the framework's scheme on the evaluation day ("" = none)."""

REGIONS = ("region", "position", "title")
LISTED = ("list", "country", "category", "provenance")
DENOMINATORS = ("code", "title", "as_of", "value", "provenance", "source", "note")
TERMS = ("list", "code", "position", "title", "counts")
GROUPS = ("code", "title", "short_title")
ASSOCIATIONS = ("code", "country", "name")
SOURCES = ("id", "title", "address", "kind")
