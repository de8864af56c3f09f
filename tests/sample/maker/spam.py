"""Six senders and what they promote. Every template is spun, every campaign hides in its own way, every sender's program
writes its headers in its own manner."""
import random
import re
from maker.parts import (RECIPIENTS, address_v4, base64_lines, gif, hexadecimal, letters, message, multipart, png, ramble,
                         received, rfc_date, spin, spread)

FIRST = 'Alma Bruno Celia Dario Edda Falk Greta Hugo Ines Jonas Klara Ludo Mirja Nando Olga Piet'.split()
LAST = 'Abbot Brandeis Calder Drost Ewart Fenwick Gorski Harlow Isherwood Jansky Kestrel Lomax Mercer Nyberg'.split()

# Two stocks, one template.
NOTICE = '''{ATTENTION|Attention|Dear} {traders|investors|day traders}, {this one|this little company|this stock} {is about to|is
going to|will} {move|take off|run}!

{Company|Name}: %(company)s
{Symbol|Ticker}: %(symbol)s
{Price today|Current price|Trading at}: $%(price)s
{Short term target|5 day target|Target}: $%(target)s
{Rating|Our rating}: {Strong Buy|Max Buy|Aggressive Buy}

{%(company)s|The company} has {just|today} {announced|released|published} {news|big news|breaking news} {about|on} %(news)s.
{Insiders|People close to the company|Our sources} {expect|look for|foresee} {a huge|an explosive|a massive} {promotional
campaign|awareness campaign} {this week|in the coming days|starting tomorrow}. {Do not|Don't} {miss|sleep on|let go of}
{this one|this chance|it}: {put|get|add} %(symbol)s {on your radar|on your screen|to your watch list} {first thing
tomorrow|before the bell|right away}. {Volume|The volume} {is picking up|has tripled|is building} {every day|by the hour|fast}
and {the price|the chart} {looks ready|is ready} to {break out|double|explode}.'''
NOTICE_STOCKS = {
    'QZLM': dict(company='Quazelmont Mining Corp', symbol='QZLM', price='0.21', target='1.10',
                 news='its copper find at the north claim'),
    'VYKX.PK': dict(company='Vykrex Energy Systems', symbol='VYKX.PK', price='1.34', target='4.00',
                    news='a supply contract with two harbour towns'),
}

# One stock, three templates.
WQPB = ['''{Hello|Hi|Good day},

{my|a} {friend|colleague|broker} {at the exchange|on the desk} {told me|gave me a hint|let me know} {yesterday|this morning}:
{Wexquill Photonics|Wexquill Photonics Inc} ({OTC: WQPB|OTCBB: WQPB}) {closed|finished} {at|on} %(price)s and {nobody|no one} {has
noticed|knows it} yet. {Read the news|Look up the news|Check the wires} and {decide|judge} {for yourself|on your own}. {I bought|I
picked up} {ten thousand|twenty thousand|a pile of} shares {already|before lunch}. {See you at the top|Good luck|Cheers}.''',
        '''*** {MARKET WATCH|TRADER WIRE|SMALL CAP ALERT} ***
{Hot pick|Stock to watch|Pick of the week}: W Q P B {.OB|.PK}
Last: %(price)s {up|+} {12|17|23|31}%%
{Fibre lamps|Photonic lamps|Laser lamps} {for hospitals|for clinics|for field surgery} {cleared|approved|passed} {the final trial|the
last test|its last trial}. {Float|Public float}: {small|tiny|very small}. {Shorts|Short sellers} {are trapped|must cover|are
running}. {Get in|Move in|Step in} {Monday|Tuesday|now} {before|ahead of} {the crowd|everybody else|the herd}!!!''',
        '''{Investor relations|Shareholder letter|Press digest}

{VANCOVIA|NORTHPORT|LAKE VALE}, {March 12|March 13|March 14} - {Wexquill Photonics|Wexquill} {today|this week} {reported|posted} {record
orders|the best quarter in its history|orders above all estimates}. {The shares|Shares of the company}, {quoted|traded} {under|with} the
symbol WQPB, {last changed hands at|were last seen at} %(price)s. {The management|Chief executive R. Osterlind} {sees|expects} {revenue|sales}
to {triple|quadruple} {within twelve months|by next spring|in a year}. {Analysts|Independent analysts} {set|put} {a fair value|their
target} {of|at} $%(target)s {a share|per share}.''']

