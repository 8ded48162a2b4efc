"""Saved answers that a later try refuted"""

import sqlalchemy as sa
from alembic import op

from wizard.models.base import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("step_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refuted", Moment(), nullable=True))
