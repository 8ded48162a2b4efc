"""Being told: a specialist when a setup is stuck, fails or goes live, a customer when a step passes again.

What happened becomes rows, in the transaction that causes it or by the worker's sweep; the worker alone lets
letters and webhooks leave.
"""

from wizard.procurement.freight import Freight
from wizard.procurement.sending import Hands
from wizard.telling import following as following
from wizard.telling.hooks import carry, waiting
from wizard.telling.letters import write_letters
from wizard.telling.standstill import find_stuck
from wizard.telling.tidying import prune


def sweep(hands: Hands) -> None:
    """What time alone brings about."""
    find_stuck(hands)
    write_letters(hands)


WEBHOOKS = Freight("hook", 4, sweep, waiting, carry, prune)
"""What the worker does for it."""
