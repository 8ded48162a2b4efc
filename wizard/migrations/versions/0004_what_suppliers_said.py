"""What the supplier said about orders"""

import sqlalchemy as sa
from alembic import op

from wizard.models.base import Exact, Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("setup_id", sa.Integer(), nullable=False),
        sa.Column("exchange_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("payload_id", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("operation", sa.String(length=10), nullable=False),
        sa.Column("replaces", sa.String(length=200), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("noticed", Moment(), nullable=True),
        sa.Column("shipped", Moment(), nullable=True),
        sa.Column("delivery", Moment(), nullable=True),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("tracking", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("fk_notice_exchange_id_exchange"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["purchase_order.id"], name=op.f("fk_notice_order_id_purchase_order")
        ),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_notice_setup_id_setup")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("order_id", "payload_id", name=op.f("uq_notice_order_id")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_exchange_id"), ["exchange_id"], unique=False)
        batch_op.create_index("ix_notice_setup_number", ["setup_id", "number"], unique=False)
        batch_op.create_index("ix_notice_setup_payload", ["setup_id", "payload_id"], unique=False)

    op.create_table(
        "notice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("quantity", Exact(), nullable=False),
        sa.Column("unit_price", Exact(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("delivery", Moment(), nullable=True),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_line_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_line")),
    )
    with op.batch_alter_table("notice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_line_notice_id"), ["notice_id"], unique=False)

    op.add_column(
        "purchase_order", sa.Column("remark", sa.String(length=60), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("purchase_order", "remark")
    op.drop_table("notice_line")
    op.drop_table("notice")
