"""The schema of 0.1.0: tables, indexes, and triggers that keep the history as it was written.

The tables are written out here and not taken from `models`, so that this revision stays what it was
when a later one changes the models.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
QUALIFIERS = (
    "exact",
    "at_least",
    "more_than",
    "about",
    "almost",
    "up_to",
    "unknown",
    "estimated",
    "provisional",
    "revised",
    "break_in_series",
    "suppressed",
)
CURRENT = "superseded_at IS NULL"
KNOWN = "known_until IS NULL"
UNDATED = f"{KNOWN} AND valid_from IS NULL"
Items = list[Any]


def columns(kind: Any, *names: str, key: bool = False, to: str = "", **options: Any) -> Items:
    """Columns of one kind; `to` is the column that they refer to."""
    return [
        sa.Column(
            name,
            kind,
            *([sa.ForeignKey(to)] if to else []),
            primary_key=key,
            **{"nullable": False, **options},
        )
        for name in names
    ]


text = partial(columns, sa.String())
integer = partial(columns, sa.Integer())
big = partial(columns, BIG)
real = partial(columns, sa.Float())
day = partial(columns, sa.Date())
moment = partial(columns, sa.DateTime(timezone=True))
content = partial(columns, sa.LargeBinary())


def check(name: str, rule: str) -> Items:
    return [sa.CheckConstraint(rule, name=name)]


def one_of(column: str, *words: str) -> Items:
    return check(f"{column}_known", f"{column} IN ({', '.join(map(repr, words))})")


def truth(*names: str) -> Items:
    """Columns that are true or false, also where SQLite stores numbers."""
    rules = [check(f"{name}_truth", f"{name} IN (true, false)") for name in names]
    return [*columns(sa.Boolean(), *names), *chain(*rules)]


def unique(*names: str) -> Items:
    return [sa.UniqueConstraint(*names)]


def index(name: str, *names: str, where: str | None = None, unique: bool = False) -> Items:
    rule = None if where is None else sa.text(where)
    return [sa.Index(name, *names, unique=unique, sqlite_where=rule, postgresql_where=rule)]


def in_framework(
    column: str, table: str, code: str = "code", *, framework: str = "framework"
) -> Items:
    """The foreign key of a framework and a code in it."""
    refers = [f"{table}.framework", f"{table}.{code}"]
    return [sa.ForeignKeyConstraint([framework, column], refers)]


def table(name: str, *parts: Items, **options: Any) -> None:
    """Columns come before the rules that name them."""
    items = sorted(chain(*parts), key=lambda item: not isinstance(item, sa.Column))
    sa.Table(name, SCHEMA, *items, sqlite_strict=True, **options)


def version(table: str, key: str, *waiting: str) -> Items:
    """What every table of versions has; `key` names the thing whose versions these are.

    `waiting` are further columns of the index of what waits for review.
    """
    parts = (
        big("id", key=True),
        integer("version"),
        text("provenance", "source", "note"),
        truth("withdrawn", "known_from_assumed"),
        moment("recorded_at"),
        text("recorded_by", "reason"),
        moment("superseded_at", nullable=True),
        text("idempotency_key", nullable=True),
        moment("approved_at", "returned_at", nullable=True),
        unique(key, "version"),
        one_of("provenance", "documented", "synthetic", "reported"),
        check("superseded_after", "superseded_at >= recorded_at"),
        check("version_positive", "version >= 1"),
        index(f"ix_{table}_current", key, where=CURRENT, unique=True),
        index(
            f"ix_{table}_idempotency_key",
            "idempotency_key",
            where="idempotency_key IS NOT NULL",
            unique=True,
        ),
        index(
            f"ix_{table}_waiting",
            "recorded_at",
            *waiting,
            where=f"{CURRENT} AND approved_at IS NULL AND returned_at IS NULL",
        ),
        index(
            f"ix_{table}_returned",
            "returned_at",
            where=f"{CURRENT} AND returned_at IS NOT NULL",
        ),
        index(f"ix_{table}_amended", "recorded_at", where="version > 1"),
        index(f"ix_{table}_approved_later", "approved_at", where="version > 1"),
        index(f"ix_{table}_sent_back", "returned_at", where="returned_at IS NOT NULL"),
    )
    return list(chain(*parts))


def record(name: str, *parts: Items) -> None:
    """A table of versions of records."""
    table(
        name,
        version(name, "uid"),
        text("uid"),
        text("framework", to="framework.id"),
        text("group_code", to="working_group.code"),
        *parts,
    )


def of_version(name: str, *parts: Items) -> None:
    """A table of rows that belong to a version of an activity, stored in the order of its key."""
    version_id = big("version_id", key=True, to="activity_version.id")
    table(name, version_id, *parts, sqlite_with_rowid=False)


# Reference data

table(
    "source",
    text("id", key=True),
    text("title", "address", "kind", "note"),
    day("retired_on", nullable=True),
)
table(
    "term",
    text("list", "code", key=True),
    integer("position"),
    text("title", "counts"),
    day("retired_on", nullable=True),
)
table(
    "country",
    text("alpha3", key=True),
    text("alpha2", "numeric", "name"),
    real("latitude", "longitude"),
    truth("small", "ldc", "lldc", "sids"),
    day("retired_on", nullable=True),
    check("alpha3_length", "length(alpha3) = 3"),
)
table(
    "region_scheme",
    text("code", key=True),
    text("title", "verified", "source", "note"),
    day("valid_from", "valid_to", "retired_on", nullable=True),
)
table(
    "region_name",
    text("scheme", key=True, to="region_scheme.code"),
    text("region", key=True),
    integer("position"),
    text("title"),
)
table(
    "region",
    integer("id", key=True),
    moment("known_from", "known_until", nullable=True),
    text("scheme", to="region_scheme.code", index=True),
    text("region"),
    text("country", to="country.alpha3"),
    day("valid_from", "valid_to", nullable=True),
    index("uq_region_standing", "scheme", "country", "valid_from", where=KNOWN, unique=True),
    index("uq_region_standing_undated", "scheme", "country", where=UNDATED, unique=True),
)
table(
    "country_list",
    integer("id", key=True),
    moment("known_from", "known_until", nullable=True),
    text("list", "category", "provenance", "source", "note"),
    text("country", to="country.alpha3"),
    day("valid_from", "valid_to", nullable=True),
    index("uq_country_list_standing", "list", "country", "valid_from", where=KNOWN, unique=True),
    index("uq_country_list_standing_undated", "list", "country", where=UNDATED, unique=True),
)
table(
    "working_group",
    text("code", key=True),
    integer("sequence"),
    text("title", "short_title", "kind", "verified", "source", "note"),
    day("retired_on", nullable=True),
)
table(
    "association",
    text("code", key=True),
    text("country", to="country.alpha3", nullable=True),
    day("retired_on", nullable=True),
)
table(
    "association_name",
    integer("id", key=True),
    text("code", to="association.code", index=True),
    text("name", "source", "note"),
    day("valid_from", "valid_to", nullable=True),
)
table(
    "denominator",
    integer("id", key=True),
    moment("known_from", "known_until", nullable=True),
    text("code", "title", "provenance", "source", "note"),
    day("as_of"),
    real("value"),
    check("value_not_negative", "value >= 0"),
    index("uq_denominator_standing", "code", "as_of", where=KNOWN, unique=True),
)
table(
    "meeting",
    text("code", key=True),
    text("title", "place", "provenance", "source", "note"),
    day("held_on"),
    moment("known_until", nullable=True),
    day("retired_on", nullable=True),
)

# Results frameworks

table("framework", text("id", key=True), text("content"))
table(
    "framework_past",
    text("framework", key=True, to="framework.id"),
    moment("known_until", key=True),
    text("content"),
)
table("node", text("framework", key=True, to="framework.id"), text("code", key=True))
table("indicator", text("framework", key=True, to="framework.id"), text("code", key=True))
table(
    "reporting_period",
    text("framework", key=True, to="framework.id"),
    text("code", key=True),
    text("title"),
    day("starts_on", "ends_on"),
    check("ends_after_start", "ends_on >= starts_on"),
)
table(
    "crosswalk",
    text("from_framework", "from_node", "to_framework", "to_node", key=True),
    text("stated", "source", "note"),
    in_framework("from_node", "node", framework="from_framework"),
    in_framework("to_node", "node", framework="to_framework"),
    one_of("stated", "stated", "proposed", "not_stated"),
)
table(
    "framework_setting",
    text("framework", key=True, to="framework.id"),
    text("counts"),
    integer("due_days"),
    day("asked_from", nullable=True),
    one_of("counts", "sent", "approved"),
    check("due_days_in_bounds", "due_days BETWEEN 0 AND 366"),
)

# The activity log

table(
    "activity",
    big("id", key=True),
    text("uid", unique=True),
    moment("created_at"),
    day("logged_on", nullable=True),
)
table(
    "activity_version",
    version(
        "activity_version", "activity_id", "started_on", "lifecycle", "provenance", "withdrawn"
    ),
    big("activity_id", to="activity.id"),
    text("title", "kind", "lifecycle", "date_precision", "date_as_stated", "level", "arena"),
    day("started_on", "ended_on"),
    day("planned_started_on", "planned_ended_on", nullable=True),
    text("mode", "language", "description"),
    one_of("arena", "", "within_ifla", "within_association", "advocate"),
    one_of("date_precision", "day", "month", "quarter", "year"),
    check("ends_after_start", "ended_on >= started_on"),
    one_of("level", "", "national", "regional", "international"),
    one_of("lifecycle", "planned", "under_way", "completed", "suspended", "cancelled"),
    one_of("mode", "", "on_site", "remote", "mixed"),
    check("title_length", "length(title) BETWEEN 3 AND 200"),
    index("ix_activity_version_first", "recorded_at", "started_on", where="version = 1"),
    index("ix_activity_version_started", "started_on", where=CURRENT),
)
of_version(
    "activity_group",
    integer("position", key=True),
    text("group_code", to="working_group.code"),
    truth("lead"),
    index("ix_activity_group_group_code_version_id", "group_code", "version_id"),
)
of_version("activity_country", integer("position", key=True), text("country", to="country.alpha3"))
of_version(
    "activity_association",
    integer("position", key=True),
    text("association", to="association.code"),
)
of_version("partner", integer("position", key=True), text("name", "kind"))
of_version(
    "contribution",
    integer("position", key=True),
    text("framework", "outcome"),
    in_framework("outcome", "node"),
)
of_version(
    "alignment",
    integer("position", key=True),
    text("framework", "direction"),
    integer("weight"),
    truth("is_primary"),
    in_framework("direction", "node"),
    check("weight_is_a_part", "weight BETWEEN 1 AND 1200"),
)
of_version(
    "participation",
    integer("line", key=True),
    text("country", to="country.alpha3", nullable=True),
    text("association", to="association.code", nullable=True),
    text("gender", "role", "mode", "reach", "qualifier", "dimensions", "note"),
    integer("count", nullable=True),
    check("count_in_bounds", "count BETWEEN 0 AND 10000000"),
    one_of("gender", "woman", "man", "other", "not_stated"),
    one_of("mode", "on_site", "remote", "not_stated"),
    one_of("qualifier", *QUALIFIERS),
    one_of("reach", "direct", "cascade"),
)
of_version("evidence", integer("position", key=True), text("address"))
table("search_text", big("version_id", key=True, to="activity_version.id"), text("text"))
table(
    "evidence_file",
    text("id", key=True),
    text("group_code", to="working_group.code"),
    text("name", "media_type", "digest", "kept_by"),
    integer("size"),
    content("content"),
    moment("kept_at"),
    unique("group_code", "digest"),
    check("size_in_bounds", "size BETWEEN 1 AND 5000000"),
)

# Other records

record(
    "observation",
    text("indicator", "period", "state", "qualifier"),
    day("as_of"),
    text("country", to="country.alpha3", nullable=True),
    real("value", "numerator", "denominator", nullable=True),
    in_framework("indicator", "indicator"),
    check("denominator_positive", "denominator > 0"),
    one_of("qualifier", *QUALIFIERS),
    check(
        "says_something",
        "state <> 'reported' OR value IS NOT NULL"
        " OR (numerator IS NOT NULL AND denominator IS NOT NULL)",
    ),
    one_of("state", "reported", "nil", "not_applicable"),
)
record(
    "milestone",
    text("node", "title", "date_precision", "date_as_stated", "evidence"),
    text("indicator", nullable=True),
    day("planned_on", "actual_on", nullable=True),
    in_framework("indicator", "indicator"),
    in_framework("node", "node"),
    one_of("date_precision", "day", "month", "quarter", "year"),
)
record(
    "cohort_count",
    text("node", "cohort", "stage", "gender", "qualifier"),
    day("as_of"),
    integer("count", nullable=True),
    in_framework("node", "node"),
    check("count_in_bounds", "count BETWEEN 0 AND 10000000"),
    one_of("gender", "woman", "man", "other", "not_stated"),
    one_of("qualifier", *QUALIFIERS),
    one_of("stage", "nominated", "selected", "in_programme", "completed", "leadership_role"),
)
record(
    "resource_stage",
    text("node", "resource", "title", "kind", "language", "stage"),
    day("as_of"),
    in_framework("node", "node"),
    one_of("stage", "started", "drafted", "released"),
)
record(
    "association_outcome",
    text("node", "kind", "title", "qualifier", "evidence"),
    text("indicator", nullable=True),
    text("association", to="association.code"),
    real("before", "after", "change_percent", nullable=True),
    day("as_of"),
    in_framework("indicator", "indicator"),
    in_framework("node", "node"),
    one_of("qualifier", *QUALIFIERS),
)
record(
    "story",
    text("node", "title", "change", "for_whom", "evidence"),
    text("country", to="country.alpha3", nullable=True),
    text("association", to="association.code", nullable=True),
    day("as_of"),
    in_framework("node", "node"),
)
record("remark", text("subject", "why", "ask"), day("as_of"))

# Review

table(
    "review",
    big("id", key=True),
    text("kind", "uid", "decision", "comment", "decided_by"),
    integer("version"),
    moment("decided_at"),
    unique("kind", "uid", "version"),
    one_of("decision", "approved", "returned"),
    check("return_says_why", "decision <> 'returned' OR comment <> ''"),
)
table(
    "period_lock",
    text("framework", "period", key=True),
    text("reason", "locked_by"),
    moment("locked_at"),
    in_framework("period", "reporting_period"),
)
table(
    "period_opening",
    text("framework", "period", key=True),
    text("group_code", key=True, to="working_group.code"),
    day("until"),
    text("reason", "opened_by"),
    moment("opened_at"),
    in_framework("period", "period_lock", "period"),
)
table(
    "nil_return",
    text("framework", "period", key=True),
    text("group_code", key=True, to="working_group.code"),
    text("recorded_by"),
    moment("recorded_at"),
    in_framework("period", "reporting_period"),
)

# People

table(
    "person",
    text("code", key=True),
    text("email", nullable=True, unique=True),
    text("name", "role", "created_by", "changed_by"),
    truth("active"),
    text("issuer", "subject", nullable=True),
    moment("not_before", "erased_at", nullable=True),
    integer("version"),
    moment("created_at", "changed_at"),
    unique("issuer", "subject"),
    check("email_lower", "email = lower(email)"),
    check(
        "erased_is_nobody",
        "erased_at IS NULL OR (email IS NULL AND name = '' AND subject IS NULL AND active = false)",
    ),
    one_of("role", "viewer", "editor", "secretariat"),
    check("version_positive", "version >= 1"),
)
table(
    "person_group",
    text("person", key=True, to="person.code"),
    text("group_code", key=True, to="working_group.code"),
)
table(
    "sign_in",
    text("hash", key=True),
    text("kind", "issued_by"),
    text("person", to="person.code", index=True, nullable=True),
    moment("issued_at", "expires_at"),
    moment("ended_at", nullable=True),
    one_of("kind", "link", "session", "account"),
    check("expires_after", "expires_at > issued_at"),
)

# Editions

table(
    "edition",
    big("id", key=True),
    text("uid", unique=True),
    text("name", "note", "period", "language", "template", "texts", "frozen_by"),
    text("framework", to="framework.id"),
    day("known_on"),
    integer("revision"),
    moment("frozen_at"),
    text("corrects", to="edition.uid", nullable=True),
    text("idempotency_key", nullable=True, unique=True),
    check("name_length", "length(name) BETWEEN 3 AND 200"),
)
table(
    "edition_figure",
    big("edition_id", key=True, to="edition.id"),
    integer("position", key=True),
    text("figure_id", index=True),
    text("title", "content"),
)
table(
    "edition_file",
    big("edition_id", key=True, to="edition.id"),
    text("name", key=True),
    text("media_type", "digest"),
    integer("size"),
    content("content"),
    check("size_in_bounds", "size BETWEEN 1 AND 60000000"),
)
table(
    "report_template",
    text("name", key=True),
    text("text", "saved_by"),
    moment("saved_at"),
    check("text_length", "length(text) <= 200000"),
)

# Summaries

table(
    "summary_cell",
    text("framework", key=True, to="framework.id"),
    text("known", "dimension", "scope_kind", "scope", "period", "provenance", "code", key=True),
    big("activities", "participations", "cascade", "women", "gender_known", "uncounted"),
    big("inexact", "timed", "timely", "weight", "primaries", "alignments", "lines"),
    sqlite_with_rowid=False,
)

# The application itself

table(
    "audit_entry",
    big("id", key=True),
    moment("at"),
    text("actor", "action", "kind", "subject", "reason", "hash"),
    integer("version", nullable=True),
    index("ix_audit_entry_actor_id", "actor", "id"),
    index("ix_audit_entry_kind_id", "kind", "id"),
)
table(
    "revision",
    integer("id", key=True),
    big("number", "audit_count"),
    text("reference", "audit_hash"),
    check("single", "id = 1"),
)
table("loaded", text("part", key=True), text("fingerprint"), moment("loaded_at"))
table(
    "applied_import",
    big("id", key=True),
    text("key", unique=True),
    text("file_hash", index=True),
    text("file_name", "applied_by"),
    text("group_code", to="working_group.code", nullable=True),
    moment("applied_at"),
    integer("added", "changed", "withdrawn"),
    check("counts_positive", "added >= 0 AND changed >= 0 AND withdrawn >= 0"),
)
table(
    "import_mapping",
    text("group_code", "headers", key=True),
    text("content", "saved_by"),
    moment("saved_at"),
    check("content_length", "length(content) <= 100000"),
)
table(
    "form_draft",
    text("key", key=True),
    text("person", "kind", "subject", "content"),
    integer("base_version", nullable=True),
    moment("opened_at", "saved_at"),
    check("base_version_positive", "base_version >= 1"),
    check("content_length", "length(content) <= 200000"),
    index("ix_form_draft_person_saved_at", "person", "saved_at"),
)


PARTS = tuple(
    name
    for name, found in SCHEMA.tables.items()
    if "version_id" in found.c and name != "search_text"
)
HISTORY = ("audit_entry", "activity", *PARTS, "review", "edition", "edition_figure", "edition_file")
"""Tables whose rows are never changed or deleted."""

VERSIONS = tuple(name for name, found in SCHEMA.tables.items() if "superseded_at" in found.c)
"""Tables of versions: one may be closed once, and while it is current approved or returned once."""

CLOSED_AGAIN = "OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL"
DECIDED_AGAIN = (
    "OLD.superseded_at IS NOT NULL OR OLD.approved_at IS NOT NULL OR OLD.returned_at IS NOT NULL"
    " OR OLD.withdrawn OR (NEW.approved_at IS NULL) = (NEW.returned_at IS NULL)"
    " OR NEW.approved_at < OLD.recorded_at OR NEW.returned_at < OLD.recorded_at"
)
DECISION = ("approved_at", "returned_at")


def protect(dialect: str) -> None:
    """Make the triggers that refuse to change the past."""
    if dialect == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION '% is never changed or deleted', TG_TABLE_NAME"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for name in HISTORY + VERSIONS:
            op.execute(
                f"CREATE TRIGGER keep_{name} BEFORE TRUNCATE ON {name}"
                " EXECUTE FUNCTION refuse_change()"
            )

    def refuse(table: str, name: str, event: str, when: str = "") -> None:
        action = (
            "EXECUTE FUNCTION refuse_change()"
            if dialect == "postgresql"
            else f"BEGIN SELECT RAISE(ABORT, '{table} is never changed or deleted'); END"
        )
        condition = f"WHEN ({when}) " if when else ""
        op.execute(
            f"CREATE TRIGGER keep_{table}_{name} BEFORE {event} ON {table}"
            f" FOR EACH ROW {condition}{action}"
        )

    for table in HISTORY:
        refuse(table, "update", "UPDATE")
        refuse(table, "delete", "DELETE")
    for table in VERSIONS:
        names = [c.name for c in SCHEMA.tables[table].c]
        fixed = ", ".join(f'"{n}"' for n in names if n not in ("superseded_at", *DECISION))
        refuse(table, "update", f"UPDATE OF {fixed}")
        refuse(table, "closed", "UPDATE OF superseded_at", CLOSED_AGAIN)
        refuse(table, "decided", f"UPDATE OF {', '.join(DECISION)}", DECIDED_AGAIN)
        refuse(table, "delete", "DELETE")


SQLITE_SEARCH = [
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
        text, content='search_text', content_rowid='version_id', detail=none, columnsize=0,
        prefix='2 3 4', tokenize='unicode61 remove_diacritics 0')
    """,
    """
    CREATE TRIGGER search_text_insert AFTER INSERT ON search_text BEGIN
        INSERT INTO search_index (rowid, text) VALUES (NEW.version_id, NEW.text); END
    """,
    """
    CREATE TRIGGER search_text_delete AFTER DELETE ON search_text BEGIN
        INSERT INTO search_index (search_index, rowid, text)
        VALUES ('delete', OLD.version_id, OLD.text); END
    """,
    """
    CREATE TRIGGER drop_search_text AFTER UPDATE OF superseded_at ON activity_version BEGIN
        DELETE FROM search_text WHERE version_id = OLD.id; END
    """,
]
POSTGRESQL_SEARCH = [
    """
    CREATE INDEX search_index ON search_text
        USING gin (array_to_tsvector(string_to_array(text, ' ')))
    """,
    """
    CREATE FUNCTION drop_search_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM search_text WHERE version_id = OLD.id; RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER drop_search_text AFTER UPDATE OF superseded_at ON activity_version
        FOR EACH ROW EXECUTE FUNCTION drop_search_text()
    """,
]
"""The index of words (`store.search`); a version that another one follows is not found."""


def upgrade() -> None:
    connection = op.get_bind()
    SCHEMA.create_all(connection)
    op.execute(
        "INSERT INTO revision (id, number, reference, audit_hash, audit_count)"
        " VALUES (1, 0, '', '', 0)"
    )
    protect(connection.dialect.name)
    for statement in SQLITE_SEARCH if connection.dialect.name == "sqlite" else POSTGRESQL_SEARCH:
        op.execute(statement)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change() CASCADE")  # Its triggers go with it.
        op.execute("DROP FUNCTION drop_search_text() CASCADE")
    else:
        op.execute("DROP TABLE search_index")
    SCHEMA.drop_all(connection)