PHARMACY = '''{Why pay more|Stop overpaying|Save on your tablets}? {Our|The} {online|internet|licensed} {pharmacy|drugstore|chemist} {ships|delivers|sends}
{worldwide|to your door|everywhere} {without|with no} {prescription|questions|doctor visits}.

{ViagorinX|Vi@gorinX|V1agorinX|V i a g o r i n X} {from|only} ${1.15|1.25|1.33|1.49} {per|a} {tablet|pill|dose}
{Cialendra|C1alendra|Ci@lendra|Cіalendra} {from|only} ${1.85|1.99|2.10} {per|a} {tablet|pill|dose}
{Levitrox|Lev1trox|L e v i t r o x|Levіtrоx} {from|only} ${2.40|2.65|2.80} {per|a} {tablet|pill|dose}

{Discreet|Plain|Unmarked} {packaging|parcels|envelopes}, {secure|safe|encrypted} {payment|checkout}, {money back|full refund} {if not
satisfied|guaranteed}.
{Order here|Visit us|Come in}: http://%(host)s/%(path)s'''

JOB = '''{Dear %(name)s|Hello %(name)s|Good morning %(name)s},

{Our company|We|A logistics company} {is looking for|need|are hiring} {a part time|an at-home|a remote} {assistant|office helper|regional
agent} {in your area|in your country|near you}. {You will|Your task is to|The work is to} {receive|accept} {parcels|packages} {at home|at
your address} and {send|forward|post} them {to our clients|on to our customers}. {No experience|No special skill|No diploma} {is
needed|required}; {two hours|three hours} {a day|daily} {are enough|will do}. {We pay|The salary is|You earn} {$2,400|$2,600|$2,900} {a
month|per month}, {every second Friday|twice a month}. {Please call|Call|Phone} {our manager|the staff office|Mr. Aldous} at %(phone)s and
{leave|tell us} {your name|your full name} and {the best time|a good hour} to {reach you|call back}. {This offer|The vacancy} {stays
open|is valid} {until|till} {Friday|the end of the week|the weekend}.'''

WATCHES = '''{Luxury|Fine|Exclusive} {timepieces|watches|wristwatches} {at|for} {a fraction of the price|a tenth of the price|prices you will not
believe}! {Every|Each} {model|piece} {of|in} {our|the} {catalogue|collection} {is|comes} {with|in} {sapphire glass|a sapphire crystal}, {steel
bracelet|leather strap} and {a gift box|the original box}. {Nobody|Not even a jeweller|No one} {will|can} {tell|see} {the difference|it
apart}. {Buy two|Take two}, {get|and have} {the third|one more} {free|as a gift}. {Wear|Show} {it|yours} {tonight|this weekend|at the office}!
{See|Look at|Browse} {the whole|our} {range|catalogue}: http://%(host)s/%(path)s/'''

LOOKALIKE = str.maketrans({'a': 'а', 'e': 'е', 'o': 'о', 'c': 'с', 'p': 'р', 'x': 'х'})


def person(rng):
    return rng.choice(FIRST), rng.choice(LAST)


def lookalikes(rng, text, share):
    """Swaps Latin letters for Cyrillic ones of the same look, outside of links."""
    words = re.split(r'(\s+)', text)
    return ''.join(w if 'http' in w or rng.random() > share else w.translate(LOOKALIKE) for w in words)


def envelope(rng, when, recipient):
    ip = address_v4(rng)
    return received(rng, when, ip, rng.choice((f'[{ip}]', f'host-{ip.replace(".", "-")}.dynamic.example.net', letters(rng, 7))),
                    recipient, f'host-{ip.replace(".", "-")}.dynamic.example.net')


