"""A WebSocket client (RFC 6455) for tests: text messages as JSON, pings are answered."""

import base64
import json
import os
import socket
import struct
import time

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Closed(Exception):
    """The server closed; `code` is that of its close frame, None without one."""

    def __init__(self, code, reason=""):
        super().__init__(f"{code} {reason}")
        self.code = code


class WebSocket:
    def __init__(self, port, target, receive_buffer=None, tls=None, headers=""):
        self._socket = socket.socket()
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.settimeout(10)
        self._socket.connect(("127.0.0.1", port))
        if tls:
            self._socket = tls.wrap_socket(self._socket, server_hostname="127.0.0.1")
        self._bytes = b""
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            (
                f"GET {target} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{headers}\r\n"
            ).encode()
        )
        head = self._take_until(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101 "):
            self.close()
            raise AssertionError(head)

    def close(self):
        self._socket.close()

    def send(self, message):
        self.send_text(json.dumps(message))

    def send_text(self, text, opcode=TEXT):
        payload = text.encode() if isinstance(text, str) else text
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        size = len(payload)
        length = (
            struct.pack("!B", 0x80 | size) if size < 126 else struct.pack("!BH", 0x80 | 126, size)
        )
        self._socket.sendall(bytes([0x80 | opcode]) + length + mask + masked)

    def receive(self, timeout=10):
        """The next text; raises TimeoutError or Closed."""
        return json.loads(self._message(TEXT, timeout))

    def receive_bytes(self, timeout=10):
        """The next binary message, as `receive`."""
        return self._message(BINARY, timeout)

    def _message(self, wanted, timeout):
        deadline = time.monotonic() + timeout
        while True:
            opcode, payload = self._frame(deadline)
            if opcode == wanted:
                return payload
            if opcode == PING:
                self.send_text(payload, PONG)
            if opcode == CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if payload else None
                raise Closed(code, payload[2:].decode())

    def receive_until(self, wanted, timeout=10):
        """Messages up to the first for which `wanted` is true; that is the last."""
        deadline = time.monotonic() + timeout
        messages = []
        while not messages or not wanted(messages[-1]):
            messages.append(self.receive(max(0.001, deadline - time.monotonic())))
        return messages

    def _frame(self, deadline):
        # Taken from the buffer only when whole, so that a time-out in the middle loses nothing.
        size = 2
        while True:
            self._fill(size, deadline)
            length = self._bytes[1] & 0x7F
            begin = {126: 4, 127: 10}.get(length, 2)
            if size < begin:
                size = begin
                continue
            if length >= 126:
                length = int.from_bytes(self._bytes[2:begin], "big")
            size = begin + length
            if len(self._bytes) < size:
                continue
            opcode, payload = self._bytes[0] & 0x0F, self._bytes[begin:size]
            self._bytes = self._bytes[size:]
            return opcode, payload

    def _fill(self, size, deadline):
        while len(self._bytes) < size:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeoutError(f"{len(self._bytes)} of {size} bytes of a frame")
            self._socket.settimeout(remaining)
            received = self._socket.recv(65536)
            if not received:
                raise Closed(None)
            self._bytes += received

    def _take_until(self, end):
        deadline = time.monotonic() + 10
        while end not in self._bytes:
            self._fill(len(self._bytes) + 1, deadline)
        head, _, self._bytes = self._bytes.partition(end)
        return head
