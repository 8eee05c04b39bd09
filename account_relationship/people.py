"""Who of us may do what: checked where it is saved, as a list to choose from is not."""

from odoo.api import SUPERUSER_ID
from odoo.exceptions import RedirectWarning, ValidationError
from odoo.tools import SQL

#: Who may work customer accounts.
WORKERS = "account_relationship.group_user"
#: Who may answer feedback.
ANSWERERS = "account_relationship.group_feedback"
GRANT_ACTION = "account_relationship.res_users_server_action_allow_accounts"


def may_work_accounts(user, company=None):
    """Whether a user may work customer accounts, those of a company if one is given."""
    return (
        user.active
        and not user.share
        and (not company or company in user.company_ids)
        # sudo: whoever looks, what counts is what the user may
        and user.sudo().has_group(WORKERS)
    )


def find_here(users, company, leaving=()):
    """The first of some users who is still here: one of us, in the company.

    :param users: a list of users, some of which may be none
    :param leaving: users who are about to leave
    """
    return next(
        (
            user
            for user in users
            if user.active
            and not user.share
            and company in user.company_ids
            and user not in leaving
        ),
        company.env["res.users"],
    )


def is_outside(partner):
    """Whether somebody is none of us. Who has left is a colleague all the same.

    Odoo makes a customer of whoever has no user any more (``partner_share``).
    """
    # sudo: only whether there was a user, whoever asks
    users = partner.sudo().with_context(active_test=False).user_ids
    return partner.partner_share and all(users.mapped("share"))


def is_outside_sql(partner):
    """As :func:`is_outside`, in a query.

    The few who work or worked here are looked up once, however many messages there are.

    :param partner: alias of ``res_partner``
    """
    return SQL(
        "(%s AND %s NOT IN (SELECT partner_id FROM res_users WHERE share IS NOT TRUE))",
        SQL.identifier(partner, "partner_share"),
        SQL.identifier(partner, "id"),
    )


def get_workers_sql(env):
    """Query ``(user_id, company_id)``: who may work the accounts of which company."""
    env["res.users"].flush_model(["active", "share", "company_ids", "group_ids"])
    # sudo: which groups there are is no secret
    group = env.ref(WORKERS).sudo()
    return SQL(
        """
        SELECT worker.id AS user_id, allowed.cid AS company_id
          FROM res_users AS worker
          JOIN res_company_users_rel AS allowed ON allowed.user_id = worker.id
         WHERE worker.active
           AND NOT worker.share
           AND EXISTS (SELECT FROM res_groups_users_rel AS held
                        WHERE held.uid = worker.id AND held.gid = ANY(%s))
        """,
        (group | group.all_implied_by_ids).ids,
    )


def check_workers(users):
    """Only who may work accounts becomes manager, backup or stand-in.

    Whoever may give the right can do so from the message.
    """
    env = users.env
    # sudo: names and rights of the colleagues who were chosen
    unfit = users.sudo().filtered(lambda user: not may_work_accounts(user))
    if not unfit:
        return
    message = env._(
        "%(users)s cannot work customer accounts, and so cannot look after any. Choose "
        "somebody else, or let an administrator give the right “Customer Accounts: "
        "User” first.",
        users=", ".join(filter(None, unfit.mapped("name"))),
    )
    lacks_only_the_right = all(user.active and not user.share for user in unfit)
    # Nobody reads what the system itself is told, nor presses a button in an import.
    is_asked = env.uid != SUPERUSER_ID and not env.context.get("import_file")
    may_grant = env.user.has_group("base.group_erp_manager")
    if lacks_only_the_right and is_asked and may_grant:
        raise RedirectWarning(
            message,
            env.ref(GRANT_ACTION).id,
            env._("Give the right"),
            {
                "active_model": "res.users",
                "active_ids": unfit.ids,
                "active_id": unfit[0].id,
            },
        )
    raise ValidationError(message)


def check_colleagues(records, *names):
    """Customers with a login own nothing of ours.

    :param names: fields with users
    """
    # sudo: only whether they are colleagues, whoever chooses them
    for record in records.sudo():
        for name in names:
            outsiders = record[name].filtered("share")
            if outsiders:
                raise ValidationError(
                    records.env._(
                        "%(users)s: not a colleague, and cannot be chosen as "
                        "“%(field)s”.",
                        users=", ".join(outsiders.mapped("name")),
                        field=record._fields[name]._description_string(records.env),
                    )
                )


def has_words(text):
    """Whether there is something to read: not only blanks and control characters.

    >>> has_words("Late"), has_words(" \\x01\\u200b"), has_words(False)
    (True, False, False)
    """
    return any(sign.isprintable() and not sign.isspace() for sign in str(text or ""))


def check_words(records, *names):
    """A title nobody can read is none.

    :param names: fields with text
    """
    for record in records:
        for name in names:
            if record[name] and not has_words(record[name]):
                raise ValidationError(
                    records.env._(
                        "Write something that can be read into “%(field)s”.",
                        field=record._fields[name]._description_string(records.env),
                    )
                )
