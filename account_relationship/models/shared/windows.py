"""What buttons open: the dicts of window actions, said once."""


def open_window(name, model, views="form", **values):
    """Return the action that shows a model in a window.

    :param str name: the title
    :param str views: ``form`` or ``list``
    :param values: more of the action, as ``target``, ``context`` or ``domain``
    """
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": model,
        "views": [(False, views)],
        **values,
    }


def notify(kind, message, then=None):
    """Return what says briefly, in a corner, what was done.

    :param str kind: ``success``, ``info`` or ``warning``
    :param dict then: the action that follows; what is open as a dialog closes else
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "message": message,
            "next": then or {"type": "ir.actions.act_window_close"},
        },
    }


def open_listed(records, action, domain, context=None, **values):
    """Return one of our actions of the menus, of some records only.

    :param str action: its id, without the addon's name
    :param dict context: instead of its own
    """
    window = records.env["ir.actions.act_window"]._for_xml_id(
        f"account_relationship.{action}"
    )
    return {**window, "domain": domain, "context": context or {}, **values}


def open_records(records, action):
    """Return the action that opens the form of one record, the list of several.

    :param str action: id of the action that shows a list of them, with the addon's name
    """
    if len(records) == 1:
        return records.get_formview_action()
    shown = records.env["ir.actions.act_window"]._for_xml_id(action)
    views = sorted(shown["views"], key=lambda view: view[1] != "list")
    domain = [("id", "in", records.ids)]
    return {**shown, "views": views, "domain": domain, "context": {}}
