"""The pages on which somebody lets the bot in, or hears why not and what to do."""

from __future__ import annotations

from html import escape

from aiohttp import web

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}}</style>
<h1>{title}</h1>
{paragraphs}
"""
# Addresses hold what is worth a token: no other site may see them, nor this page in a frame.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page(title: str, *paragraphs: str, status: int = 200) -> web.Response:
    """Return a page of a title and paragraphs, which are plain text."""
    said = "\n".join(f"<p>{escape(each)}</p>" for each in paragraphs)
    text = _PAGE.format(title=escape(title), paragraphs=said)
    return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)


def onward(address: str) -> web.Response:
    """Return what sends the browser to another address."""
    return web.Response(status=302, headers={**_HEADERS, "Location": address})
