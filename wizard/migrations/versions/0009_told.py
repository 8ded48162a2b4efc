"""Being told: subscriptions, tellings, links that end them; mails about no organisation"""

import sqlalchemy as sa
from alembic import op

from wizard.models.base import Moment

revision = "0009"
down_revision = "0008"

_HANDED = sa.table("handover", sa.column("id", sa.Integer), sa.column("mail_id", sa.Integer))


def upgrade() -> None:
    _mail_may_be_about_nobody(True)
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("occasions", sa.JSON(), nullable=False),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("hook_url", sa.String(length=500), nullable=False),
        sa.Column("sealed_hook_secret", sa.LargeBinary(), nullable=True),
        sa.Column("hook_secret_ending", sa.String(length=4), nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=False),
        sa.Column("quiet_until", sa.String(length=5), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("looked", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_subscription_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("user_id", name=op.f("uq_subscription_user_id")),
    )
    op.create_table(
        "telling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("setup_id", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("delivery", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried", Moment(), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_telling_mail_id_mail")),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_telling_setup_id_setup")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_telling_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
        sa.UniqueConstraint("delivery", name=op.f("uq_telling_delivery")),
        sa.UniqueConstraint("user_id", "way", "key", name=op.f("uq_telling_user_id")),
    )
    op.create_index("ix_telling_waiting", "telling", ["state", "way", "due"])
    op.create_index("ix_telling_by_user", "telling", ["user_id", "id"])
    op.create_index("ix_telling_at", "telling", ["at"])
    op.create_table(
        "unsubscribe_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_unsubscribe_link_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsubscribe_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_unsubscribe_link_token_hash")),
    )
    op.create_index("ix_unsubscribe_link_made", "unsubscribe_link", ["made"])
    op.add_column("mail", sa.Column("sealed_unsubscribe", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for table in ("unsubscribe_link", "telling", "subscription"):
        op.drop_table(table)
    op.drop_column("mail", "sealed_unsubscribe")
    _mail_may_be_about_nobody(False)


def _mail_may_be_about_nobody(it_may: bool) -> None:
    """SQLite changes a column by making its table anew, and drops none that rows of others point to."""
    bind = op.get_bind()
    pointing = bind.execute(sa.select(_HANDED).where(_HANDED.c.mail_id.is_not(None))).all()
    bind.execute(sa.update(_HANDED).values(mail_id=None))
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.alter_column("organisation_id", existing_type=sa.Integer(), nullable=it_may)
    for number, mail in pointing:
        bind.execute(sa.update(_HANDED).where(_HANDED.c.id == number).values(mail_id=mail))