def quill_mailer(rng, when, subject, content_type, body, more=()):
    """Sender one: imitates an old desktop mailer, dates with a comment, Message-ID in hexadecimal blocks."""
    first, last = person(rng)
    sender = f'{first.lower()}.{last.lower()}@{letters(rng, 6)}.example.com'
    recipient = rng.choice(RECIPIENTS)
    return message([('Return-Path', f'<{sender}>'), envelope(rng, when, recipient),
                    ('Message-ID', f'<{hexadecimal(rng, 12)}${hexadecimal(rng, 8)}$0100a8c0@{first.lower()}>'),
                    ('From', f'"{first} {last}" <{sender}>'), ('To', f'<{recipient}>'), ('Subject', subject),
                    ('Date', rfc_date(when, rng.choice(('+0100', '+0200', '-0500'))) + ' (local)'), ('MIME-Version', '1.0'),
                    ('Content-Type', content_type), ('X-Priority', '3'), ('X-Mailer', 'Quillmail Express 6.00.2900'), *more],
                   body)


def script_mailer(rng, when, subject, content_type, body, more=()):
    """Sender two: a script, headers in its own order, Message-ID of digits."""
    first, last = person(rng)
    domain = f'{letters(rng, 8)}.example.net'
    recipient = rng.choice(RECIPIENTS)
    return message([envelope(rng, when, recipient), ('Date', rfc_date(when)), ('From', f'{first} <{last.lower()}@{domain}>'),
                    ('Reply-To', f'{last.lower()}@{domain}'),
                    ('Message-Id', f'<{rng.randrange(10**9, 10**10)}.{rng.randrange(10**5, 10**6)}@{domain}>'),
                    ('To', recipient), ('Subject', subject), ('Mime-Version', '1.0'), ('Content-Type', content_type), *more],
                   body)


def webmail_mailer(rng, when, subject, content_type, body, more=()):
    """Sender three: a web form behind a forged hop of its own."""
    first, last = person(rng)
    recipient = rng.choice(RECIPIENTS)
    inner = address_v4(rng, '10.11.12')
    return message([('Return-Path', f'<bounce-{rng.randrange(1000, 9999)}@mail.example>'), envelope(rng, when, recipient),
                    ('Received', f'from {inner} (HELO {letters(rng, 5)}) ({inner})\n  by web{rng.randrange(9)}.mail.example with SMTP; '
                     + rfc_date(when)),
                    ('Subject', subject), ('From', f'{first} {last} <{first.lower()}@mail.example>'), ('To', recipient),
                    ('Date', rfc_date(when)), ('X-Originating-IP', f'[{inner}]'), ('MIME-Version', '1.0'),
                    ('Content-Type', content_type), ('Message-ID', f'<{letters(rng, 4).upper()}{hexadecimal(rng, 16)}@mail.example>'),
                    *more], body)


def notices(rng):
    """Two campaigns: one after the other through the same program and template."""
    for symbol, begin in (('QZLM', '2025-03-03 07:00'), ('VYKX.PK', '2025-03-08 06:30')):
        for when in spread(rng, begin, 70, 22):
            text = spin(rng, NOTICE) % NOTICE_STOCKS[symbol]
            if rng.random() < 0.5:
                text += '\n\n' + ramble(rng, rng.randrange(20, 90))
            subject = spin(rng, f'{{Hot|New}} {{alert|pick}} {{for|on}} {{Monday|tomorrow|the open}}: {symbol}')
            yield when, dict(label='spam', instrument=symbol, operator='quill', campaign='notice-' + symbol.lower()), \
                quill_mailer(rng, when, subject, 'text/plain; format=flowed; charset="iso-8859-1"', text + '\n')


def photonics(rng):
    for number, when in enumerate(spread(rng, '2025-03-10 05:00', 7 * 24, 30)):
        text = spin(rng, WQPB[number % 3]) % dict(price=f'{rng.uniform(0.6, 0.9):.2f}', target=rng.choice(('2.50', '3.00')))
        subject = spin(rng, '{{Read this|Fwd: hint|For you}|{WQPB runs|W-Q-P-B}|{Record orders|Digest}}')
        if number % 3 == 1:
            boundary = f'=_{hexadecimal(rng, 16)}'
            words = [f'{w[0]}<i></i>{w[1:]}' if len(w) > 5 and rng.random() < 0.2 else w for w in text.split(' ')]
            html = f'<html><body bgcolor=#ffffff><p>{" ".join(words)}</p>' \
                   f'<font color=#ffffff size=1>{ramble(rng, 25)}</font></body></html>'
            kind, body = multipart('alternative', boundary, [('Content-Type: text/plain; charset=us-ascii', ramble(rng, 12)),
                                                             ('Content-Type: text/html; charset=us-ascii', html)])
        else:
            kind, body = 'text/plain; charset=us-ascii', text + '\n\n' + ramble(rng, 15) + '\n'
        yield when, dict(label='spam', instrument='WQPB', operator='script', campaign='photonics'), \
            script_mailer(rng, when, subject, kind, body)


