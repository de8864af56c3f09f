"""Every way known to us of being a bad MIME message, one mail each. None belongs to a campaign ('~': left out of scores)."""
import base64
import random
from maker.parts import base64_lines, message, moment, png, ramble, received, rfc_date

ODD = dict(label='spam', campaign='~')


def everything(seed):
    rng = random.Random(seed + 300)
    number = 0

    def odd(headers, body, basic=True):
        """One mail with the head every mail has, unless basic is False, and these headers."""
        nonlocal number
        number += 1
        when = moment(f'2025-02-{number % 28 + 1:02} {number % 24:02}:17')
        start = [received(rng, when, f'192.0.2.{number + 100}', f'odd{number}.example.net', 'info@example.org', f'odd{number}.example.net'),
                 ('From', f'odd{number}@example.net'), ('To', 'info@example.org'), ('Date', rfc_date(when)),
                 ('Subject', f'oddity {number}'), ('Message-ID', f'<odd-{number}@example.net>'), ('MIME-Version', '1.0')] if basic else []
        return when, ODD, message([*start, *headers], body)

    def words(count=25):
        return ramble(rng, count)

    def part(kind, text):
        return f'Content-Type: {kind}\n\n{text}\n'

    plain, html = 'text/plain; charset=us-ascii', 'text/html; charset=us-ascii'
    two = f'--b\n{part(plain, words())}--b\n{part(html, "<p>" + words() + "</p>")}'
    kind = ('Content-Type', 'multipart/mixed; boundary="b"')

    # Structure that can be read in more than one way.
    yield odd([('Content-Type', plain), kind], two + '--b--\n')
    yield odd([kind, ('Content-Type', html)], two + '--b--\n')
    yield odd([('Content-Type', 'multipart/mixed')], two + '--b--\n')
    yield odd([('Content-Type', 'multipart/mixed; boundary="other"')], two + '--b--\n')
    yield odd([('Content-Type', 'multipart/alternative; boundary=""')], '--\n' + part(plain, words()) + '----\n')
    yield odd([kind], two + '--b--\n\n--b\n' + part(html, '<p>after the end: ' + words() + '</p>'))
    yield odd([kind], 'before the first: ' + words() + '\n' + two + '--b--\nbehind the last: ' + words() + '\n')
    yield odd([kind], two)
    yield odd([('Content-Type', 'multipart/mixed; boundary="b"; boundary="c"')], two + '--b--\n')
    yield odd([('Content-Type', 'multipart/mixed; boundary=b')], two.replace('--b\n', '--b \t\n') + '--b--\n')
    yield odd([kind], f'--b\nContent-Type: multipart/mixed; boundary="b"\n\n{two}--b--\n--b--\n')
    yield odd([kind], f'--b\nContent-Type: multipart/mixed; boundary="bb"\n\n--bb\n{part(plain, words())}--b\n{part(plain, words())}--b--\n')
    nested = part(plain, 'at the bottom: ' + words())
    for depth in range(15):
        nested = f'Content-Type: multipart/mixed; boundary="n{depth}"\n\n--n{depth}\n{nested}--n{depth}--\n'
    yield odd([kind], f'--b\n{nested}--b--\n')
    inner = f'From: inner@example.com\nSubject: inside\nDate: Sat, 01 Feb 2025 00:00:00 +0000\nContent-Type: {plain}\n\n{words()}\n'
    yield odd([('Content-Type', 'message/rfc822')], inner)
    yield odd([('Content-Type', 'message/rfc822'), ('Content-Transfer-Encoding', 'base64')], base64_lines(inner.encode()))
    yield odd([('Content-Type', 'message/partial; id="x"; number=1; total=3')], inner)
    yield odd([('Content-Type', 'multipart/digest; boundary=b')], f'--b\n\n{inner}--b\n\n{inner}--b--\n')

    # Charsets: none, wrong, unknown, wide, seven bits.
    yield odd([('Content-Type', 'text/plain')], 'Grüße aus der Bücherei, schöne Tür'.encode('iso-8859-1') + b'\n')
    yield odd([('Content-Type', 'text/plain; charset=us-ascii')], 'Grüße aus der Bücherei, überall Töne\n')
    yield odd([('Content-Type', 'text/plain; charset=utf-8')], 'falsch: Grüße'.encode('iso-8859-1') + b' \xff\xfe\xc3\n')
    yield odd([('Content-Type', 'text/plain; charset=x-unheard-of')], words() + '\n')
    yield odd([('Content-Type', 'text/plain; charset="utf-16"'), ('Content-Transfer-Encoding', 'base64')], base64_lines(words().encode('utf-16')))
    yield odd([('Content-Type', 'text/plain; charset=utf-16le'), ('Content-Transfer-Encoding', 'binary')], words().encode('utf-16le'))
    yield odd([('Content-Type', 'text/plain; charset=utf-7')], 'Hi Mom +Jjo-! +AOQ-pfel und Stra+AN8-e\n')
    yield odd([('Content-Type', 'text/html')], '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'.encode() +
              '<p>Привет из гавани, всё хорошо</p>'.encode('cp1251'))
    yield odd([('Content-Type', 'text/plain; charset=gb2312')], '混合编码 これは'.encode('utf-8') + b'\n')

    # Encodings of the body.
    good = base64_lines(words(60).encode())
    yield odd([('Content-Type', plain), ('Content-Transfer-Encoding', 'base64')], good.replace('\n', '!\n ')[:-5])
    yield odd([('Content-Type', plain), ('Content-Transfer-Encoding', 'base64')], good + '====\nplain words after it: ' + words() + '\n')
    yield odd([('Content-Type', plain), ('Content-Transfer-Encoding', 'base-64')], good)
    yield odd([('Content-Type', plain), ('Content-Transfer-Encoding', 'quoted-printable')], 'soft=\nbreak =3D =zz =E9 =\n=')
    yield odd([('Content-Type', plain), ('Content-Transfer-Encoding', 'uuencode')],
              'begin 644 note.txt\n#0V%T\n`\nend\n')
    yield odd([('Content-Type', plain)], words() + '\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n')
    yield odd([('Content-Type', plain), ('Content-Transfer-Encoding', '7bit'), ('Content-Transfer-Encoding', 'base64')], good)
    yield odd([('Content-Type', 'application/octet-stream; name="page.html"')], '<p>' + words() + '</p>\n')

    # Parameters and encoded words.
    name = "filename*0*=UTF-8''%e2%82%ac%20ra; filename*1*=tes%20f%C3%BCr; filename*2=\" March.png\""
    yield odd([kind], f'--b\n{part(plain, words())}--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment;\n'
              f' {name}\n\n{base64_lines(png(rng, 30, 20, "rates"))}--b--\n')
    yield odd([kind], f'--b\nContent-Type: image/png; name="=?utf-8?B?4oKsLnBuZw==?="\nContent-Transfer-Encoding: base64\n\n'
              f'{base64_lines(png(rng, 30, 20, "rates"))}--b--\n')
    head = [('From', 'words@example.net'), ('Content-Type', plain)]
    yield odd([('Subject', '=?utf-8?Q?broken =?= =?utf-8?B?w7xi?==?utf-8?Q?er_?= =?x-none?Q?what?= =?utf-8?X?no?='), *head], words(), False)
    yield odd([('Subject', '=?utf-8?B?' + base64.b64encode('Grü'.encode()[:3]).decode() + '?= =?utf-8?B?' +
                base64.b64encode('Grü'.encode()[3:]).decode() + '?='), *head], words(), False)
    yield odd([('Subject', 'Grüße, raw'), ('From', 'Jürgen <j@example.net>'), ('Content-Type', plain)], words(), False)
    yield odd([('Subject', b'\xd0\xd2\xc9\xd7\xc5\xd4'.decode('utf-8', 'surrogateescape')), *head], words(), False)

    # Bytes that should not be there, lines that are none.
    yield odd([('Content-Type', plain)], b'before\0after \0\0 ' + words().encode() + b'\n')
    yield odd([('Content-Type', plain)], words().replace('. ', '.\r').encode() + b'\r')
    yield odd([('Content-Type', plain)], words().replace('. ', '.\r\n') + '\r\n')
    yield odd([('Content-Type', plain)], words(2000).replace('. ', ' ').replace(' ', '') + '\n')
    yield odd([('no colon here', ''), ('Content-Type', plain), ('headers', 'a header named headers'), ('', 'empty name')], words())
    yield odd([('X-Long', 'x' * 9000), ('X-Colons', ':' * 3000), ('Content-Type', plain)], words())
    yield odd([('Received', 'from ' + '(' * 300 + 'deep' + ')' * 300 + ' by nowhere.example.net; some day')], words())
    yield odd([('Date', 'yesterday'), ('Date', 'Thu, 32 Foo 2025 99:99:99 +9999'), ('Subject', 'two dates'), ('Subject', 'two subjects')], words())
    yield odd([('To', ',\n '.join(f'reader{i}@example.org' for i in range(300))), ('Content-Type', plain)], words())
    yield odd([('From', '"unclosed <a@example.net'), ('To', 'undisclosed-recipients:;'), ('Subject', '')], words(), False)

    # HTML that hides.
    yield odd([('Content-Type', html)], '<div style="font-size:0">unseen one</div><div style="display : NONE">unseen two</div><font color="#fefefe">'
              'unseen three</font><p>he<!-- x -->llo wo<b></b>rld &#104;&#116;tp://seen.example.com/</p><a href="h&#116;tp://seen.example.com/a">a</a>'
              '<script>no()</script><table><tr><td>cell one<td>cell two</table><textarea>unclosed')
    yield odd([('Content-Type', html)], '<table>' * 400 + '<td>' + words() + '<b>' * 400)

    # Hardly a mail at all.
    yield odd([('Subject', 'only a head')], '', False)
    yield odd([], '', True)
    number += 1
    yield moment('2025-02-20 10:00'), ODD, b''
    yield moment('2025-02-20 11:00'), ODD, b'\n'
    yield moment('2025-02-20 12:00'), ODD, b'just some words, no head\n'
    yield moment('2025-02-20 13:00'), ODD, bytes(rng.randrange(256) for _ in range(700))
    yield moment('2025-02-20 14:00'), ODD, b'Subject: no line end'
