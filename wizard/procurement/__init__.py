"""The purchase: shopping, requisition, approval, order, and sending it at most once."""

import wizard.journal  # noqa: F401 - what is bought tells itself to the timeline of its setup
