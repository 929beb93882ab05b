"""A mapping that a person confirmed is kept for the group, under the headers that it uses."""

from ifla_metrics.access import LOCAL
from ifla_metrics.store.database import reading
from ifla_metrics.store.import_mappings import KeptMapping, keep_mapping, kept_mappings
from tests.store.conftest import entries

PLAN = KeptMapping({"title": "Titre"}, {"kind": "workshop"}, {"value:lifecycle:TBD": "planned"})


def test_a_mapping_is_kept_for_its_group_and_replaced_by_one_with_the_same_headers(engine):
    other = KeptMapping({"title": "Name"})
    corrected = KeptMapping({"title": "Titre"}, {"kind": "meeting"})
    keep_mapping(engine, PLAN, group="ALP", actor=LOCAL)
    keep_mapping(engine, PLAN, group="ALP", actor=LOCAL)
    keep_mapping(engine, other, group="ALP", actor=LOCAL)

    with reading(engine) as connection:
        assert kept_mappings(connection, "ALP") == [other, PLAN]
        assert kept_mappings(connection, "OA-TF") == []
        assert [e.kind for e in entries(connection)].count("import_mapping") == 2

    keep_mapping(engine, corrected, group="ALP", actor=LOCAL)
    with reading(engine) as connection:
        assert kept_mappings(connection, "ALP") == [corrected, other]
