"""An address is judged before anything is looked up or sent."""

import pytest

from wizard.outside.supplier import judge_url

HOSTS = ("abintegrations.amazon.com", "www.amazon.com", ".amazonsedi.com")

FINE = [
    "https://abintegrations.amazon.com/punchout",
    "https://abintegrations.amazon.com/punchout/test",
    "https://abintegrations.amazon.com",
    "https://abintegrations.amazon.com/",
    "https://abintegrations.amazon.com:443/punchout",
    "HTTPS://ABIntegrations.Amazon.COM/punchout",
    "https://www.amazon.com/eprocurement/punchout?a=b&c=%20d",
    "https://www.amazon.com?session=1",
    "https://www.amazon.com/shop#cart",
    "https://www.amazon.com/a@b:c/[x]{y}|z",
    "https://https-ats.amazonsedi.com/0fb3f1a2-0000-4000-8000-000000000001",
]

NOT_HTTPS = [
    "",
    " ",
    "hello",
    "Amazon",
    "abintegrations.amazon.com/punchout",
    "//abintegrations.amazon.com/punchout",
    "http://abintegrations.amazon.com/punchout",
    "HTTP://abintegrations.amazon.com/punchout",
    "http:abintegrations.amazon.com",
    "https:/abintegrations.amazon.com/punchout",
    "https:abintegrations.amazon.com/punchout",
    "https:\\\\abintegrations.amazon.com/punchout",
    "ftp://abintegrations.amazon.com/punchout",
    "file:///etc/passwd",
    "gopher://abintegrations.amazon.com/",
    "javascript:alert(1)//https://abintegrations.amazon.com",
    "data:text/xml,<cXML/>",
    "httpſ://abintegrations.amazon.com/punchout",
    "ｈttps://abintegrations.amazon.com/punchout",
    " https://abintegrations.amazon.com/punchout",
    "\thttps://abintegrations.amazon.com/punchout",
    "\ufeffhttps://abintegrations.amazon.com/punchout",
    "ht\ttps://abintegrations.amazon.com/punchout",
    "http://127.0.0.1/punchout",
    "http://169.254.169.254/latest/meta-data/",
]

NOT_ALLOWED = [
    "https://",
    "https:///punchout",
    "https://evil.example/punchout",
    "https://amazon.com/punchout",
    "https://abintegrations.amazon.com.evil.example/punchout",
    "https://evilabintegrations.amazon.com/punchout",
    "https://x.abintegrations.amazon.com/punchout",
    "https://abintegrations.amazon.co/punchout",
    "https://abintegrations-amazon.com/punchout",
    "https://evilamazonsedi.com/",
    "https://amazonsedi.com/",
    "https://.amazonsedi.com/",
    "https://a..amazonsedi.com/",
    "https://-a.amazonsedi.com/",
    "https://a-.amazonsedi.com/",
    f"https://{'a' * 64}.amazonsedi.com/",
    f"https://{'a.' * 130}amazonsedi.com/",
    "https://abintegrations.amazon.com./punchout",
    "https://abintegrations.amazon.com@evil.example/punchout",
    "https://abintegrations.amazon.com:secret@evil.example/punchout",
    "https://user@abintegrations.amazon.com/punchout",
    "https://user:password@abintegrations.amazon.com/punchout",
    "https://@abintegrations.amazon.com/punchout",
    "https://evil.example#@abintegrations.amazon.com/punchout",
    "https://evil.example?@abintegrations.amazon.com/punchout",
    "https://evil.example/@abintegrations.amazon.com/punchout",
    "https://evil.example\\@abintegrations.amazon.com/punchout",
    "https://abintegrations.amazon.com\\@evil.example/punchout",
    "https://abintegrations.amazon.com\\.evil.example/punchout",
    "https://abintegrations.amazon.com/\\evil.example",
    "https://abintegrations.amazon.com:80/punchout",
    "https://abintegrations.amazon.com:8443/punchout",
    "https://abintegrations.amazon.com:0/punchout",
    "https://abintegrations.amazon.com:/punchout",
    "https://abintegrations.amazon.com:443443/punchout",
    "https://abintegrations.amazon.com:-443/punchout",
    "https://abintegrations.amazon.com:443:443/punchout",
    "https://abintegrations.amazon.com:٤٤٣/punchout",
    "https://abintegrations.amazon.com/punch out",
    "https://abintegrations.amazon.com/punchout ",
    "https://abintegrations.amazon.com/punchout\n",
    "https://abintegrations.amazon.com/punchout\r\nHost: evil.example",
    "https://abintegrations.amazon.com/punch\tout",
    "https://abintegrations.amazon.com/\x00",
    "https://abintegrations.amazon.com/\x7f",
    "https://abintegrations.\namazon.com/punchout",
    "https://abintegrations.amazon.com\t/punchout",
    "https://abintegrations.amazon.com%2Eevil.example/punchout",
    "https://abintegrations%2eamazon.com/punchout",
    "https://abintegrations.amazon.com%00.evil.example/punchout",
    "https://abintegrations。amazon。com/punchout",
    "https://abintegrations.amazon.com／punchout",
    "https://abintegrations.amazon.com\u2025/",
    "https://abintegrations.аmazon.com/punchout",
    "https://abintegrations.amaẓon.com/punchout",
    "https://ⓐbintegrations.amazon.com/punchout",
    "https://abintegrations.ama\u200bzon.com/punchout",
    "https://abintegrations.ama\u00adzon.com/punchout",
    "https://\u202eabintegrations.amazon.com/punchout",
    "https://abintegrations.xn--mazon-3ve.com/punchout",
    "https://abintegrations.amazon.com/\u200b",
    "https://abintegrations.amazon.com/ü",
    "https://[::1]/punchout",
    "https://[::ffff:127.0.0.1]/punchout",
    "https://[abintegrations.amazon.com]/punchout",
    "https://127.0.0.1/punchout",
    "https://127.1/punchout",
    "https://2130706433/punchout",
    "https://0x7f000001/punchout",
    "https://0177.0.0.1/punchout",
    "https://localhost/punchout",
    "https://169.254.169.254/punchout",
    "https://abintegrations.amazon.com;evil.example/punchout",
    "https://abintegrations.amazon.com,evil.example/punchout",
    "https://abintegrations.amazon.com&evil.example/punchout",
    "https://*.amazon.com/punchout",
    "https://abintegrations_amazon.com/punchout",
    "https://<b>abintegrations.amazon.com</b>/punchout",
    "https://https://abintegrations.amazon.com/punchout",
]