def pharmacy(rng):
    hosts = [f'{a}{b}.example' for a in ('pill', 'med', 'tab') for b in ('-harbour', '-orchard', 'basket')]
    for number, when in enumerate(spread(rng, '2025-03-01 00:00', 9 * 24, 24)):
        host = f'{letters(rng, 5)}.{hosts[number * len(hosts) // 24]}'
        text = lookalikes(rng, spin(rng, PHARMACY) % dict(host=host, path=letters(rng, 6)), 0.15)
        html = text.replace('\n\n', '<p>').replace('\n', '<br>\n')
        html = re.sub(r'(http://\S+)', r'<a href="\1">\1</a>', html)
        yield when, dict(label='spam', operator='webmail', campaign='pharmacy'), \
            webmail_mailer(rng, when, spin(rng, '{Your|The} {tablets|order|discount} {inside|today|is ready}') + f' {letters(rng, 5)}',
                           'text/html; charset=utf-8', f'<html><body>{html}</body></html>\n')


def pictures(rng):
    """Nothing but a picture that differs in every copy, and words without sense."""
    for number, when in enumerate(spread(rng, '2025-03-05 00:00', 4 * 24, 18)):
        width, height = 90 + rng.randrange(4), 42 + rng.randrange(3)
        kind, data = ('gif', gif(rng, width, height, 'sale')) if number % 2 else ('png', png(rng, width, height, 'sale'))
        boundary, cid = f'------------{rng.randrange(10**23, 10**24)}', f'{letters(rng, 8)}.{rng.randrange(10**6)}@{letters(rng, 6)}'
        name = f'{rng.choice(("", letters(rng, 3)))}{letters(rng, 5)}.{kind}'
        related, body = multipart('related', boundary, [
            ('Content-Type: text/html; charset=ISO-8859-1\nContent-Transfer-Encoding: 7bit',
             f'<html><body><img src="cid:{cid}"><br>{ramble(rng, rng.randrange(10, 40))}</body></html>'),
            (f'Content-Type: image/{kind}; name="{name}"\nContent-Transfer-Encoding: base64\nContent-ID: <{cid}>\n'
             f'Content-Disposition: inline; filename="{name}"', base64_lines(data))])
        yield when, dict(label='spam', operator='quill', campaign='pictures'), \
            quill_mailer(rng, when, ' '.join(rng.choice(('Re:', 'Fw:', '')).split() + [ramble(rng, 3).lower().strip('.')]), related, body)


def jobs(rng):
    for when in spread(rng, '2025-03-12 08:00', 5 * 24, 20):
        first, last = person(rng)
        text = spin(rng, JOB) % dict(name=first, phone=rng.choice(('+1 (202) 555-0143', '+1 202 555 0143', '1-202-555-0143')))
        text += f'\n\n{spin(rng, "{Regards|Best regards|Yours}")},\n{" ".join(person(rng))}\n'
        yield when, dict(label='spam', operator='script', campaign='jobs'), \
            script_mailer(rng, when, f'{first}, {spin(rng, "{a vacancy|work|an offer} {for you|near you|at home}")}',
                          'text/plain; charset=utf-8', text)


def watches(rng):
    """One sender and template, silent from January to March: two campaigns."""
    for part, begin, count in (('winter', '2025-01-06 10:00', 14), ('spring', '2025-03-15 10:00', 12)):
        for when in spread(rng, begin, 60, count):
            text = spin(rng, WATCHES) % dict(host=f'time-{part}.example', path=letters(rng, 4))
            yield when, dict(label='spam', operator='webmail', campaign='watches-' + part), \
                webmail_mailer(rng, when, spin(rng, '{Time|Watch} {for you|your wrist|to shine}'), 'text/plain; charset="windows-1252"',
                               text + '\n\n' + ramble(rng, 18) + '\n')


def everything(seed):
    for number, make in enumerate((notices, photonics, pharmacy, pictures, jobs, watches)):
        yield from make(random.Random(seed + number))
