"""A fresh organisation's connection, walked to the passed ``general-group``: everything but the purchase."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.conftest import Opens
from tests.browser.organisation import Organisation
from tests.browser.stand_in import AmazonTab
from tests.browser.wizard_tab import WizardTab


@dataclass(frozen=True)
class Connection:
    """The administrator's tab at step 10, Amazon's beside it."""

    organisation: Organisation
    wizard: WizardTab
    amazon: AmazonTab
    setup: str


def connected(
    opens: Opens,
    organisation: Organisation,
    group: str,
    *,
    receiver: str = "Requester of the requisition",
    alternative: bool = False,
    requisitioners: bool = False,
) -> Connection:
    """
    :param alternative: whether an alternative shipping address is allowed
    :param requisitioners: leave *Buyer (Requisitioner)* on in the general group, and tell us it is off
    """
    amazon = AmazonTab(opens(organisation.demo.simulator), organisation.demo)
    wizard = WizardTab(opens(organisation.link("administrator")), amazon, group)
    amazon.makes_the_group(group)
    pasted = amazon.sets_the_purchasing_system()
    amazon.adds_the_seattle_address()
    amazon.makes_the_invoice_line_default()
    amazon.invites([organisation.email("requester")])
    if not requisitioners:
        amazon.takes_requisitioner_away()
    wizard.starts()
    wizard.group()
    wizard.purchasing_system()
    wizard.credentials(pasted)
    wizard.ordering(receiver=receiver, alternative=alternative)
    if wizard.page.locator("[data-code='locations.none']").count():
        wizard.adds_the_seattle_location()
    wizard.locations()
    wizard.address_book()
    wizard.payment()
    wizard.people()
    wizard.general_group()
    return Connection(organisation, wizard, amazon, wizard.setup)
