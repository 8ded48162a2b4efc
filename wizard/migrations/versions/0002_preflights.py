"""Pre-flights"""

import sqlalchemy as sa
from alembic import op

from wizard.models.base import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "preflight",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("setup_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("started", Moment(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("stopped", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_preflight_setup_id_setup")),
        sa.ForeignKeyConstraint(["started_by_id"], ["user.id"], name=op.f("fk_preflight_started_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preflight")),
    )
    with op.batch_alter_table("preflight", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preflight_setup_id"), ["setup_id"], unique=False)

    op.create_table(
        "preflight_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preflight_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("location_revision", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=True),
        sa.Column("asked", Moment(), nullable=True),
        sa.Column("answered", Moment(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("seen", sa.String(length=500), nullable=False),
        sa.Column("cxml_status", sa.Integer(), nullable=True),
        sa.Column("exchange_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["exchange_id"],
            ["exchange.id"],
            name=op.f("fk_preflight_result_exchange_id_exchange"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_preflight_result_location_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["preflight_id"], ["preflight.id"], name=op.f("fk_preflight_result_preflight_id_preflight")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_preflight_result_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preflight_result")),
        sa.UniqueConstraint("preflight_id", "position", name=op.f("uq_preflight_result_preflight_id")),
    )
    with op.batch_alter_table("preflight_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preflight_result_answered"), ["answered"], unique=False)
        batch_op.create_index(batch_op.f("ix_preflight_result_exchange_id"), ["exchange_id"], unique=False)


def downgrade() -> None:
    op.drop_table("preflight_result")
    op.drop_table("preflight")
