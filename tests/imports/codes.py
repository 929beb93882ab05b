"""The codes of the project's own data, as the tests of imports know them."""

from functools import lru_cache

from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.store.database import engine_of, reading
from tests.ui import house

FRAMEWORK = "2010-2015"


@lru_cache(maxsize=1)
def code_book():
    with reading(engine_of(house.empty_url())) as connection:
        return load_code_book(connection, FRAMEWORK)
