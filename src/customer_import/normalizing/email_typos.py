"""Domains of large mail providers, and addresses that are one slip of a finger away from one: `gmial.com`.

A remark, never a correction: `gmal.com` may be somebody's.
"""

from __future__ import annotations

from functools import cache

# Providers whose addresses private customers have, and real domains that look like a slip of another.
_PROVIDERS = """
gmail.com googlemail.com yahoo.com ymail.com rocketmail.com hotmail.com outlook.com live.com msn.com icloud.com me.com
mac.com aol.com protonmail.com proton.me zoho.com gmx.com gmx.net mail.com email.com fastmail.com hey.com
yahoo.co.uk hotmail.co.uk outlook.co.uk live.co.uk btinternet.com sky.com virginmedia.com talktalk.net
gmx.de web.de t-online.de freenet.de yahoo.de hotmail.de outlook.de gmx.at aon.at chello.at gmx.ch bluewin.ch
orange.fr free.fr sfr.fr laposte.net wanadoo.fr hotmail.fr yahoo.fr outlook.fr live.fr neuf.fr
libero.it virgilio.it hotmail.it yahoo.it tiscali.it alice.it tim.it outlook.it live.it
hotmail.es yahoo.es outlook.es telefonica.net terra.es sapo.pt hotmail.nl live.nl outlook.nl ziggo.nl kpnmail.nl
planet.nl home.nl telenet.be skynet.be proximus.be hotmail.se live.se outlook.se telia.com comhem.se bredband.net
yahoo.se spray.se hotmail.no online.no live.no live.dk hotmail.dk outlook.dk mail.dk jubii.dk kolumbus.fi luukku.com
suomi24.fi hotmail.fi seznam.cz email.cz centrum.cz volny.cz post.cz atlas.cz azet.sk centrum.sk zoznam.sk gmail.cz
wp.pl o2.pl onet.pl interia.pl gazeta.pl op.pl vp.pl poczta.onet.pl tlen.pl inbox.lv mail.ee hot.ee online.ee
citromail.hu freemail.hu abv.bg mail.bg yahoo.ro mail.ru yandex.ru rambler.ru bk.ru list.ru ukr.net i.ua
yahoo.co.in rediffmail.com yahoo.com.br uol.com.br bol.com.br hotmail.com.br qq.com 163.com 126.com naver.com
daum.net hanmail.net yahoo.co.jp docomo.ne.jp
"""
# Shorter ones are one slip away from too much.
_SHORTEST = 8


@cache
def meant(domain: str) -> str:
    """Return the provider's domain that was probably meant, or "" where there is none.

    One letter is wrong, missing, too much, or changed places with its neighbour.

    >>> meant("gmial.com"), meant("hotmail.con"), meant("gmail.com"), meant("example.org")
    ('gmail.com', 'hotmail.com', '', '')
    """
    known, shorter = _index()
    if domain in known or len(domain) < _SHORTEST:
        return ""
    variants = [domain, *(domain[:i] + domain[i + 1 :] for i in range(len(domain)))]
    near = {provider for variant in variants for provider in shorter.get(variant, ())}
    found = [provider for provider in near if _one_slip(domain, provider)]
    return min(found, key=known.index) if found else ""


@cache
def _index() -> tuple[list[str], dict[str, list[str]]]:
    """Return the providers in order, and those that each text is, or is with one character left out."""
    shorter: dict[str, list[str]] = {}
    providers = _PROVIDERS.split()
    for provider in providers:
        if len(provider) >= _SHORTEST:
            for variant in {provider, *(provider[:i] + provider[i + 1 :] for i in range(len(provider)))}:
                shorter.setdefault(variant, []).append(provider)
    return providers, shorter


def _one_slip(a: str, b: str) -> bool:
    """Whether two different texts are one replaced, missing or transposed character apart."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
