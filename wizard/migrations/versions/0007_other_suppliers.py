"""Suppliers other than Amazon Business, and carts that are changed or looked at in the shop"""

import sqlalchemy as sa
from alembic import op

from wizard.models.base import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for column in (
        sa.Column("walk", sa.String(length=20), server_default="amazon", nullable=False),
        sa.Column("to_identity", sa.String(length=200), server_default="", nullable=False),
        sa.Column("identity_domain", sa.String(length=60), server_default="", nullable=False),
        sa.Column("shop_url", sa.String(length=500), server_default="", nullable=False),
    ):
        op.add_column("setup", column)
    allowed = sa.Column("operation_allowed", sa.String(length=10), server_default="create", nullable=False)
    op.add_column("requisition", allowed)
    op.add_column("requisition", sa.Column("priced", Moment(), nullable=True))
    operation = sa.Column("operation", sa.String(length=10), server_default="create", nullable=False)
    op.add_column("shopping_session", operation)
    op.add_column("shopping_session", sa.Column("draft_id", sa.Integer(), nullable=True))
    op.create_index("ix_shopping_session_draft_id", "shopping_session", ["draft_id"])


def downgrade() -> None:
    op.drop_index("ix_shopping_session_draft_id", "shopping_session")
    for table, names in (
        ("shopping_session", ("draft_id", "operation")),
        ("requisition", ("priced", "operation_allowed")),
        ("setup", ("shop_url", "identity_domain", "to_identity", "walk")),
    ):
        for name in names:
            op.drop_column(table, name)
