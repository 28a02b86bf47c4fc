"""What a replay found, as text and as a page."""

from bot.reports.html import summary_as_html
from bot.reports.text import summary_as_text

__all__ = ["summary_as_html", "summary_as_text"]
