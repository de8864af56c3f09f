"""Mail that somebody wants: threads, lists, newsletters (one on finance), receipts, notices, in several languages."""
import random
from datetime import timedelta
from email.header import Header
from maker.parts import (RECIPIENTS, base64_lines, hexadecimal, letters, message, moment, multipart, png, ramble, received,
                         rfc_date, spin, spread)

WANTED = dict(label='ham', campaign='-')
PEOPLE = {'mona': 'Mona Idris', 'tomas': 'Tomas Vell', 'hanna': 'Hanna Rask', 'karim': 'Karim Saïdi', 'rosa': 'Rosa Unger'}

THREADS = [
    ('Boiler room key', ['Does anybody know where the key of the boiler room went? The technician comes on Thursday.',
                         'It hangs in the porter\'s office since the last inspection. Ask for the one with the green tag.',
                         'Found it, thanks! I made a copy and put it into the cabinet on the second floor.',
                         'Please add the copy to the list that Rosa keeps, otherwise nobody will ever know.']),
    ('Minutes of Tuesday', ['Here are the minutes. Two points are open: the new shelves and the date of the summer party.',
                            'About the shelves: the carpenter wants 480 for oak and 310 for pine. I would take pine.',
                            'Pine is fine with me. For the party I propose the 14th of June, the hall is free then.',
                            'The 14th collides with the regatta. What about the 21st?',
                            'The 21st it is. I have booked the hall and the band.']),
    ('Draft of chapter 3', ['The draft is on the share. I am unhappy with the section on tides, it repeats chapter 2.',
                            'Read it last night. I would cut the two paragraphs on harbours and keep the table of gauges.',
                            'Done. The table now has the readings of both winters; could you check the figures of week 7?']),
]
NEWSLETTERS = {
    'The Kitchen Garden Weekly': ('garden.example.com', ['Sow broad beans before the frost leaves', 'What to do with too many leeks',
                                  'Seed potatoes: chitting step by step', 'Bees need water, too']),
    'Lathe & Plane': ('woodwork.example.net', ['Sharpening a card scraper', 'Three joints for a stool', 'Finishing with hard wax oil',
                      'A bench hook in one afternoon']),
    'Harbour Lights Museum': ('museum.example.org', ['New exhibition: maps of sand', 'Guided tours in March', 'Call for model ships',
                              'Night of the lamps']),
}
MARKET_NOTES = [
    'Copper futures closed the week 1.2 % higher. Our model portfolio holds its weights; the next review is due on 1 April. The largest '
    'position remains the broad index fund at 41 %. Past performance is no guide to future results.',
    'The central bank left rates where they were. Shares of regional lenders gained, builders lost. Readers asked about mining shares: we '
    'do not recommend single small companies and have no position in any.',
    'Dividend calendar: Norling Foods pays 0.85 on the 19th, Marwick Rail 1.10 on the 21st. Volume was thin before the holiday.',
    'Quarterly letter: the fund returned 2.3 % after costs against 2.1 % of its benchmark. Costs fell to 0.18 % a year.',
]


def person_mail(rng, when, sender, recipient, subject, text, more=(), charset='utf-8'):
    name = PEOPLE.get(sender, sender)
    return message([('Return-Path', f'<{sender}@example.com>'),
                    received(rng, when, '198.51.100.7', 'mail.example.com', recipient, 'mail.example.com'),
                    ('Received', f'from [192.0.2.44] (port=50114)\n\tby mail.example.com with esmtpsa; {rfc_date(when)}'),
                    ('Authentication-Results', 'mx.example.org; spf=pass smtp.mailfrom=example.com; dkim=pass header.d=example.com'),
                    ('Date', rfc_date(when, '+0100')), ('From', f'{Header(name, "utf-8").encode() if not name.isascii() else name} '
                     f'<{sender}@example.com>'), ('To', f'<{recipient}>'), ('Subject', subject), *more,
                    ('User-Agent', 'Heron/115.2'), ('MIME-Version', '1.0'),
                    ('Content-Type', f'text/plain; charset={charset}; format=flowed'), ('Content-Transfer-Encoding', '8bit')],
                   text.encode(charset))


def threads(rng):
    names = list(PEOPLE)
    for number, (subject, texts) in enumerate(THREADS):
        when, seen, quoted = moment(f'2025-03-0{number + 3} 09:12'), [], ''
        for turn, text in enumerate(texts):
            sender = names[(number + turn) % len(names)]
            identity = f'<{hexadecimal(rng, 8)}-{hexadecimal(rng, 4)}@example.com>'
            more = [('Message-ID', identity)]
            if seen:
                more += [('In-Reply-To', seen[-1]), ('References', '\n '.join(seen))]
            body = f'{text}\n\n{PEOPLE[sender].split()[0]}\n' + (f'\nOn {when:%d %B}, someone wrote:\n{quoted}' if quoted else '')
            yield when, WANTED, person_mail(rng, when, sender, 'carla@example.org', ('Re: ' if seen else '') + subject, body, more)
            seen.append(identity)
            quoted = ''.join(f'> {line}\n' for line in body.splitlines())
            when += timedelta(minutes=rng.randrange(20, 900))


