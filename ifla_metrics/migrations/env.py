"""Alembic environment; `store.operations.migrate` supplies the connection."""

from alembic import context

from ifla_metrics.models.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
