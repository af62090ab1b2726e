"""A mail server for tests: writes every mail as a JSON file into a folder, and answers otherwise where it is told to.

Usage: smtp_catcher.py FOLDER PORT (0: any free one). Prints the port once it listens, and ends with its standard input.
"""

import asyncio
import base64
import email
import email.policy
import json
import os
import sys
import threading

from aiosmtpd.smtp import SMTP


class Catcher:
    def __init__(self, folder):
        self.folder = folder
        self.count = sum(name.endswith(".json") for name in os.listdir(folder))

    def told(self, stage, addresses):
        """The answer that the test ordered for one of these addresses, or for all of them, at this stage of SMTP."""
        try:
            with open(os.path.join(self.folder, "answers"), encoding="utf-8") as file:
                answers = json.load(file)
        except FileNotFoundError:
            return None
        return next((answers[key] for key in [f"{stage} {address}" for address in [*addresses, "*"]] if key in answers), None)

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = self.told("RCPT", [address])
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        refusal = self.told("DATA", envelope.rcpt_tos)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.write({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": str(mail["Subject"]),
            "headers": [[name, str(value)] for name, value in mail.items()],
            "text": mail.get_content(),
            "raw": base64.b64encode(envelope.content).decode("ascii"),
            "accepted": refusal is None,
        })
        if refusal is None:
            await self.hold(envelope.rcpt_tos)
        return refusal or "250 OK"

    async def hold(self, addresses):
        """Keeps the 250 back where the test asked for that: it renames hold to held, and waits until that is gone."""
        hold, held = os.path.join(self.folder, "hold"), os.path.join(self.folder, "held")
        try:
            with open(hold, encoding="utf-8") as file:
                if file.read() not in addresses:
                    return
        except FileNotFoundError:
            return
        os.rename(hold, held)
        while os.path.exists(held):
            await asyncio.sleep(0.01)

    def write(self, mail):
        self.count += 1
        file = os.path.join(self.folder, f"{self.count:06}.json")
        with open(file + ".part", "w", encoding="utf-8") as part:
            json.dump(mail, part)
        os.rename(file + ".part", file)


async def main(folder, port):
    catcher = Catcher(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(catcher, hostname="catcher.test", enable_SMTPUTF8=True), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# Whoever started it may have died without a word: its end closes the pipe.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
asyncio.run(main(sys.argv[1], int(sys.argv[2])))
