"""proxy.py: a TCP connection with faults: cut, stalled, sliced, delayed, half open.

It stands between client and server and does not look into what passes. All methods may be
called from the test's thread.
"""
import asyncio
import socket
import struct


class Link:
    """One connection that passes."""

    def __init__(self, proxy, reader, writer):
        self.proxy = proxy
        self.client = (reader, writer)
        self.server = None
        self.passed = {"up": 0, "down": 0}

    async def run(self):
        try:
            self.server = await asyncio.open_connection("127.0.0.1", self.proxy.target)
            await asyncio.gather(self._pass("up", self.client[0], self.server[1]),
                                 self._pass("down", self.server[0], self.client[1]))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self.close()

    async def _pass(self, way, reader, writer):
        proxy = self.proxy
        while data := await reader.read(65536):
            for part in proxy.parts(way, data):
                await proxy.flowing[way].wait()
                if proxy.delay:
                    await asyncio.sleep(proxy.delay)
                if proxy.swallow[way]:
                    continue
                if proxy.cut_after is not None and way == "down" and \
                        self.passed[way] + len(part) > proxy.cut_after:
                    writer.write(part[:proxy.cut_after - self.passed[way]])
                    await writer.drain()
                    return self.reset()
                writer.write(part)
                await writer.drain()
                self.passed[way] += len(part)
        if proxy.half_close:
            writer.write_eof()
        else:
            self.close()

    def reset(self):
        """Ends both sides with RST."""
        for pair in (self.client, self.server):
            if pair is not None:
                sock = pair[1].get_extra_info("socket")
                if sock is not None:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        for pair in (self.client, self.server):
            if pair is not None:
                pair[1].close()


class Proxy:
    def __init__(self, loop, target):
        self.loop, self.target = loop, target
        self.links, self.tasks, self.count = [], [], 0
        self.delay = 0          # seconds before each part
        self.slice = {"up": 0, "down": 0}  # bytes a part; 0: as they come
        self.cut_after = None   # bytes down, then RST
        self.half_close = False
        self.refuse = False     # a connection is ended at once
        self.swallow = {"up": False, "down": False}
        loop.do(self._start())

    async def _start(self):
        self.flowing = {"up": asyncio.Event(), "down": asyncio.Event()}
        for event in self.flowing.values():
            event.set()
        self.server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def _accept(self, reader, writer):
        self.count += 1
        link = Link(self, reader, writer)
        if self.refuse:
            link.reset()
            return
        self.links.append(link)
        self.tasks.append(asyncio.current_task())
        await link.run()

    def parts(self, way, data):
        size = self.slice[way] or len(data)
        return [data[i:i + size] for i in range(0, len(data), size)]

    def cut(self):
        """Every connection breaks at once."""
        def run():
            for link in self.links:
                link.reset()
            self.links.clear()
        self.loop.call(run)

    def stall(self, *ways):
        """Nothing passes any more, and nobody is told (a dead link)."""
        for way in ways or ("up", "down"):
            self.loop.call(self.flowing[way].clear)

    def resume(self):
        for event in self.flowing.values():
            self.loop.call(event.set)

    def close(self):
        async def run():
            self.server.close()
            for task in self.tasks:
                task.cancel()
        self.loop.do(run())
