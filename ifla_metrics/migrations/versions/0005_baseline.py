"""The schema of 0.1.0, the base of later revisions.

`store.operations.migrate` creates a new database from `models` and stamps it with the newest one,
so this revision does nothing. After the release, every change of the models needs a new revision.
"""

revision = "0005"
down_revision = None


def upgrade() -> None:
    """Do nothing: a database stamped with this revision already has its tables."""
