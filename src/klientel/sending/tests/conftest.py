"""A small mail server for the tests of this room."""

import asyncio
import email
import threading
from types import SimpleNamespace

import pytest


class Loopback:
    """A small SMTP server in a thread; `answers` are the replies to the next RCPT commands."""

    def __init__(self) -> None:
        self.mails: list[email.message.Message] = []
        self.answers: list[str] = []
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.close()

    async def _talk(self, reader, writer) -> None:
        async def say(text: str) -> None:
            writer.write(f"{text}\r\n".encode())
            await writer.drain()

        await say("220 loopback")
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT" and self.answers:
                await say(self.answers.pop(0))
            elif verb == "DATA":
                await say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(email.message_from_bytes(body[:-5]))
                await say("250 taken")
            elif verb == "QUIT":
                await say("221 bye")
                break
            else:
                await say("250 ok")
        writer.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


@pytest.fixture
def server(settings):
    loopback = Loopback()
    settings.MAIL_SERVER = SimpleNamespace(
        host="127.0.0.1", port=loopback.port, user="", password="", tls="none"
    )
    yield loopback
    loopback.stop()