@pytest.mark.parametrize("url", FINE)
def test_it_lets_the_supplier_s_own_addresses_pass(url):
    assert judge_url(url, HOSTS, loopback=False) is None


@pytest.mark.parametrize("url", NOT_HTTPS)
def test_it_refuses_what_does_not_start_with_https(url):
    assert judge_url(url, HOSTS, loopback=False) == "credentials.not_https"


@pytest.mark.parametrize("url", NOT_ALLOWED)
def test_it_refuses_what_could_lead_anywhere_else(url):
    assert judge_url(url, HOSTS, loopback=False) == "credentials.host_not_allowed"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8001/punchout",
        "http://127.0.0.1/punchout/test",
        "https://127.0.0.1:8443/orders/0fb3f1a2-0000-4000-8000-000000000001",
        "https://abintegrations.amazon.com/punchout",
    ],
)
def test_the_demo_also_allows_this_machine(url):
    assert judge_url(url, HOSTS, loopback=True) is None


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://localhost:8001/punchout", "credentials.not_https"),
        ("http://127.0.0.2:8001/punchout", "credentials.not_https"),
        ("http://127.1:8001/punchout", "credentials.not_https"),
        ("http://127.0.0.1.evil.example/punchout", "credentials.not_https"),
        ("http://127.0.0.1@evil.example/punchout", "credentials.not_https"),
        ("http://127.0.0.1:8001@evil.example/punchout", "credentials.not_https"),
        ("http://user@127.0.0.1:8001/punchout", "credentials.not_https"),
        ("http://127.0.0.1:0/punchout", "credentials.not_https"),
        ("http://127.0.0.1:65536/punchout", "credentials.not_https"),
        ("http://127.0.0.1:8001/punch out", "credentials.not_https"),
        ("http://[::1]:8001/punchout", "credentials.not_https"),
        ("http://10.0.0.1/punchout", "credentials.not_https"),
        ("http://abintegrations.amazon.com/punchout", "credentials.not_https"),
        ("https://127.0.0.2/punchout", "credentials.host_not_allowed"),
        ("https://evil.example/punchout", "credentials.host_not_allowed"),
    ],
)
def test_the_demo_allows_no_other_spelling_and_no_other_host(url, code):
    assert judge_url(url, HOSTS, loopback=True) == code


@pytest.mark.parametrize("host", ["\u212aiosk.example", "kio\u017fk.example", "kiosk.e\uff58ample"])
def test_letters_that_only_fold_into_the_right_ones_are_refused(host):
    assert judge_url(f"https://{host}/", ("kiosk.example",), loopback=False) == "credentials.host_not_allowed"


def test_nothing_is_allowed_where_no_host_is_listed():
    assert judge_url("https://abintegrations.amazon.com/punchout", (), loopback=False) == (
        "credentials.host_not_allowed"
    )
