"""The schema of 0.1.0, from which later revisions go on.

A new database is made from `models` and marked with the newest revision (`store.migrate`), so there
is nothing to do here. A change of the models after the release needs a revision of its own.
"""

revision = "0005"
down_revision = None


def upgrade() -> None:
    """Change nothing: whoever has this revision has its tables."""
