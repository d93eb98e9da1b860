"""Words for what uploading refuses."""

from django.utils.translation import gettext_lazy as _

from marketplace.ui.refusals import Words, register

_TYPES = _("The type of a file is told from its content, and its name must say the same.")
_SAFE = _("Files that could harm those who open them are not taken.")
_READABLE = _("A file is evidence: it must open, and open the same way for everybody.")

register(
    {
        "files.empty": Words(_("The file is empty."), rule=_READABLE, todo=_("Choose the file again.")),
        "files.too_large": Words(
            _("The file is too large; at most %(largest)s MB are taken."),
            rule=_("Files of one kind have a greatest size."),
            todo=_("Reduce the file, or hand it in as several files."),
        ),
        "files.name_has_path": Words(
            _("The name of the file holds a path."),
            rule=_SAFE,
            todo=_("Rename the file without slashes and choose it again."),
        ),
        "files.name_missing": Words(
            _("The file has no name with an ending."),
            rule=_TYPES,
            todo=_("Give the file a name such as plan.pdf."),
        ),
        "files.type_unknown": Words(
            _("Files of this type are not taken."),
            rule=_TYPES,
            todo=_("Hand it in as PDF, PNG, JPEG, WEBP, DOCX, XLSX, or as UTF-8 text or CSV."),
        ),
        "files.kind_not_taken": Words(
            _("Files of this type are not taken here; allowed are %(allowed)s."),
            rule=_("Each step says which types of files it takes."),
            todo=_("Save the file as one of these types and choose it again."),
        ),
        "files.extension_mismatch": Words(
            _("The content is not what the ending “.%(extension)s” says."),
            rule=_TYPES,
            todo=_("Save the file again from the program that made it; changing the ending alone is not enough."),
        ),
        "files.polyglot": Words(
            _("The file holds something else besides what its name says."),
            rule=_SAFE,
            todo=_("Save the file again from the program that made it."),
        ),
        "files.broken": Words(
            _("The file is damaged and does not open."),
            rule=_READABLE,
            todo=_("Open it yourself, save it again, and choose the new file."),
        ),
        "files.active_content": Words(
            _("The PDF holds scripts or commands."),
            rule=_SAFE,
            todo=_("Print it to a new PDF and hand that in."),
        ),
        "files.macros": Words(
            _("The document holds macros."),
            rule=_SAFE,
            todo=_("Save it without macros (DOCX, XLSX) or as PDF."),
        ),
        "files.encrypted": Words(
            _("The document is protected by a password."),
            rule=_READABLE,
            todo=_("Remove the password and choose the file again."),
        ),
        "files.zip_bomb": Words(
            _("The document unpacks to far more than its size."),
            rule=_SAFE,
            todo=_("Reduce the pictures in it, or hand it in as PDF."),
        ),
        "files.markup": Words(
            _("The text is a web page, not plain text."),
            rule=_SAFE,
            todo=_("Hand it in as PDF, or as text without markup."),
        ),
        "files.not_utf8": Words(
            _("The text is not encoded in UTF-8."),
            rule=_READABLE,
            todo=_("In Excel choose “CSV UTF-8”, in Notepad the encoding UTF-8, and save it again."),
        ),
        "files.too_many_pixels": Words(
            _("The picture has too many pixels; at most %(most)s million are taken."),
            rule=_("Files of one kind have a greatest size."),
            todo=_("Make the picture smaller and choose it again."),
        ),
        "files.malware": Words(
            _("The scanner found malware in the file: %(found)s."),
            rule=_SAFE,
            todo=_("Clean your computer, and hand in a clean file."),
        ),
        "files.scanner_unavailable": Words(
            _("Files cannot be scanned for malware at the moment; nothing was stored."),
            rule=_SAFE,
            todo=_("Try again in a few minutes. If it stays like this, tell the operators."),
        ),
    }
)