def list_mail(rng):
    topics = ['kernel panic after the update', 'packaging guidelines for fonts', 'call for votes', 'build fails on big endian']
    for number, when in enumerate(spread(rng, '2025-03-02 00:00', 10 * 24, 10)):
        sender = list(PEOPLE)[number % 5]
        footer = '\n--\nusers mailing list\nusers@lists.example.net\nhttps://lists.example.net/users\n'
        yield when, WANTED, message(
            [('Return-Path', '<users-bounces@lists.example.net>'),
             received(rng, when, '203.0.113.5', 'lists.example.net', 'dmitri77@example.org', 'lists.example.net'),
             ('Received', f'from mail.example.com (mail.example.com [198.51.100.7])\n\tby lists.example.net (Postfix) with ESMTPS; '
              f'{rfc_date(when)}'), ('Date', rfc_date(when)), ('From', f'{sender} <{sender}@example.com>'),
             ('To', 'users@lists.example.net'), ('Subject', f'[users] {"Re: " if number > 3 else ""}{topics[number % 4]}'),
             ('Message-ID', f'<{hexadecimal(rng, 14)}@example.com>'), ('List-Id', 'Users of all kinds <users.lists.example.net>'),
             ('List-Unsubscribe', '<mailto:users-leave@lists.example.net>'), ('Precedence', 'list'), ('MIME-Version', '1.0'),
             ('Content-Type', 'text/plain; charset="us-ascii"')],
            # A line that an mbox has to quote.
            f'From time to time: {ramble(rng, rng.randrange(40, 120))}\n{footer}')


def newsletter(rng, when, name, host, title, text, recipient):
    html = (f'<html><head><style>.pre{{display:none}}</style></head><body><div class="pre" style="display:none">{title}</div>'
            f'<table width="600"><tr><td><h1>{title}</h1><p>{text}</p><p><a href="https://{host}/read/{hexadecimal(rng, 6)}">Read on</a></p>'
            f'<p style="font-size:11px">You get this because you subscribed at {host}. <a href="https://{host}/leave?u={hexadecimal(rng, 12)}">'
            'Unsubscribe</a></p></td></tr></table></body></html>')
    kind, body = multipart('alternative', f'_part_{hexadecimal(rng, 20)}', [
        ('Content-Type: text/plain; charset=utf-8', f'{title}\n\n{text}\n\nhttps://{host}/\n'),
        ('Content-Type: text/html; charset=utf-8', html)])
    return message([('Return-Path', f'<bounce+{hexadecimal(rng, 10)}@{host}>'),
                    received(rng, when, '203.0.113.60', f'out.{host}', recipient, f'out.{host}'),
                    ('DKIM-Signature', f'v=1; a=rsa-sha256; d={host}; s=k1; bh={letters(rng, 20)}; b={letters(rng, 40)}'),
                    ('Date', rfc_date(when)), ('From', f'{name} <news@{host}>'), ('To', recipient), ('Subject', title),
                    ('Message-ID', f'<{hexadecimal(rng, 32)}@{host}>'), ('List-Unsubscribe', f'<https://{host}/leave>'),
                    ('MIME-Version', '1.0'), ('Content-Type', kind)], body)


def newsletters(rng):
    for name, (host, titles) in NEWSLETTERS.items():
        for week, title in enumerate(titles):
            when = moment('2025-02-20 06:00') + timedelta(days=7 * week, minutes=rng.randrange(50))
            yield when, WANTED, newsletter(rng, when, name, host, title, ramble(rng, 120), rng.choice(RECIPIENTS))
    for week, note in enumerate(MARKET_NOTES):
        when = moment('2025-02-21 17:00') + timedelta(days=7 * week)
        yield when, WANTED, newsletter(rng, when, 'Sober Saver', 'saver.example.com', f'Market notes, week {8 + week}', note, 'edwin.marsh@example.org')


def receipts(rng):
    for number, when in enumerate(spread(rng, '2025-02-25 00:00', 18 * 24, 12)):
        shop = ('Tallow Books', 'books.example.net') if number % 2 else ('Corner Bakery', 'bakery.example.com')
        order, total = rng.randrange(10000, 99999), rng.randrange(500, 9000) / 100
        rows = ''.join(f'<tr><td>{ramble(rng, 3)}</td><td align=right>{total / 2:.2f}</td></tr>' for _ in range(2))
        html = f'<html><body><h2>Thank you</h2><p>Order {order}</p><table>{rows}</table><p>Total {total:.2f} EUR</p></body></html>'
        yield when, WANTED, message(
            [('Return-Path', f'<orders@{shop[1]}>'), received(rng, when, '192.0.2.80', shop[1], 'rosa@example.org', shop[1]),
             ('From', f'{shop[0]} <orders@{shop[1]}>'), ('To', 'rosa@example.org'), ('Subject', f'Your order {order}'),
             ('Date', rfc_date(when)), ('Message-ID', f'<order-{order}@{shop[1]}>'), ('MIME-Version', '1.0'),
             ('Content-Type', 'text/html; charset=utf-8'), ('Content-Transfer-Encoding', 'base64')], base64_lines(html.encode()))


