from odoo import models
from odoo.exceptions import UserError


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _check_made_for(self, model):
        """Refuse a template of another model: the ids would be those of other records.

        :param str model: whose records are about to be rendered
        """
        # sudo: of which model it is, for whoever was given the template
        for template in self.sudo():
            if template.model != model:
                raise UserError(
                    self.env._(
                        "The e-mail template “%(template)s” is not made for this. "
                        "Choose another one, or set what it applies to right again.",
                        template=template.name,
                    )
                )
