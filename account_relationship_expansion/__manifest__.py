{
    "name": "Customer Accounts: Expansion",
    "summary": "What to sell next to whom: lines that slip, and what comparable "
    "customers buy",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship_retention"],
    "data": [
        "security/ir.model.access.csv",
        "security/relationship_whitespace_rules.xml",
        "wizard/relationship_whitespace_dismissal_views.xml",
        "views/relationship_whitespace_views.xml",
        "views/relationship_account_views.xml",
        "views/res_config_settings_views.xml",
        "views/sale_order_views.xml",
    ],
    "demo": ["demo/relationship_whitespace_demo.xml"],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
