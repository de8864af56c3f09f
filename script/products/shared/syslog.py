#!/usr/bin/env python3
"""A system log for filters that can say nothing elsewhere: prints what is sent to /dev/log, a line each, until ended.

usage: syslog.py SOCKET
"""

import os
import socket
import sys

# The most that syslog(3) sends at once, and more.
MESSAGE_BYTES = 65536

log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
while True:
    message = log.recv(MESSAGE_BYTES)
    print(message.decode(errors="replace").rstrip("\n\0"), flush=True)
