{
    "name": "Customer Accounts: Expansion",
    "summary": "What to sell next to whom: lines that slip, and what comparable "
    "customers buy",
    "version": "19.0.1.1.6",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship_retention", "web_hierarchy"],
    "data": [
        "security/ir.model.access.csv",
        "security/relationship_acquaintance_rules.xml",
        "security/relationship_whitespace_rules.xml",
        "security/relationship_stakeholder_rules.xml",
        "data/relationship_stakeholder_role_data.xml",
        "wizard/relationship_whitespace_dismissal_views.xml",
        "views/relationship_whitespace_views.xml",
        "views/relationship_whitespace_report_views.xml",
        "views/relationship_acquaintance_views.xml",
        "views/relationship_stakeholder_views.xml",
        "views/relationship_stakeholder_role_views.xml",
        "views/relationship_account_views.xml",
        "views/relationship_account_matrix_views.xml",
        "views/relationship_account_people_views.xml",
        "views/relationship_account_acquaintance_views.xml",
        "views/relationship_tier_views.xml",
        "views/res_config_settings_views.xml",
        "views/sale_order_views.xml",
    ],
    "demo": [
        "demo/relationship_whitespace_demo.xml",
        "demo/relationship_account_matrix_demo.xml",
        "demo/relationship_stakeholder_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "account_relationship_expansion/static/src/matrix/**/*",
        ],
        # With Odoo's graphs, when the first one is opened: it stands on the reports.
        "web.assets_backend_lazy": [
            "account_relationship_expansion/static/src/potential_matrix/**/*",
        ],
        "web.assets_tests": [
            "account_relationship_expansion/static/tests/tours/*.js",
        ],
        "web.assets_unit_tests": [
            "account_relationship_expansion/static/tests/*.test.js",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "images": [
        "static/description/potential.png",
        "static/description/matrix.png",
    ],
}
