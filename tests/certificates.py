"""Certificates for servers on this machine: an authority of the tests' own, and what it signed."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path

HOST = "localhost"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Certificates:
    """Files in PEM form.

    Attributes:
        authority: what a client has to trust.
        good: key and certificate of `localhost`, signed by the authority; the others are not good.
        self_signed: by no authority.
        other_host: of another host.
        expired: yesterday.
    """

    authority: Path
    good: Path
    self_signed: Path
    other_host: Path
    expired: Path


class Authority:
    """Signs certificates."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        public = self.key.public_key()
        self.certificate = (
            _builder(self.name, self.name, public, datetime.now(UTC) + DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def sign(self, file: Path, host: str, end: datetime) -> Path:
        """A new key and its certificate for a host, in a file."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(_name(host), self.name, key.public_key(), end)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
            .sign(self.key, hashes.SHA256())
        )
        return _written(file, key, certificate)


def make_certificates(folder: Path) -> Certificates:
    """Make them all, in a folder."""
    authority, lonely = Authority("Tests"), Authority(HOST)
    tomorrow, yesterday = datetime.now(UTC) + DAY, datetime.now(UTC) - DAY
    root = folder / "authority.pem"
    root.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    return Certificates(
        authority=root,
        good=authority.sign(folder / "good.pem", HOST, tomorrow),
        self_signed=_written(folder / "self_signed.pem", lonely.key, lonely.certificate),
        other_host=authority.sign(folder / "other_host.pem", "mail.example.org", tomorrow),
        expired=authority.sign(folder / "expired.pem", HOST, yesterday),
    )


def server_context(certificate: Path) -> ssl.SSLContext:
    """What a server with that certificate needs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _written(file: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> Path:
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - 30 * DAY)
        .not_valid_after(end)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
