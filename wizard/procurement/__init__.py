"""The purchase: shopping, requisition, approval, order, and sending it at most once."""
