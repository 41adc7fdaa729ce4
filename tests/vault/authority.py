"""A time-stamping authority for tests, made with the openssl program: it answers as it is told.

A real authority gives the time of its clock. This one can be asked for any time, for a certificate
of any dates and purpose, and for answers that leave something out.
"""

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")

TST_INFO = "1.2.840.113549.1.9.16.1.4"
CONFIG = """
[ca]
default_ca = here
[here]
database = index
serial = serials
new_certs_dir = made
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
organizationName = supplied
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[between]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[web]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,serverAuth
[req]
distinguished_name = name
[name]
[tsa]
default_tsa = answers
[answers]
serial = count
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
ess_cert_id_alg = sha256
ess_cert_id_chain = no
"""
START, END = dt.datetime(2015, 1, 1, tzinfo=dt.UTC), dt.datetime(2045, 1, 1, tzinfo=dt.UTC)


class Authority:
    """A root, one certificate between, and the one that signs stamps, in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        name: str = "Example",
        start: dt.datetime = START,
        end: dt.datetime = END,
        purpose: str = "stamps",
    ) -> None:
        folder.mkdir(parents=True)
        self.folder, self.name, self._purpose = folder, name, purpose
        (folder / "made").mkdir()
        (folder / "index").touch()
        (folder / "config").write_text(CONFIG.format(digests="sha1, sha256, sha512"))
        (folder / "narrow").write_text(CONFIG.format(digests="sha512"))
        (folder / "count").write_text("1000\n")
        self._certify("root", None, START, END, "root")
        self._certify("between", "root", START, END, "between")
        self._certify("signer", "between", start, end, purpose)

    def pem(self, *names: str) -> bytes:
        """Certificates, in that order."""
        return b"".join((self.folder / f"{name}.crt").read_bytes() for name in names)

    @property
    def chain(self) -> bytes:
        return self.pem("root", "between")

    def answer(self, request: bytes, at: dt.datetime | None = None, bare: bool = False) -> bytes:
        """A response; `at`: the time it gives; `bare`: without any certificate."""
        if at is not None:
            return self._signed_at(request, at, bare)
        (self.folder / "request").write_bytes(without_certificates(request) if bare else request)
        words = ["-inkey", "signer.key", "-signer", "signer.crt", "-config", "config"]
        chain = [] if bare else ["-chain", "between.crt"]
        self._run("ts", "-reply", "-queryfile", "request", *words, *chain, "-out", "response")
        return (self.folder / "response").read_bytes()

    def rejection(self, request: bytes) -> bytes:
        """The answer to a hash the authority does not take."""
        (self.folder / "request").write_bytes(request)
        words = ["-inkey", "signer.key", "-signer", "signer.crt", "-config", "narrow"]
        self._run("ts", "-reply", "-queryfile", "request", *words, "-out", "response")
        return (self.folder / "response").read_bytes()

    def _signed_at(self, request: bytes, at: dt.datetime, bare: bool) -> bytes:
        """openssl stamps with its own clock only: the text is taken out, set, and signed again."""
        if self._purpose == "stamps":
            helper = self
        else:
            helper = Authority(self.folder / f"helper-{len(list(self.folder.iterdir()))}")
        (helper.folder / "taken").write_bytes(helper.answer(request))
        helper._run("ts", "-reply", "-in", "taken", "-token_out", "-out", "token")
        helper._run("cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "info")
        info = (helper.folder / "info").read_bytes()
        place = info.index(b"\x18\x0f20") + 2
        info = info[:place] + f"{at:%Y%m%d%H%M%S}Z".encode() + info[place + 15 :]
        return self.sign(info, bare)

    def sign(self, info: bytes, bare: bool = False) -> bytes:
        """A granted response over this text (TSTInfo), whatever the certificate is good for."""
        (self.folder / "info").write_bytes(info)
        words = ["-signer", "signer.crt", "-inkey", "signer.key", "-econtent_type", TST_INFO]
        words += ["-nocerts"] if bare else ["-certfile", "between.crt"]
        form = ["-binary", "-nodetach", "-cades", "-md", "sha256", "-outform", "DER"]
        self._run("cms", "-sign", "-in", "info", *form, *words, "-out", "token")
        return sequence(b"\x30\x03\x02\x01\x00" + (self.folder / "token").read_bytes())

    def _certify(
        self, name: str, by: str | None, start: dt.datetime, end: dt.datetime, purpose: str
    ) -> None:
        curve = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        self._run("genpkey", *curve, "-out", f"{name}.key")
        subject = f"/O={self.name} Ltd/CN={self.name} {name}"
        new = ["-new", "-key", f"{name}.key", "-subj", subject, "-config", "config"]
        self._run("req", *new, "-out", f"{name}.csr")
        signer = ["-cert", f"{by}.crt", "-keyfile", f"{by}.key"] if by else ["-selfsign"]
        if by is None:
            signer += ["-keyfile", f"{name}.key"]
        dates = ["-startdate", f"{start:%Y%m%d%H%M%S}Z", "-enddate", f"{end:%Y%m%d%H%M%S}Z"]
        how = ["-config", "config", "-extensions", purpose, "-batch", "-notext", "-create_serial"]
        files = ["-in", f"{name}.csr", "-out", f"{name}.crt"]
        self._run("ca", *how, *signer, *dates, *files)

    def _run(self, *words: str) -> bytes:
        done = subprocess.run(
            ["openssl", *words], cwd=self.folder, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


def without_certificates(request: bytes) -> bytes:
    """The same request, not asking for certificates (its last field left out)."""
    assert request.endswith(b"\x01\x01\xff") and request[1] < 128
    return sequence(request[2:-3])


def sequence(inner: bytes) -> bytes:
    """DER: a sequence holding this."""
    size = len(inner)
    if size < 128:
        return bytes([0x30, size]) + inner
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x30, 0x80 | len(length)]) + length + inner
