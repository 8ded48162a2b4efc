"""What we emit has its children in the standard's order, checked without the official DTD."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from tests.cxml import emitted
from wizard.cxml.door import read

# The parts of the standard we use, same from 1.2.014 on: ? at most one, * any number, + at least one.
ORDER = {
    "cXML": "Header? Message? Request? Response?",
    "Header": "From To Sender",
    "From": "Credential+",
    "To": "Credential+",
    "Sender": "Credential+ UserAgent",
    "Credential": "Identity SharedSecret?",
    "Message": "Status? PunchOutOrderMessage",
    "Request": "PunchOutSetupRequest? OrderRequest? ProfileRequest? ConfirmationRequest? ShipNoticeRequest?",
    "Response": "Status PunchOutSetupResponse? ProfileResponse?",
    "PunchOutSetupRequest": "BuyerCookie Extrinsic* BrowserFormPost? Contact* ShipTo? ItemOut*",
    "BrowserFormPost": "URL",
    "PunchOutSetupResponse": "StartPage",
    "StartPage": "URL",
    "PunchOutOrderMessage": "BuyerCookie PunchOutOrderMessageHeader ItemIn*",
    "PunchOutOrderMessageHeader": "Total ShipTo? Shipping? Tax?",
    "OrderRequest": "OrderRequestHeader ItemOut+",
    "OrderRequestHeader": "Total ShipTo BillTo Shipping? Tax? Contact* Comments? Extrinsic*",
    "ItemIn": "ItemID ItemDetail Tax?",
    "ItemOut": "ItemID ItemDetail Tax?",
    "ItemID": "SupplierPartID SupplierPartAuxiliaryID?",
    "ItemDetail": "UnitPrice Description+ UnitOfMeasure Classification+ ManufacturerPartID? "
    "ManufacturerName? URL? LeadTime? Extrinsic*",
    "UnitPrice": "Money",
    "Total": "Money",
    "Shipping": "Money Description",
    "Tax": "Money Description",
    "ShipTo": "Address",
    "BillTo": "Address",
    "Address": "Name PostalAddress? Email? Phone?",
    "PostalAddress": "DeliverTo* Street+ City State? PostalCode? Country",
    "Phone": "TelephoneNumber",
    "TelephoneNumber": "CountryCode AreaOrCityCode Number",
    "Contact": "Name Email? Phone?",
    "ProfileResponse": "Transaction+",
    "Transaction": "URL",
    "ConfirmationRequest": "ConfirmationHeader OrderReference ConfirmationItem*",
    "ConfirmationHeader": "DocumentReference? Comments*",
    "OrderReference": "DocumentReference",
    "ConfirmationItem": "UnitOfMeasure ConfirmationStatus+",
    "ConfirmationStatus": "UnitOfMeasure UnitPrice? Comments*",
    "ShipNoticeRequest": "ShipNoticeHeader ShipControl* ShipNoticePortion*",
    "ShipNoticeHeader": "ServiceLevel* DocumentReference? Comments*",
    "ShipControl": "CarrierIdentifier+ ShipmentIdentifier+",
    "ShipNoticePortion": "OrderReference Comments* ShipNoticeItem*",
    "ShipNoticeItem": "UnitOfMeasure",
}
NEEDED = {
    "cXML": {"payloadID", "timestamp", "version"},
    "Request": {"deploymentMode"},
    "Message": {"deploymentMode"},
    "Status": {"code", "text"},
    "Credential": {"domain"},
    "PunchOutSetupRequest": {"operation"},
    "PunchOutOrderMessageHeader": {"operationAllowed"},
    "OrderRequestHeader": {"orderID", "orderDate", "type"},
    "ItemIn": {"quantity", "lineNumber"},
    "ItemOut": {"quantity", "lineNumber"},
    "Money": {"currency"},
    "Extrinsic": {"name"},
    "Classification": {"domain"},
    "Country": {"isoCountryCode"},
    "CountryCode": {"isoCountryCode"},
    "ProfileResponse": {"effectiveDate"},
    "Transaction": {"requestName"},
    "ConfirmationHeader": {"type", "noticeDate"},
    "ConfirmationItem": {"quantity", "lineNumber"},
    "ConfirmationStatus": {"quantity", "type"},
    "DocumentReference": {"payloadID"},
    "ShipNoticeHeader": {"shipmentID", "noticeDate"},
    "CarrierIdentifier": {"domain"},
    "ShipNoticeItem": {"quantity", "lineNumber"},
}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def in_order(element: etree._Element) -> bool:
    pattern = re.sub(r"(\w+)([?*+]?)\s*", r"(?:\1 )\2", ORDER.get(str(element.tag), ""))
    return re.fullmatch(pattern, "".join(f"{child.tag} " for child in element)) is not None


@pytest.mark.parametrize("name", emitted.DOCUMENTS)
def test_children_stand_in_the_order_of_the_standard(name: str) -> None:
    wrong = [element.tag for element in read(emitted.DOCUMENTS[name]).iter() if not in_order(element)]
    assert wrong == []


@pytest.mark.parametrize("name", emitted.DOCUMENTS)
def test_no_needed_attribute_is_left_out(name: str) -> None:
    for element in read(emitted.DOCUMENTS[name]).iter():
        assert NEEDED.get(str(element.tag), set()) <= set(element.keys()), element.tag


@pytest.mark.parametrize("name", emitted.DOCUMENTS)
def test_stamps_have_an_offset_and_never_a_z(name: str) -> None:
    for element in read(emitted.DOCUMENTS[name]).iter():
        for mark in ("timestamp", "orderDate", "effectiveDate"):
            assert STAMP.fullmatch(element.get(mark, "2025-11-23T12:00:00+00:00"))


@pytest.mark.parametrize("name", emitted.DOCUMENTS)
def test_the_doctype_names_the_version_the_document_claims(name: str) -> None:
    root = read(emitted.DOCUMENTS[name])
    fulfils = (
        root.find("Request/ConfirmationRequest") is not None
        or root.find("Request/ShipNoticeRequest") is not None
    )
    dtd = "Fulfill" if fulfils else "cXML"
    assert f"/{root.get('version')}/{dtd}.dtd".encode() in emitted.DOCUMENTS[name]


def test_the_check_itself_can_fail() -> None:
    assert not in_order(etree.fromstring("<ItemID><SupplierPartAuxiliaryID/><SupplierPartID/></ItemID>"))
    assert not in_order(etree.fromstring("<OrderRequest><OrderRequestHeader/></OrderRequest>"))
    assert not in_order(etree.fromstring("<Money><Amount/></Money>"))
