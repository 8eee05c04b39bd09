import io
import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.account_relationship.models.shared.relationship_headline import (
    UNREADABLE,
)

#: Accounts and categories of a file at most.
MOST_ROWS, MOST_COLUMNS = 5_000, 200
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PotentialMatrix(http.Controller):
    """What accounts buy and could buy, as a file."""

    @http.route(
        "/account_relationship_expansion/potential_matrix/xlsx",
        type="http",
        auth="user",
        methods=["POST"],
        readonly=True,
    )
    def export(self, data=""):
        """The accounts of a search as an Excel file, read as the reader.

        :param str data: JSON of ``domain``, a search of accounts, and ``company_ids``,
            the companies the reader works in, the first one counts
        """
        try:
            asked = json.loads(data)
            domain, company_ids = asked["domain"], [*map(int, asked["company_ids"])]
        except UNREADABLE as error:
            raise UserError(request.env._("This search cannot be read.")) from error
        accounts = request.env["relationship.account"].with_context(
            allowed_company_ids=company_ids or request.env.companies.ids
        )
        matrix = accounts._find_matrix(domain, 0, MOST_ROWS, MOST_COLUMNS)
        name = accounts.env._("Accounts by product category")
        return request.make_response(
            _make_file(accounts.env, matrix),
            headers=[
                ("Content-Type", TYPE),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )


def _make_file(env, matrix):
    """The bytes of a file with a sheet of sales and one of what could be sold."""
    import xlsxwriter  # noqa: PLC0415  as Odoo does: it takes long to load

    output = io.BytesIO()
    # What begins with "=" in a name is no formula.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        number = book.add_format({"num_format": "#,##0.00"})
        labels = [column["label"] for column in matrix["columns"]]
        heads = [env._("Customer account"), *labels]
        for title, get in (
            (env._("Sales of 12 months"), _get_sales),
            (env._("Sales potential"), _get_words),
        ):
            sheet = book.add_worksheet(title[:31])
            sheet.set_column(0, len(heads) - 1, 18)
            sheet.freeze_panes(1, 1)
            sheet.write_row(0, 0, heads, bold)
            for place, row in enumerate(matrix["rows"], 1):
                sheet.write(place, 0, row["label"])
                sheet.write_row(place, 1, [get(cell) for cell in row["cells"]], number)
            left = matrix["total"] - len(matrix["rows"])
            if left > 0:
                words = env._(
                    "%(count)s more accounts are not in this file", count=left
                )
                sheet.write(len(matrix["rows"]) + 1, 0, words, bold)
    return output.getvalue()


def _get_sales(cell):
    return cell["sales"] if cell else 0


def _get_words(cell):
    return cell.get("words", "") if cell else ""
