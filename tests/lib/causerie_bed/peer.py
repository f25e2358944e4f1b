"""peer.py: other people, on slixmpp, each on the one event loop of a thread of its own."""
import asyncio
import threading

import slixmpp
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from .client import LIMIT


class Loop:
    """The thread in which peers and proxies live."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def do(self, coroutine, limit=LIMIT):
        """Runs COROUTINE there and gives its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(limit)

    def call(self, function, *arguments):
        async def run():
            return function(*arguments)
        return self.do(run())

    def stop(self):
        async def end_all():
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)
        self.do(end_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


class Peer:
    """Somebody who is online, keeps what comes, and does as told."""

    def __init__(self, loop, address, port, ca, password="secret", online=True, accept=True):
        self.loop, self.address = loop, address
        self.changed = threading.Condition()
        self.messages, self.presences, self.iqs = [], [], []
        self.xmpp = loop.call(self._make, address, password, ca, accept)
        self.started = threading.Event()
        loop.call(self._connect, port, online)
        assert self.started.wait(LIMIT), f"{address} could not log in"

    def _make(self, address, password, ca, accept):
        xmpp = slixmpp.ClientXMPP(address if "/" in address else address + "/peer", password)
        xmpp.ca_certs = str(ca)
        xmpp.auto_authorize = True if accept else None
        xmpp.auto_subscribe = accept
        for plugin in ("xep_0030", "xep_0085", "xep_0092", "xep_0115", "xep_0199"):
            xmpp.register_plugin(plugin)
        xmpp.register_handler(Callback("every presence", MatchXPath("{jabber:client}presence"),
                                       lambda p: self._keep(self.presences, p)))
        xmpp.register_handler(Callback("every message", MatchXPath("{jabber:client}message"),
                                       lambda m: self._keep(self.messages, m)))
        return xmpp

    def _connect(self, port, online):
        async def start(_event):
            if online:
                self.xmpp.send_presence()
            await self.xmpp.get_roster()
            self.started.set()
        self.xmpp.add_event_handler("session_start", start)
        self.xmpp.connect(("127.0.0.1", port))

    def _keep(self, kept, stanza):
        with self.changed:
            kept.append(stanza)
            self.changed.notify_all()

    def wait(self, condition, what="the condition", limit=LIMIT):
        """Until CONDITION() holds, looked at whenever something came; returns its value."""
        with self.changed:
            value = self.changed.wait_for(condition, limit)
            assert value, f"{self.address} waited for {what}; messages: {self.bodies()}"
            return value

    def bodies(self):
        return [m["body"] for m in self.messages if m["body"]]

    def wait_body(self, body, limit=LIMIT):
        """The message with this BODY."""
        return self.wait(lambda: next((m for m in self.messages if m["body"] == body), None),
                         f"{body!r}", limit)

    def say(self, to, body, **more):
        def send():
            message = self.xmpp.make_message(mto=to, mbody=body, mtype=more.get("mtype", "chat"))
            if "state" in more:
                message["chat_state"] = more["state"]
            message.send()
        self.loop.call(send)

    def raw(self, xml):
        """Sends XML as it is."""
        self.loop.call(self.xmpp.send_raw, xml)

    def presence(self, **how):
        self.loop.call(lambda: self.xmpp.send_presence(**how))

    def do(self, function):
        """Calls FUNCTION with the slixmpp client, in its thread."""
        return self.loop.call(function, self.xmpp)

    def ask(self, make, limit=LIMIT):
        """The answer to the request that MAKE(client) makes (an awaitable)."""
        async def run():
            return await make(self.xmpp)
        return self.loop.do(run(), limit)

    def close(self):
        async def run():
            await self.xmpp.disconnect(wait=0.5)
        try:
            self.loop.do(run(), 5)
        except Exception:  # its server may be gone already
            pass
