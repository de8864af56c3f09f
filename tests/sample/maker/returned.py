"""Mail about mail: bounces that carry a campaign's message back, answers by machines, a challenge, a sign-up
confirmation, a feedback report. Label of a bounce: the campaign whose mail it returns."""
import random
import re
from datetime import timedelta
from maker.parts import address_v4, hexadecimal, message, moment, multipart, received, rfc_date

TRAP = 'press@example.org'


def as_sent(raw):
    """A campaign's mail as the bounced host got it: from our trap's address, without our server's own line."""
    text = raw.decode('utf-8')
    text = re.sub(r'\AReturn-Path:.*\n', '', text)
    text = re.sub(r'\AReceived: .*\n(?:[\t ].*\n)*', '', text)
    return re.sub(r'(?m)^From: .*$', f'From: <{TRAP}>', text, count=1)


def about(rng, when, subject, kind, body, more=(), sender='Mail Delivery System <MAILER-DAEMON@relay.example.net>', back='<>'):
    return message([('Return-Path', back),
                    received(rng, when, address_v4(rng), 'relay.example.net', TRAP, 'relay.example.net'), ('Date', rfc_date(when)),
                    ('From', sender), ('To', TRAP), ('Subject', subject), ('Message-Id', f'<{hexadecimal(rng, 12)}@relay.example.net>'),
                    ('MIME-Version', '1.0'), ('Content-Type', kind), *more], body)


def status_report(rng, when, returned):
    kind, body = multipart('report', f'{hexadecimal(rng, 10).upper()}.{rng.randrange(10**9)}/relay.example.net', [
        ('Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii',
         'This is the mail system at host relay.example.net.\n\nI\'m sorry to have to inform you that your message could not\nbe '
         'delivered to one or more recipients. It\'s attached below.\n\n<nobody@example.net>: unknown user: "nobody"'),
        ('Content-Description: Delivery report\nContent-Type: message/delivery-status',
         'Reporting-MTA: dns; relay.example.net\n\nFinal-Recipient: rfc822; nobody@example.net\nAction: failed\nStatus: 5.1.1'),
        ('Content-Description: Undelivered Message\nContent-Type: message/rfc822', returned)], report_type='delivery-status')
    return about(rng, when, 'Undelivered Mail Returned to Sender', kind, body, [('Auto-Submitted', 'auto-replied')])


def plain_bounce(rng, when, returned):
    """The kind without MIME that simple servers write: prose, a marker line, the whole mail."""
    return about(rng, when, 'failure notice', 'text/plain; charset=us-ascii',
                 'Hi. This is the send program at relay.example.net.\nI\'m afraid I wasn\'t able to deliver your message to the following '
                 'addresses.\nThis is a permanent error; I\'ve given up. Sorry it didn\'t work out.\n\n<nobody@example.net>:\nSorry, no mailbox '
                 'here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <' + TRAP + '>\n' + returned)


def long_bounce(rng, when, returned):
    return about(rng, when, 'Mail delivery failed: returning message to sender', 'text/plain; charset=us-ascii',
                 'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or '
                 'more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  nobody@example.net\n    unrouteable '
                 'address\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <' + TRAP + '>\n' + returned,
                 [('X-Failed-Recipients', 'nobody@example.net'), ('Auto-Submitted', 'auto-replied')])


def bounces(rng, spam):
    """Nine, three of a shape: of the photonics, the jobs and the pharmacy campaign."""
    shapes = (status_report, plain_bounce, long_bounce)
    for number, name in enumerate(('photonics', 'jobs', 'pharmacy') * 3):
        when, fields, raw = rng.choice([entry for entry in spam if entry[1]['campaign'] == name and b'us-ascii' in entry[2] or
                                        entry[1]['campaign'] == name and name != 'photonics'])
        yield when + timedelta(minutes=7), {**fields, 'label': 'spam'}, shapes[number // 3](rng, when + timedelta(minutes=7), as_sent(raw))


def answers(rng):
    wanted = dict(label='ham', campaign='-')
    for day, text in ((4, 'I am out of the office until 17 March and will read your mail then.'),
                      (5, 'Ich bin bis zum 17. März nicht im Büro. Ihre Nachricht wird nicht weitergeleitet.'),
                      (6, 'Thank you for writing to the museum. We answer within three working days.')):
        when = moment(f'2025-03-0{day} 10:00')
        yield when, wanted, about(rng, when, 'Automatic reply: your message', 'text/plain; charset=utf-8', text + '\n',
                                  [('Auto-Submitted', 'auto-replied'), ('Precedence', 'bulk')], 'Nora Beck <nora@example.com>')
    when = moment('2025-03-07 10:00')
    yield when, wanted, about(
        rng, when, 'Please confirm your message', 'text/plain; charset=utf-8', 'You wrote to me for the first time. To let your message '
        'through, please click\nhttps://challenge.example.com/ok/3f21\nor answer this mail. I do this because of spam.\n',
        [('Auto-Submitted', 'auto-replied')], 'Olaf <olaf@example.com>', '<olaf@example.com>')
    when = moment('2025-03-08 10:00')
    yield when, wanted, about(
        rng, when, 'Confirm your subscription', 'text/plain; charset=utf-8', 'Somebody, hopefully you, asked to subscribe press@example.org to '
        'Harbour News.\nConfirm here: https://news.example.com/confirm/9ab2\nIf it was not you, do nothing.\n', (),
        'Harbour News <news@news.example.com>', '<news@news.example.com>')


def feedback(rng, spam):
    when, fields, raw = [entry for entry in spam if entry[1]['campaign'] == 'jobs'][5]
    when += timedelta(hours=1)
    kind, body = multipart('report', f'feedback-{hexadecimal(rng, 8)}', [
        ('Content-Type: text/plain; charset=us-ascii', 'This is an email abuse report.'),
        ('Content-Type: message/feedback-report', 'Feedback-Type: abuse\nUser-Agent: Complaints/1.0\nVersion: 1\nSource-IP: 192.0.2.14'),
        ('Content-Type: message/rfc822\nContent-Disposition: inline', raw.decode('utf-8'))], report_type='feedback-report')
    yield when, fields, about(rng, when, 'FW: a vacancy', kind, body, (), 'Abuse desk <feedback@isp.example>', '<feedback@isp.example>')


def everything(seed, spam):
    rng = random.Random(seed + 200)
    yield from bounces(rng, spam)
    yield from answers(rng)
    yield from feedback(rng, spam)
