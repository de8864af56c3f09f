"""What every kind of sample mail is made of: spun text, dates, hosts, pictures, MIME.

Everything is drawn from the random.Random handed in, so one seed gives one feed. Names and addresses are reserved ones
(RFC 2606, RFC 5737, RFC 3849) or invented.
"""
import base64
import random
import re
import struct
import zlib
from datetime import datetime, timedelta, timezone

OWN_HOST = 'mx.example.org'
RECIPIENTS = [f'{name}@example.org' for name in
              ('anna.lind', 'b.okafor', 'carla', 'dmitri77', 'edwin.marsh', 'fatima', 'g.petrov', 'hanna', 'info', 'jobs',
               'karim', 'l.moreau', 'mona', 'nils.berg', 'office', 'press', 'q.zhang', 'rosa', 'sales', 'tomas')]
WORDS = ('harbour lantern meadow copper violet saddle orchard pebble winter ladder canvas thimble marble falcon ribbon '
         'cellar bramble quiver puddle anchor walnut feather gravel timber hollow kettle willow basket drizzle cobble '
         'magnet parlour stubborn whisper gallop freckle mustard pigeon velvet compass rattle blanket sparrow turnip '
         'crumble lattice mitten opal pasture quarry sandal tunnel umbrella vinegar wagon yonder zephyr almond').split()


def spin(rng, text):
    """Resolves {a|b|c}, innermost first: what spam engines do to make every copy differ."""
    while True:
        found = re.search(r'\{([^{}]*)\}', text)
        if not found:
            return text
        text = text[:found.start()] + rng.choice(found.group(1).split('|')) + text[found.end():]


def moment(text):
    return datetime.strptime(text, '%Y-%m-%d %H:%M').replace(tzinfo=timezone.utc)


def spread(rng, begin, hours, count):
    """count moments within hours after begin, in order."""
    start = moment(begin)
    return sorted(start + timedelta(seconds=rng.randrange(hours * 3600)) for _ in range(count))


def rfc_date(when, zone='+0000'):
    hours = int(zone[:3])
    return (when + timedelta(hours=hours)).strftime('%a, %d %b %Y %H:%M:%S ') + zone


def address_v4(rng, net=None):
    return f"{net or rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randrange(10, 250)}"


def hexadecimal(rng, digits):
    return ''.join(rng.choice('0123456789abcdef') for _ in range(digits))


def letters(rng, count):
    return ''.join(rng.choice('abcdefghijklmnopqrstuvwxyz') for _ in range(count))


def ramble(rng, count):
    """A paragraph that means nothing, to upset digests."""
    out = []
    while len(out) < count:
        sentence = [rng.choice(WORDS) for _ in range(rng.randrange(5, 12))]
        out += [sentence[0].capitalize()] + sentence[1:-1] + [sentence[-1] + '.']
    return ' '.join(out)


def received(rng, when, ip, helo, recipient, reverse=None):
    """The line that the trap's own server writes on top."""
    return ('Received', f'from {helo} ({reverse or "unknown"} [{ip}])\n\tby {OWN_HOST} (Postfix) with ESMTP id '
            f'{hexadecimal(rng, 10).upper()}\n\tfor <{recipient}>; {rfc_date(when)}')


def message(headers, body):
    """Headers are (name, value) pairs as they shall stand; body is str (UTF-8) or bytes."""
    head = ''.join(f'{name}: {value}\n' for name, value in headers).encode('utf-8', 'surrogateescape')
    return head + b'\n' + (body if isinstance(body, bytes) else body.encode('utf-8'))


def base64_lines(data):
    return base64.encodebytes(data).decode()


def multipart(kind, boundary, parts, **parameters):
    """parts: (headers as str, body as str). Returns the Content-Type value and the body."""
    more = ''.join(f'; {k.replace("_", "-")}={v}' for k, v in parameters.items())
    body = ''.join(f'--{boundary}\n{head}\n\n{text}\n' for head, text in parts) + f'--{boundary}--\n'
    return f'multipart/{kind}{more}; boundary="{boundary}"', body


def picture_pixels(rng, width, height, glyphs):
    """Bars that stand for lines of text, the same for one campaign, and noise that is new in every copy."""
    shape = random.Random(glyphs)
    rows = [[0] * width for _ in range(height)]
    for top in range(3, height - 4, 6):
        at = 3
        while at < width - 8:
            length = shape.randrange(2, 8)
            for y in range(top, top + 3):
                rows[y][at:at + length] = [1] * length
            at += length + shape.randrange(1, 4)
    for _ in range(rng.randrange(20, 60)):
        rows[rng.randrange(height)][rng.randrange(width)] = rng.choice((2, 3))
    return rows


def palette(rng):
    return [(255 - rng.randrange(12),) * 3, (rng.randrange(40), 0, rng.randrange(60, 140)),
            (rng.randrange(150, 255), 120, 90), (90, rng.randrange(150, 255), 200)]


def png(rng, width, height, glyphs):
    def chunk(name, data):
        return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
    raw = b''.join(b'\0' + bytes(row) for row in picture_pixels(rng, width, height, glyphs))
    colours = b''.join(bytes(colour) for colour in palette(rng))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 3, 0, 0, 0)) +
            chunk(b'PLTE', colours) + chunk(b'IDAT', zlib.compress(raw, 9)) + chunk(b'IEND', b''))


def gif(rng, width, height, glyphs):
    """LZW without its dictionary: a clear code before it could grow keeps every code three bits wide."""
    bits, held = bytearray(), [0, 0]

    def put(code):
        held[0] |= code << held[1]
        held[1] += 3
        while held[1] >= 8:
            bits.append(held[0] & 255)
            held[0] >>= 8
            held[1] -= 8
    pixels = [p for row in picture_pixels(rng, width, height, glyphs) for p in row]
    for at in range(0, len(pixels), 2):
        put(4)
        for pixel in pixels[at:at + 2]:
            put(pixel)
    put(5)
    bits.append(held[0] & 255)
    blocks = b''.join(bytes([len(bits[i:i + 255])]) + bytes(bits[i:i + 255]) for i in range(0, len(bits), 255))
    size = struct.pack('<HH', width, height)
    return (b'GIF89a' + size + b'\x91\0\0' + b''.join(bytes(c) for c in palette(rng)) + b',\0\0\0\0' + size + b'\0\x02' +
            blocks + b'\0;')
