"""What customers type into forms."""

#: How long it may be.
MAX_LINE, MAX_TEXT = 200, 10000


def read_words(text, limit=MAX_TEXT):
    """What was typed, without the one character that no database keeps.

    >>> read_words("  It is dark.\\r\\nSince Monday.\\0 ")
    'It is dark.\\nSince Monday.'
    >>> read_words(None), read_words("dark", limit=2)
    ('', 'da')
    """
    words = (text or "").replace("\r\n", "\n").replace("\0", "")
    return words.strip()[:limit]
