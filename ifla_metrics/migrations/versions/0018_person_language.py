"""The language that a person chose to read in, kept with the person and not with a browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

RULE = "CONSTRAINT ck_person_language_lower CHECK (language = lower(language))"


def upgrade() -> None:
    # In one statement, because SQLite adds no rule to a column that is there already.
    kind = sa.String().compile(op.get_bind().dialect)
    op.execute(sa.text(f"ALTER TABLE person ADD COLUMN language {kind} NOT NULL DEFAULT '' {RULE}"))


def downgrade() -> None:
    op.drop_column("person", "language")  # Its rule is the column's own, and goes with it.
