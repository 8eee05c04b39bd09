"""What customers type into forms."""

import unicodedata

#: How long it may be.
MAX_LINE, MAX_TEXT = 200, 10000


def read_words(text, limit=MAX_TEXT):
    """What was typed, without what nobody types: control characters.

    Nothing is left of a text nobody can see, nor of what is no text at all, such as a
    file.

    >>> read_words("  It is dark.\\r\\nSince Monday.\\0 ")
    'It is dark.\\nSince Monday.'
    >>> read_words(None), read_words("\\x07\\x1b \\n"), read_words("dark", limit=2)
    ('', '', 'da')
    """
    if not isinstance(text, str):
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    words = "".join(letter for letter in text if _is_typed(letter)).strip()
    is_seen = any(unicodedata.category(letter)[0] not in "CZ" for letter in words)
    return words[:limit] if is_seen else ""


def _is_typed(letter):
    # Cc: control characters, Cs: halves of characters, which no database keeps
    return letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
