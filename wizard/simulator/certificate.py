"""A secure port with a certificate that nobody trusts, made anew at each start."""

from __future__ import annotations

import os
import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from wizard.simulator.clock import utc_now

FILE = "self-signed.pem"
VALID_FOR = timedelta(days=30)


class UnhurriedTLS(ssl.SSLContext):
    """Shakes hands when first read from: in the thread of that caller, not in the one that accepts."""

    def wrap_socket(self, *args: object, **options: object) -> ssl.SSLSocket:
        options["do_handshake_on_connect"] = False
        return super().wrap_socket(*args, **options)  # type: ignore[arg-type]


class Undisturbed(WSGIRequestHandler):
    """Callers who do not trust the certificate are what this port is for: no word about them."""

    def log_error(self, format: str, *args: object) -> None:
        """Say nothing."""


def untrusted_server(folder: Path, host: str, port: int, app: Flask) -> BaseWSGIServer:
    """The same pages behind a certificate nobody trusts; port 0 takes any that is free."""
    context = self_signed(folder, host)
    return make_server(host, port, app, threaded=True, request_handler=Undisturbed, ssl_context=context)


def self_signed(folder: Path, host: str) -> ssl.SSLContext:
    """A server's side of TLS with a fresh key; key and certificate lie in ``folder`` for their owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        kept.write(_key_and_certificate(host))
    context = UnhurriedTLS(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _key_and_certificate(host: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in.example.org")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now() - timedelta(minutes=5))
        .not_valid_after(utc_now() + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return secret + certificate.public_bytes(Encoding.PEM)


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
