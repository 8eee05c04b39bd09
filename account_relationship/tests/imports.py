import io

import openpyxl

from odoo.tools.misc import file_path

OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "date_format": "%Y-%m-%d",
    "datetime_format": "%Y-%m-%d %H:%M:%S",
    "float_decimal_separator": ".",
    "float_thousand_separator": ",",
}


class Imports:
    """Odoo's import screen, for tests with an ``env``."""

    def _open_import(self, model, text):
        """The screen with a CSV file."""
        return self.env["base_import.import"].create(
            {
                "res_model": model,
                "file": text.encode(),
                "file_name": "export.csv",
                "file_type": "text/csv",
            }
        )

    def _import_csv(self, model, text, columns, **options):
        """Import a file whose first line names the columns.

        :param columns: ``{title: field}``; any other title is a field itself
        :return: what Odoo does: a dict of ``ids`` and ``messages``
        """
        titles = text.partition("\n")[0].split(",")
        names = [columns.get(title, title) for title in titles]
        result = self._open_import(model, text).execute_import(
            names, titles, dict(OPTIONS), **options
        )
        self.env.invalidate_all()
        return result

    def _read_template(self, template):
        """``(bytes, rows)`` of a file offered for import, the titles first."""
        with open(file_path(template["template"].lstrip("/")), "rb") as stream:
            content = stream.read()
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return content, [*sheet.iter_rows(values_only=True)]
