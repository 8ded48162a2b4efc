"""Run by Alembic: our own tables only, whatever else lives in the same database."""

from alembic import context

from wizard.models import Model

OURS = frozenset(Model.metadata.tables)


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return name in OURS if kind == "table" else True


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
    include_name=ours,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
