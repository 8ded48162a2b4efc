"""Typed tables; everything else imports them from here."""

from wizard.models.base import Model
from wizard.models.beats import Beat
from wizard.models.desk import DeskEntry, Look, Note, SetupEvent, SetupWord, Visit
from wizard.models.exchanges import Exchange
from wizard.models.handovers import Handover
from wizard.models.mails import Mail
from wizard.models.notices import CONFIRMATION, SHIPMENT, Notice, NoticeLine
from wizard.models.people import (
    APPROVE,
    CONFIGURATION,
    CREATE_PURCHASE_ORDER,
    CREATE_REQUISITION,
    ROLES,
    SPECIALIST,
    HeldRole,
    Organisation,
    SignInAttempt,
    SignInLink,
    User,
)
from wizard.models.places import Location
from wizard.models.preflights import Preflight, PreflightResult
from wizard.models.purchases import (
    Approval,
    LateCart,
    OrderEvent,
    PurchaseOrder,
    Requisition,
    RequisitionLine,
    RequisitionWord,
    ShoppingSession,
)
from wizard.models.setups import ACTIVE, TEST, Member, Setup, StepRecord, Supplier
from wizard.models.tellings import Subscription, Telling, UnsubscribeLink

__all__ = [
    "ACTIVE",
    "APPROVE",
    "CONFIGURATION",
    "CONFIRMATION",
    "CREATE_PURCHASE_ORDER",
    "CREATE_REQUISITION",
    "ROLES",
    "SHIPMENT",
    "SPECIALIST",
    "TEST",
    "Approval",
    "Beat",
    "DeskEntry",
    "Exchange",
    "Handover",
    "HeldRole",
    "LateCart",
    "Location",
    "Look",
    "Mail",
    "Member",
    "Model",
    "Note",
    "Notice",
    "NoticeLine",
    "OrderEvent",
    "Organisation",
    "Preflight",
    "PreflightResult",
    "PurchaseOrder",
    "Requisition",
    "RequisitionLine",
    "RequisitionWord",
    "Setup",
    "SetupEvent",
    "SetupWord",
    "ShoppingSession",
    "SignInAttempt",
    "SignInLink",
    "StepRecord",
    "Subscription",
    "Supplier",
    "Telling",
    "UnsubscribeLink",
    "User",
    "Visit",
]
