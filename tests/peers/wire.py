"""A wire between client and server: it can be cut, torn, frozen, listened to and tampered with."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable

_PASSING = 0.02  # seconds in which the last piece of a torn line gets through


@dataclasses.dataclass(eq=False)
class Line:
    """One connection through a wire: the client holds its near end, the server its far end."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    flows: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    torn: tuple[bool, bool] = (False, False)  # the next piece there, the next piece back

    def cut(self) -> None:
        """End it for both, without a goodbye."""
        self.near.transport.abort()
        self.far.transport.abort()
        self.flows.set()

    def hush(self) -> None:
        """Let nothing pass any more, either way; both ends stay open."""
        self.flows.clear()

    def orphan_client(self) -> None:
        """The server loses the connection, the client does not notice."""
        self.hush()
        self.far.transport.abort()

    def orphan_server(self) -> None:
        """The client loses the connection, the server does not notice."""
        self.hush()
        self.near.transport.abort()

    def tear(self, *, back: bool) -> None:
        """Pass half of the next piece on, then end it: in the middle of a frame."""
        self.torn = (self.torn[0] or not back, self.torn[1] or back)


@dataclasses.dataclass
class Wire:
    """``heard`` is what the client said; ``tamper`` changes what the server says."""

    port: int = 0
    heard: bytearray = dataclasses.field(default_factory=bytearray)
    tamper: Callable[[bytes], bytes] = bytes
    connections: int = 0
    flows: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    lines: list[Line] = dataclasses.field(default_factory=list)

    def cut(self) -> None:
        """Break all connections."""
        for line in list(self.lines):
            line.cut()

    def freeze(self) -> None:
        """From now on the server says nothing, on connections that stay open."""
        self.flows.clear()

    def thaw(self) -> None:
        """Let it speak again."""
        self.flows.set()


@contextlib.asynccontextmanager
async def wire_to(port: int, *, listen: bool = True) -> AsyncIterator[Wire]:
    """Lay a wire to a server on loopback; ``listen``: remember what clients say."""
    wire = Wire()
    wire.thaw()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire.connections += 1
        try:
            far_reader, far = await asyncio.open_connection("127.0.0.1", port)
        except OSError:  # the server is away
            writer.transport.abort()
            return
        line = Line(writer, far)
        line.flows.set()
        wire.lines.append(line)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_there(reader, line, wire, listen=listen))
                group.create_task(_back(far_reader, line, wire))
        except* OSError:
            pass
        finally:
            line.cut()
            wire.lines.remove(line)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, backlog=1024)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        wire.thaw()
        server.close()
        wire.cut()
        await asyncio.sleep(0.01)


async def _there(reader: asyncio.StreamReader, line: Line, wire: Wire, *, listen: bool) -> None:
    while data := await reader.read(65_536):
        if listen:
            wire.heard += data
        await line.flows.wait()
        await _pass(data, line.far, line, torn=line.torn[0])
    await line.flows.wait()  # who does not notice does not notice the end either
    line.far.close()


async def _back(reader: asyncio.StreamReader, line: Line, wire: Wire) -> None:
    while data := await reader.read(65_536):
        await wire.flows.wait()
        await line.flows.wait()
        await _pass(wire.tamper(data), line.near, line, torn=line.torn[1])
    await line.flows.wait()
    line.near.close()


async def _pass(data: bytes, to: asyncio.StreamWriter, line: Line, *, torn: bool) -> None:
    if to.transport.is_closing():
        return  # cut while it was on the way
    to.write(data[: len(data) // 2] if torn else data)
    if torn:
        await asyncio.sleep(_PASSING)
        line.cut()
    await to.drain()
