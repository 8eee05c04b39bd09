{
    "name": "Customer Accounts: Retention",
    "summary": "Who stays, who slips and who makes the 80 %, from your own invoices",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship"],
    "data": [
        "security/ir.model.access.csv",
        "security/relationship_movement_rules.xml",
        "data/relationship_loss_reason_data.xml",
        "views/relationship_retention_menus.xml",
        "views/relationship_tier_views.xml",
    ],
    "demo": [
        "demo/product_demo.xml",
        "demo/res_partner_demo.xml",
        "demo/relationship_account_demo.xml",
        "demo/relationship_retention_demo.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
