"""A listed name may still lead inside: every address behind it is judged, however it is written."""

import pytest

from wizard.outside.names import look_up, may_connect
from wizard.outside.supplier import CallFailed

PUBLIC = [
    "52.94.236.248",
    "8.8.8.8",
    "2600:9000:2000::1",
    "2a00:1450:4001:81b::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]

INSIDE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::7f00:1",
    "::a00:1",
    "::808:808",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:192.168.0.1",
    "::ffff:0.0.0.0",
    "::ffff:0:127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::c0a8:1",
    "64:ff9b:1::7f00:1",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]

LOOPBACK = ["127.0.0.1", "127.1.2.3", "127.255.255.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]


@pytest.mark.parametrize("address", PUBLIC)
def test_it_connects_to_the_public_internet(address):
    assert may_connect(address, loopback=False)


@pytest.mark.parametrize("address", INSIDE + LOOPBACK)
def test_it_never_connects_to_the_inside(address):
    assert not may_connect(address, loopback=False)


@pytest.mark.parametrize("address", INSIDE)
def test_the_demo_does_not_open_the_rest_of_the_inside(address):
    assert not may_connect(address, loopback=True)


@pytest.mark.parametrize("address", LOOPBACK)
def test_the_demo_opens_this_machine(address):
    assert may_connect(address, loopback=True)


@pytest.mark.parametrize(
    "written", ["127.1", "127.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "0", "localhost"]
)
def test_every_spelling_of_this_machine_is_seen_through(written):
    assert not all(may_connect(address, loopback=False) for address, _port in look_up(written, 443))


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "127.0.0.1", "::ffff:10.0.0.1"])
def test_one_inside_address_among_public_ones_refuses_the_name(line_to, address):
    line = line_to(("8.8.8.8", 443), (address, 443), loopback=False)
    with pytest.raises(CallFailed) as failed:
        line.post("https://shop.supplier.example/", b"<cXML/>", deadline=1, hosts=("shop.supplier.example",))
    assert failed.value.code == "credentials.host_not_allowed"
    assert not failed.value.may_have_left