def notices(rng):
    """Machines that write: a build server, a calendar with an invitation, a photo by telephone."""
    for number, when in enumerate(spread(rng, '2025-03-01 00:00', 12 * 24, 8)):
        yield when, WANTED, message(
            [received(rng, when, '192.0.2.90', 'ci.example.net', 'b.okafor@example.org', 'ci.example.net'),
             ('From', 'Build server <ci@ci.example.net>'), ('To', 'b.okafor@example.org'), ('Date', rfc_date(when)),
             ('Subject', f'[weirdo] build {400 + number} {rng.choice(("passed", "failed"))}'), ('Auto-Submitted', 'auto-generated'),
             ('Message-ID', f'<build-{400 + number}@ci.example.net>'), ('MIME-Version', '1.0'), ('Content-Type', 'text/plain; charset=utf-8')],
            spin(rng, f'Build {400 + number} of branch {{main|next}} took {rng.randrange(40, 400)} s.\n{rng.randrange(900, 999)} tests ran.\n'
                 f'Log: https://ci.example.net/log/{400 + number}\n'))
    when = moment('2025-03-06 08:00')
    calendar = 'BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Regatta planning\nDTSTART:20250310T090000Z\nEND:VEVENT\nEND:VCALENDAR'
    kind, body = multipart('alternative', 'calendar-part', [('Content-Type: text/plain', 'Regatta planning, Monday at nine.'),
                                                            ('Content-Type: text/calendar; method=REQUEST; charset=utf-8', calendar)])
    yield when, WANTED, message([received(rng, when, '198.51.100.7', 'mail.example.com', 'hanna@example.org', 'mail.example.com'),
                                 ('From', 'Tomas Vell <tomas@example.com>'), ('To', 'hanna@example.org'), ('Subject', 'Regatta planning'),
                                 ('Date', rfc_date(when)), ('Message-ID', '<invite-1@example.com>'), ('MIME-Version', '1.0'),
                                 ('Content-Type', kind)], body)
    when = moment('2025-03-07 19:30')
    kind, body = multipart('mixed', 'photo-part', [('Content-Type: text/plain; charset=utf-8', 'The view from the dam. Wish you were here!'),
                           ('Content-Type: image/png; name="dam.png"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; '
                            'filename="dam.png"', base64_lines(png(rng, 120, 80, 'dam')))])
    yield when, WANTED, message([received(rng, when, '198.51.100.7', 'mail.example.com', 'carla@example.org', 'mail.example.com'),
                                 ('From', 'Hanna Rask <hanna@example.com>'), ('To', 'carla@example.org'), ('Subject', 'dam'),
                                 ('Date', rfc_date(when)), ('Message-ID', '<photo-1@example.com>'), ('MIME-Version', '1.0'),
                                 ('Content-Type', kind)], body)


def languages(rng):
    texts = [('koi8-r', 'Встреча', 'Добрый день! Встреча перенесена на среду, в десять часов, в большом зале. Пожалуйста, подтвердите.'),
             ('iso-2022-jp', '会議', '来週の会議は水曜日の午後三時に変更になりました。資料は後で送ります。'),
             ('gb18030', '发货通知', '您订购的图书已经发出，预计三天内送达。如有问题请与我们联系。'),
             ('iso-8859-1', 'Rückfrage', 'Könnten Sie mir bitte die Maße der Tür schicken? Die alte Zarge ist leider völlig verzogen. Viele Grüße'),
             ('windows-1256', 'موعد', 'نود تذكيركم بموعد الاجتماع يوم الأحد القادم في الساعة العاشرة صباحا.'),
             ('euc-kr', '안내', '다음 주 화요일에 도서관이 휴관합니다. 이용에 참고하시기 바랍니다.'),
             ('iso-8859-7', 'Πρόσκληση', 'Σας περιμένουμε το Σάββατο στο λιμάνι για τα εγκαίνια της έκθεσης.')]
    for number, (charset, subject, text) in enumerate(texts):
        when = moment(f'2025-03-{number + 2:02} 11:40')
        yield when, WANTED, person_mail(rng, when, 'rosa', 'q.zhang@example.org', Header(subject, 'utf-8').encode(), text + '\n',
                                        [('Message-ID', f'<{hexadecimal(rng, 16)}@example.com>')], charset)


def everything(seed):
    for number, make in enumerate((threads, list_mail, newsletters, receipts, notices, languages)):
        yield from make(random.Random(seed + 100 + number))
