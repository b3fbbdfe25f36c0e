"""A mail server, aiosmtpd: serve_mail.py FOLDER CERTIFICATE KEY MODE; prints its port. It knows the user fb with the
password s3cret-pw, and writes each mail it takes into a file of the folder. MODE: starttls (required, with login), plain
(no STARTTLS), busy (451 to the first two mails), picky (refuses recipients whose name begins with x)."""
import os
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

folder, certificate, key, mode = sys.argv[1:]


class Handler:
    count = 0
    refusals = 2 if mode == "busy" else 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == "picky" and address.startswith("x"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.refusals > 0:
            self.refusals -= 1
            return "451 4.3.0 try again later"
        self.count += 1
        path = os.path.join(folder, f"mail-{self.count}")
        with open(path + ".part", "wb") as file:
            file.write(envelope.original_content)
        os.rename(path + ".part", path)
        return "250 OK"


def login(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"fb", b"s3cret-pw"), handled=False)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
secure = {} if mode == "plain" else {
    "tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": login}


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="mail.test", **secure)


controller = Server(Handler(), hostname="127.0.0.1", port=int(os.environ["PORT"]))
controller.start()
print(os.environ["PORT"], flush=True)
while True:
    time.sleep(60)
