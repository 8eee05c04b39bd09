"""What customers may attach: checked before anything is kept."""

from pathlib import PurePosixPath

from odoo.tools.mimetypes import guess_mimetype

MEGABYTE = 1024 * 1024
#: Of one file, unless the system parameter says otherwise.
MAX_MEGABYTES = 20
PARAMETER = "account_relationship.attachment_megabytes"
#: Together they stay below what Odoo accepts in one request.
MAX_FILES = 5
MAX_NAME = 120

PICTURES = {"bmp", "gif", "heic", "heif", "jpeg", "jpg", "png", "tif", "tiff", "webp"}
DOCUMENTS = {"csv", "doc", "docx", "eml", "msg", "odp", "ods", "odt", "pdf", "ppt"}
DOCUMENTS |= {"pptx", "rtf", "txt", "xls", "xlsx"}
MEDIA = {"avi", "m4a", "mov", "mp3", "mp4", "ogg", "wav", "webm"}
OTHERS = {"7z", "dwg", "dxf", "log", "zip"}
EXTENSIONS = PICTURES | DOCUMENTS | MEDIA | OTHERS

#: What runs when it is opened, whatever the name says.
FORBIDDEN = ("html", "svg", "xml", "javascript", "ecmascript", "exec", "sharedlib")
FORBIDDEN += ("msdownload", "shellscript", "x-sh", "x-php", "java")
BEGINNINGS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"<script",
    b"<svg",
    b"<html",
    b"<!doctype html",
)
OFFICE = "vnd.openxmlformats"


class Refused(Exception):
    """It is not taken; ``reason`` says why: the size of a file, the limit, …

    ``minutes`` says when to try again.
    """

    def __init__(self, reason, minutes=0):
        super().__init__(reason)
        self.reason = reason
        self.minutes = minutes


def read_files(files, megabytes=MAX_MEGABYTES):
    """Read uploaded files as ``[(name, content)]``, or refuse them all."""
    files = [file for file in files if file.filename]
    if len(files) > MAX_FILES:
        raise Refused("number")
    return [(clean_name(file.filename), _read(file, megabytes)) for file in files]


def clean_name(name):
    """The name without folders and what does not print.

    >>> clean_name("C:\\\\secret\\\\plan.pdf")
    'plan.pdf'
    >>> clean_name("../../etc/floor\\x00 plan.pdf")
    'floor plan.pdf'
    """
    name = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable())[-MAX_NAME:]


def _read(file, megabytes):
    limit = int(megabytes * MEGABYTE)
    content = file.stream.read(limit + 1)
    if len(content) > limit:
        raise Refused("size")
    if not is_allowed(clean_name(file.filename), content):
        raise Refused("type")
    return content


def is_allowed(name, content):
    """Whether both the name and the content are of a kind we take.

    >>> is_allowed("note.txt", b"Hello")
    True
    >>> is_allowed("page.html", b"Hello"), is_allowed("note.txt", b"<html><p>Hello")
    (False, False)
    """
    extension = PurePosixPath(name.lower()).suffix.removeprefix(".")
    beginning = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if extension not in EXTENSIONS or beginning.startswith(
        tuple(mark.lower() for mark in BEGINNINGS)
    ):
        return False
    mimetype = guess_mimetype(content)
    return OFFICE in mimetype or not any(word in mimetype for word in FORBIDDEN)
